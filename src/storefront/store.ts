import { asProblem } from "./problem"
import { untilAborted } from "./until-aborted"

/** A call to the store. */
export interface StoreRequest {
  method?: "GET" | "POST"
  query?: Record<string, string>
  body?: Record<string, unknown>
  signal?: AbortSignal
  cache?: "no-store"
}

/**
 * What the helper needs of a client: `client` of `@medusajs/js-sdk` has it. It throws an error with `status` when the
 * store refuses.
 */
export interface StoreClient {
  fetch<Answer>(path: string, request?: StoreRequest): Promise<Answer>
}

/** `@medusajs/js-sdk`, its `client`, or what `storeClient` makes. */
export type AlmaraStore = StoreClient | { client: StoreClient }

export interface StoreAddress {
  /** Where Medusa is reached; "" for the page's own origin. */
  baseUrl: string
  publishableKey?: string
  /** In place of the global `fetch`. */
  fetch?: typeof globalThis.fetch
}

/** Nobody waits longer than this for one answer, in milliseconds; placing an order asks Almara on the way. */
const ANSWER_WITHIN_MILLISECONDS = 30_000

/** An answer of the store that is not a success. */
class StoreAnswerError extends Error {
  override readonly name = "StoreAnswerError"
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

/** A client of a few lines for storefronts without `@medusajs/js-sdk`. */
export function storeClient({
  baseUrl,
  publishableKey,
  fetch = (input, init) => globalThis.fetch(input, init),
}: StoreAddress): StoreClient {
  return {
    async fetch<Answer>(
      path: string,
      { method = "GET", query, body, signal, cache }: StoreRequest = {},
    ): Promise<Answer> {
      const search = query ? `?${new URLSearchParams(query).toString()}` : ""
      const answer = await fetch(`${withoutSlashes(baseUrl)}${path}${search}`, {
        method,
        headers: {
          accept: "application/json",
          ...(body && { "content-type": "application/json" }),
          ...(publishableKey && { "x-publishable-api-key": publishableKey }),
        },
        body: body && JSON.stringify(body),
        signal,
        cache,
      })
      if (!answer.ok) throw new StoreAnswerError(answer.status, messageIn(await answer.text()))
      return (await answer.json()) as Answer
    },
  }
}

/**
 * Calls the store, for a limited time.
 * @throws AlmaraProblem when it does not answer or refuses; the signal's reason when the caller has stopped it.
 */
export async function callStore<Answer>(
  store: AlmaraStore,
  path: string,
  { signal, ...request }: StoreRequest,
): Promise<Answer> {
  signal?.throwIfAborted()
  const client = "client" in store ? store.client : store
  const limit = new AbortController()
  const stop = () => limit.abort(signal?.reason)
  const timer = setTimeout(
    () => limit.abort(new Error("The store did not answer in time.")),
    ANSWER_WITHIN_MILLISECONDS,
  )
  signal?.addEventListener("abort", stop)
  try {
    // A client that does not heed the signal, or a server action that cannot, must not hold the shopper.
    return await untilAborted(
      client.fetch<Answer>(path, { ...request, cache: "no-store", signal: limit.signal }),
      limit.signal,
    )
  } catch (error) {
    signal?.throwIfAborted()
    throw asProblem(error)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener("abort", stop)
  }
}

/** Medusa says what is wrong in `message`; a proxy in front of it may answer with anything. */
function messageIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text)
    const message: unknown = typeof body === "object" && body !== null && "message" in body ? body.message : ""
    return typeof message === "string" ? message : ""
  } catch (error) {
    if (error instanceof SyntaxError) return ""
    throw error
  }
}

function withoutSlashes(address: string): string {
  return address.endsWith("/") ? withoutSlashes(address.slice(0, -1)) : address
}

import {
  type Deadline,
  type Clock,
  withDeadline,
  withRetries,
  errorFromAnswer,
  type Answer,
  type Clean,
  sendRequest,
  type Fetch,
} from "./http"
import { AlmaraError, type AlmaraErrorKind } from "../errors"
import type { AlmaraOptions } from "../options/options"
import { type Observer, unobserved } from "./observer"
import { readTokenAnswer } from "./wire"

export type Call = {
  /** The request in the merchant's words, such as "check-status". */
  what: string
  path: string
  /** A body makes it a POST. */
  body?: unknown
}

/** One operation on Almara, of one or more calls, with one deadline. */
export type Operation = {
  /** Sends a call once; a second time only with a new token, after Almara refused the first one unprocessed. */
  send(call: Call): Promise<Answer>
  /** Sends a query: as `send`, but repeated on a broken connection, 429 and 5xx. */
  query(call: Call): Promise<Answer>
}

export type Operations = {
  /**
   * Runs an operation within some milliseconds, tokens and repeats included.
   * @throws AlmaraError `timeout`, with `mayHaveArrived` false as long as no call had been sent.
   */
  run<T>(what: string, milliseconds: number, work: (operation: Operation) => Promise<T>): Promise<T>
}

/** Makes what every call to Almara has in common: the token, the deadline, the retries. */
export function createOperations(parts: {
  options: AlmaraOptions
  fetch: Fetch
  clock: Clock
  clean: Clean
  tokens: TokenSource
}): Operations {
  const { options, fetch, clock, clean, tokens } = parts

  function operationWithin(deadline: Deadline, onSend: (isUnderway: boolean) => void): Operation {
    function sendWith(token: string, { what, path, body }: Call): Promise<Answer> {
      const init: RequestInit = {
        method: body === undefined ? "GET" : "POST",
        headers: {
          accept: "application/json",
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: deadline.signal,
      }
      return sendRequest({ fetch, what, url: `${options.baseUrl}${path}`, init, clean })
    }

    function queryWith(token: string, call: Call): Promise<Answer> {
      return withRetries(clock, deadline, async () => {
        const answer = await sendWith(token, call)
        const error = errorFromAnswer(answer, call.what, clean)
        if (error?.retryable) {
          throw error
        }
        return answer
      })
    }

    // A refused token means that the call was not processed, so that even new-order may be sent again.
    async function withToken(call: Call, sender: typeof sendWith): Promise<Answer> {
      const token = await tokens.current()
      onSend(true)
      const answer = await sender(token, call)
      if (answer.status !== 401) {
        return answer
      }
      onSend(false)
      const replacement = await tokens.replace(token)
      onSend(true)
      return sender(replacement, call)
    }

    return { send: (call) => withToken(call, sendWith), query: (call) => withToken(call, queryWith) }
  }

  return {
    run: async (what, milliseconds, work) => {
      if (milliseconds <= 0) {
        const message = `The time for ${what} was over before Almara could be asked.`
        throw new AlmaraError({ kind: "timeout", message, mayHaveArrived: false })
      }
      let isUnderway = false
      const onSend = (value: boolean) => {
        isUnderway = value
      }
      const onTimeout = () =>
        new AlmaraError({
          kind: "timeout",
          message: `Almara did not answer ${what} within ${milliseconds} milliseconds.`,
          mayHaveArrived: isUnderway,
        })
      return withDeadline(clock, milliseconds, (deadline) => work(operationWithin(deadline, onSend)), onTimeout)
    },
  }
}

/** Keeps the access token. Every error that it throws has `mayHaveArrived` false: the call itself was never sent. */
export type TokenSource = {
  /** Returns the current token, or a new one when there is none or it is about to expire. */
  current(): Promise<string>
  /** Returns a token in the place of one that Almara refused; only one request however many callers were refused. */
  replace(refused: string): Promise<string>
  /** Returns a new token from Almara, whatever is kept. */
  fresh(): Promise<string>
  /** Returns the tokens that must not be shown. */
  known(): string[]
}

const renewalInMilliseconds = 60_000

// OAuth 2.0, section 5.2: the errors of a token request that are told with status 400.
const errorKinds: Record<string, AlmaraErrorKind> = {
  invalid_client: "unauthorized",
  unauthorized_client: "unauthorized",
  invalid_grant: "unauthorized",
  invalid_scope: "configuration",
}

function tokenRequest(options: AlmaraOptions): { url: string; init: RequestInit } {
  const fields = {
    client_id: options.clientId,
    client_secret: options.clientSecret,
    grant_type: "client_credentials",
    ...(options.scope !== undefined && { scope: options.scope }),
  }
  const isJson = options.tokenFormat === "json"
  return {
    url: options.tokenPath.startsWith("/") ? `${options.baseUrl}${options.tokenPath}` : options.tokenPath,
    init: {
      method: "POST",
      headers: {
        accept: "application/json",
        "content-type": isJson ? "application/json" : "application/x-www-form-urlencoded",
      },
      body: isJson ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
    },
  }
}

function beforeTheCall(error: AlmaraError, kind: AlmaraErrorKind = error.kind): AlmaraError {
  return new AlmaraError({
    kind,
    message: error.message,
    mayHaveArrived: false,
    ...(error.httpStatus !== undefined && { httpStatus: error.httpStatus }),
    ...(error.fields && { fields: error.fields }),
    cause: error.cause,
  })
}

/**
 * Keeps an OAuth 2.0 client credentials token (FACTS.md, B): one request at a time however many ask, a new token 60
 * seconds before the old one expires, and at most two retries before the deadline when Almara does not answer.
 */
export function createTokenSource(parts: {
  options: AlmaraOptions
  fetch: Fetch
  clock: Clock
  clean: Clean
  observe?: Observer
}): TokenSource {
  const { options, fetch, clock, clean, observe = unobserved } = parts
  const what = "the token request"
  let kept: { token: string; renewAt: number } | undefined
  let inFlight: Promise<string> | undefined
  let previous: string | undefined

  async function requestToken(signal: AbortSignal): Promise<string> {
    const { url, init } = tokenRequest(options)
    const answer = await sendRequest({ fetch, what, url, init: { ...init, signal }, clean })
    const error = errorFromAnswer(answer, what, clean)
    if (error) {
      const oauthError = (answer.body as { error?: unknown } | undefined)?.error
      const isKnown = answer.status === 400 && typeof oauthError === "string" && Object.hasOwn(errorKinds, oauthError)
      throw beforeTheCall(error, isKnown ? errorKinds[oauthError] : error.kind)
    }
    const read = readTokenAnswer(answer.body)
    if (!read) {
      const message = "Almara's token answer carries no access_token that can be used."
      throw new AlmaraError({ kind: "unreadable", message, mayHaveArrived: false, httpStatus: answer.status })
    }
    previous = kept?.token
    kept = {
      token: read.access_token,
      renewAt: clock.now() + read.expires_in * 1000 - renewalInMilliseconds,
    }
    return kept.token
  }

  async function request(): Promise<string> {
    const onTimeout = () =>
      new AlmaraError({ kind: "timeout", message: `Almara did not answer ${what} in time.`, mayHaveArrived: false })
    try {
      return await withDeadline(
        clock,
        options.timeoutInMilliseconds,
        (deadline) => withRetries(clock, deadline, () => requestToken(deadline.signal)),
        onTimeout,
      )
    } catch (error) {
      throw error instanceof AlmaraError ? beforeTheCall(error) : error
    }
  }

  function requestOnce(): Promise<string> {
    inFlight ??= observe({ kind: "token" }, request).finally(() => {
      inFlight = undefined
    })
    return inFlight
  }

  return {
    current: async () => (kept && clock.now() < kept.renewAt ? kept.token : requestOnce()),
    replace: async (refused) => (kept && kept.token !== refused ? kept.token : requestOnce()),
    fresh: requestOnce,
    known: () => [kept?.token, previous].filter((token) => token !== undefined),
  }
}

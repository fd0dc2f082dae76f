import { readJson } from "../callback/parse-json"
import { AlmaraError, type AlmaraErrorDetails } from "../errors"
import { plainLine, longestText, maskText, withheld } from "../text"
import { boundedAnswer, isDuplicateAnswer, isRejectionAnswer, readErrorAnswer } from "./wire"
import { isRecord } from "./wire/fields"

/** The part of the web's `fetch` that is used. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>

/** Takes secrets and personal things out of a text. */
export type Clean = (text: string) => string

/** `body` is undefined when the answer was no JSON; `location` is the header of a success. */
export type Answer = { status: number; body: unknown; location?: string }

const longestAnswer = 1024 * 1024
const longestSentence = 300
/** As long as a callback may be: what is longer and no JSON is not worth a second reading. */
const longestCarelessAnswer = 64 * 1024

/** Makes a `Clean` for the secrets that `secrets()` lists at the time of each call. */
export function cleaner(secrets: () => Iterable<string>): Clean {
  return (text) => {
    const spellings = [...secrets()].flatMap((secret) => [secret, encodeURIComponent(secret)])
    const scrubbed = spellings
      .filter((secret) => secret.length > 3)
      .sort((left, right) => right.length - left.length)
      .reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text)
    // Before any expression: what is too long is withheld whole by `maskText`.
    const isShort = scrubbed.length <= longestText
    return maskText(isShort ? plainLine(scrubbed).replace(/\?[^\s"'<>]+/g, withoutQuery) : scrubbed, longestSentence)
  }
}

function withoutQuery(query: string): string {
  return query.includes("=", 2) ? `?${withheld}` : query
}

function isFailing(value: unknown): value is { message?: unknown; code?: unknown; cause?: unknown } {
  return typeof value === "object" && value !== null
}

function unreachable(what: string, error: unknown, clean: Clean): AlmaraError {
  const layers = [error, isFailing(error) ? error.cause : undefined].filter(isFailing)
  const code = layers.map((layer) => layer.code).find((each) => typeof each === "string" && /^[A-Z_]{3,40}$/.test(each))
  const sentences = layers.map((layer) => clean(String(layer.message ?? "")))
  return new AlmaraError({
    kind: "unavailable",
    message: `Almara could not be reached for ${what}${code ? ` (${String(code)})` : ""}.`,
    cause: new Error(sentences.filter(Boolean).join(": ")),
  })
}

async function readText(response: Response, what: string): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ""
  for (let bytes = 0; reader;) {
    const { done, value } = await reader.read()
    if (done) {
      break
    }
    bytes += value.byteLength
    if (bytes > longestAnswer) {
      await reader.cancel()
      throw new AlmaraError({ kind: "unreadable", message: `Almara's answer to ${what} is too long.` })
    }
    text += decoder.decode(value, { stream: true })
  }
  return text + decoder.decode()
}

/**
 * The one example of Almara that was published has a trailing comma (FACTS.md, A), so an answer may have one as well.
 */
function parseJson(text: string): unknown {
  const trimmed = text.replace(/^\ufeff/, "").trim()
  try {
    return JSON.parse(trimmed) as unknown
  } catch (error) {
    // The parser's message quotes the answer, so it goes no further.
    if (!(error instanceof SyntaxError)) {
      throw error
    }
    const careless = trimmed.length <= longestCarelessAnswer ? readJson(trimmed) : undefined
    return careless?.kind === "object" || careless?.kind === "list" ? careless.value : undefined
  }
}

/**
 * Sends one request and reads its answer, at most 1 MiB of it. Redirects are not followed: they would carry the
 * credentials elsewhere.
 * @throws AlmaraError `unavailable` when the connection fails, `unreadable` when the answer is too long.
 */
export async function sendRequest(request: {
  fetch: Fetch
  what: string
  url: string
  init: RequestInit
  clean: Clean
}): Promise<Answer> {
  const { fetch, what, url, init, clean } = request
  try {
    // A fetch that does not heed signals must not send what its caller has given up.
    init.signal?.throwIfAborted()
    const response = await fetch(url, { ...init, redirect: "manual" })
    const location = response.ok ? response.headers.get("location") : null
    const body = boundedAnswer(parseJson(await readText(response, what)))
    return { status: response.status, body, ...(location !== null && { location }) }
  } catch (error) {
    throw error instanceof AlmaraError ? error : unreachable(what, error, clean)
  }
}

type Judgement = Omit<AlmaraErrorDetails, "message"> & { says: string }

const longestReason = 1000

function judge(status: number): Judgement {
  if (status === 401) return { kind: "unauthorized", says: "did not accept the client id and secret" }
  if (status === 403) return { kind: "forbidden", says: "does not permit this to these credentials" }
  if (status === 404) return { kind: "not_found", says: "does not find this" }
  if (status === 408) return { kind: "timeout", says: "waited too long" }
  if (status === 409) return { kind: "duplicate", says: "already has this" }
  if (status === 429) return { kind: "unavailable", says: "was asked too often", mayHaveArrived: false }
  if (status >= 500) return { kind: "unavailable", says: "has a problem" }
  if (status >= 400) return { kind: "refused", says: "refused" }
  if (status >= 300) return { kind: "unreadable", says: "answered with a redirect; check baseUrl and the paths" }
  return { kind: "unreadable", says: "answered with something that could not be read" }
}

function errorFor(judgement: Judgement, answer: Answer, what: string, clean: Clean): AlmaraError {
  const { says, ...details } = judgement
  const { fields, reason } = readErrorAnswer(answer.body, clean)
  const told = fields.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join("; ") || reason
  return new AlmaraError({
    ...details,
    message: `Almara ${says} (${what}, HTTP ${answer.status})${told ? `: ${told.slice(0, longestReason)}` : "."}`,
    httpStatus: answer.status,
    ...(fields.length > 0 && { fields }),
  })
}

function isReadable({ status, body }: Answer): boolean {
  return status >= 200 && status < 300 && body !== undefined
}

/**
 * What Almara's API says of something that it does not find names it (FACTS.md, Z). Any other 404, also one in JSON, is
 * of something that stands in between, or of a wrong path. It must not be taken for "there is no such checkout", which
 * ends an order when its time is over.
 */
const NAMES_OF_IDS = ["idType", "originatorConversationId", "systemConversationId"] as const
const wrongAddress: Judgement = {
  kind: "configuration",
  says: "has nothing at this address; check baseUrl and the paths",
}

function namesAnId(body: unknown): boolean {
  if (!isRecord(body)) return false
  return NAMES_OF_IDS.some((name) => name in body) || namesAnId(body.message)
}

/**
 * Returns the error that an answer amounts to by its HTTP status; undefined when it is a success that can be read.
 * @param what The request in the merchant's words, such as "check-status".
 */
export function errorFromAnswer(answer: Answer, what: string, clean: Clean): AlmaraError | undefined {
  if (isReadable(answer)) return undefined
  const { status, body } = answer
  const isFromElsewhere = status === 404 && !namesAnId(body)
  return errorFor(isFromElsewhere ? wrongAddress : judge(answer.status), answer, what, clean)
}

/**
 * Returns the error that an answer of `new-order` amounts to: also a success may carry errors or a rejection, and any
 * answer may say that Almara already has an order with this id (FACTS.md, B).
 * @param hasPage Whether the address of a payment page was found in it.
 */
export function errorFromOrderAnswer(
  answer: Answer,
  what: string,
  clean: Clean,
  hasPage: boolean,
): AlmaraError | undefined {
  if (isDuplicateAnswer(answer.body)) {
    return errorFor({ kind: "duplicate", says: "already has this" }, answer, what, clean)
  }
  // A page that was created may be told by its address alone.
  if (hasPage && answer.body === undefined) return undefined
  const isRejection =
    readErrorAnswer(answer.body, clean).fields.length > 0 || (!hasPage && isRejectionAnswer(answer.body))
  return isReadable(answer) && isRejection
    ? errorFor({ kind: "refused", says: "refused" }, answer, what, clean)
    : errorFromAnswer(answer, what, clean)
}

/** Waits for some milliseconds; ends early, by resolving or rejecting, when the signal is aborted. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>

/** The time that one operation has left. */
export type Deadline = {
  /** Aborted when the operation is over, whether it was in time or not. */
  signal: AbortSignal
  /** Milliseconds that are left. */
  remaining(): number
}

export type Clock = {
  /** Milliseconds since 1970. */
  now: () => number
  sleep: Sleep
  /** A number from 0 up to, but not including, 1. */
  random: () => number
}

const mostRetries = 2
const firstPauseInMilliseconds = 200

/**
 * Runs an operation with a deadline in milliseconds. It ends in time even when what it waits for ignores the signal.
 * @param onTimeout Makes the error that is thrown when the deadline has passed.
 */
export async function withDeadline<T>(
  clock: Clock,
  milliseconds: number,
  operation: (deadline: Deadline) => Promise<T>,
  onTimeout: () => AlmaraError,
): Promise<T> {
  const work = new AbortController()
  const timer = new AbortController()
  const endsAt = clock.now() + milliseconds
  const timeout = new Promise<never>((_, reject) => {
    const unlessOver = (makeError: () => unknown) => {
      if (!timer.signal.aborted) {
        reject(makeError())
      }
    }
    clock.sleep(milliseconds, timer.signal).then(
      () => unlessOver(onTimeout),
      (error: unknown) => unlessOver(() => error),
    )
  })
  try {
    return await Promise.race([operation({ signal: work.signal, remaining: () => endsAt - clock.now() }), timeout])
  } finally {
    timer.abort()
    work.abort()
  }
}

/**
 * Repeats, at most twice and with growing pauses, what failed with a retryable AlmaraError, as long as the deadline
 * allows. Only for what may be repeated without harm.
 */
export async function withRetries<T>(clock: Clock, deadline: Deadline, operation: () => Promise<T>): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await operation()
    } catch (error) {
      // Jitter keeps many waiters from coming back at the same moment.
      const pause = firstPauseInMilliseconds * 3 ** retries * (0.5 + clock.random() / 2)
      const mayRetry = error instanceof AlmaraError && error.retryable && retries < mostRetries
      if (!mayRetry || deadline.signal.aborted || pause >= deadline.remaining()) {
        throw error
      }
      await clock.sleep(pause, deadline.signal)
    }
  }
}

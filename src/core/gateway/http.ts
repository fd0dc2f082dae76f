import { readJson } from "../callback/parse-json"
import { AlmaraError } from "../errors"
import { plainLine } from "../plain-line"
import { boundedAnswer, longestText, maskText, withheld } from "./wire"

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

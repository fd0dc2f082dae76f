import { AlmaraError } from "./errors"
import { plainLine } from "./plain-line"
import { maskText, withheld } from "./wire"

/** The part of the web's `fetch` that is used. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>

/** Takes secrets and personal things out of a text. */
export type Clean = (text: string) => string

/** `body` is undefined when the answer was no JSON. */
export type Answer = { status: number; body: unknown }

const longestAnswer = 1024 * 1024
const longestSentence = 300

/** Makes a `Clean` for the secrets that `secrets()` lists at the time of each call. */
export function cleaner(secrets: () => Iterable<string>): Clean {
  return (text) => {
    const spellings = [...secrets()].flatMap((secret) => [secret, encodeURIComponent(secret)])
    const scrubbed = spellings
      .filter((secret) => secret.length > 3)
      .sort((left, right) => right.length - left.length)
      .reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text)
    return maskText(plainLine(scrubbed).replace(/\?[^\s"'<>]+=[^\s"'<>]*/g, `?${withheld}`), longestSentence)
  }
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
  for (let bytes = 0; reader; ) {
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    // The parser's message quotes the answer, so it goes no further.
    if (error instanceof SyntaxError) {
      return undefined
    }
    throw error
  }
}

/**
 * Sends one request and reads its answer, at most 1 MiB of it. Redirects are not followed: they would carry the
 * credentials elsewhere.
 * @throws AlmaraError `unavailable` when the connection fails, `unreadable` when the answer is too long.
 */
export async function exchange(request: {
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
    return { status: response.status, body: parseJson(await readText(response, what)) }
  } catch (error) {
    throw error instanceof AlmaraError ? error : unreachable(what, error, clean)
  }
}

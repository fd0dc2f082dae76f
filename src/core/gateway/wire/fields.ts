import { z } from "zod"
import { deepestField, isSafeName, readJson, type ParseLimits } from "../../callback/parse-json"
import { plainLine, storable, longestText, withheld } from "../../text"

/** Where sister calls of the gateway wrap their answer (FACTS.md, C). */
export const envelopes = ["message", "data", "result", "payload"] as const

type Shape = Record<string, z.ZodType>

/** Tells whether a value is an object with names, not an array and not null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Returns the field of that name, in any letter case; undefined for what is no object. */
export function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value)
    ? Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
    : undefined
}

/** Of a list that stands where one thing should, so many are looked at. */
export const mostItems = 20

/** Returns an answer, what stands in its envelopes, and the items of a list that stands in either place. */
export function placesIn(answer: unknown): unknown[] {
  return [answer, ...envelopes.map((name) => fieldOf(answer, name))].flatMap((place) =>
    Array.isArray(place) ? (place as unknown[]).slice(0, mostItems) : [place],
  )
}

/**
 * Returns an object that was written as a text of JSON; every other value as it is.
 * @param limits For several texts of one message, which share it.
 */
export function unwrapped(value: unknown, limits?: ParseLimits): unknown {
  if (typeof value !== "string" || value.length > longestText || !value.trimStart().startsWith("{")) {
    return value
  }
  const json = readJson(value.trim(), limits)
  return json.kind === "object" ? json.value : value
}

/** Further spellings, in lower case, of documented names. */
type Aliases = Readonly<Record<string, string>>

// A name that comes twice with two values decides nothing: it counts as absent.
function spellAs(
  names: readonly string[],
  others: "kept" | "left out",
  aliases: Aliases = {},
): (value: unknown) => unknown {
  const documented = new Map([...names.map((name) => [name.toLowerCase(), name] as const), ...Object.entries(aliases)])
  return (written) => {
    const value = unwrapped(written)
    if (!isRecord(value)) {
      return value
    }
    const spelled = new Map<string, unknown>()
    for (const key of Object.keys(value)) {
      const name = documented.get(key.toLowerCase()) ?? (others === "kept" ? key : undefined)
      if (name !== undefined) {
        const field = value[key]
        spelled.set(name, spelled.has(name) && !Object.is(spelled.get(name), field) ? undefined : field)
      }
    }
    return Object.fromEntries(spelled)
  }
}

/** An object whose documented names are found in any letter case; unknown fields are kept. */
export function documented<Fields extends Shape>(fields: Fields, aliases: Aliases = {}) {
  return z.preprocess(spellAs(Object.keys(fields), "kept", aliases), z.looseObject(fields))
}

/** As `documented`, where nothing but these fields is wanted. */
export function onlyDocumented<Fields extends Shape>(fields: Fields) {
  return z.preprocess(spellAs(Object.keys(fields), "left out"), z.object(fields))
}

/** A text, or a number read as one; absent when it is null, blank or something else. */
export const optionalText = z
  .unknown()
  .optional()
  .transform((value) =>
    typeof value === "string" || (typeof value === "number" && Number.isFinite(value))
      ? bounded(String(value)) || undefined
      : undefined,
  )

/** As `optionalText`, of what people read: nothing in it hides, or turns the reading round. */
export const optionalLine = optionalText.transform((text) => (text && plainLine(text).trim()) || undefined)

function bounded(text: string): string {
  return text.length > longestText ? withheld : storable(text).trim()
}

/** A whole number, or its digits as a text; absent when it is null or something else. */
export const optionalInteger = optionalText.transform((text) =>
  text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined,
)

/** A status or result code as it was written. What is neither text nor number stays present, and unreadable. */
export const writtenCode = z
  .unknown()
  .optional()
  .transform((value) =>
    value === undefined || value === null
      ? undefined
      : typeof value === "string" || typeof value === "number"
        ? value
        : `(${typeof value})`,
  )

const longestName = 100
/** A megabyte holds far more than any answer needs; a walk through it must not take long. */
const mostEntries = 20_000

/**
 * Returns an answer of the gateway that may be walked through, searched and written down: no deeper than a callback's
 * body, with texts and names that every database stores and that no expression takes long for. What is too deep or too
 * much is left out, a text that is too long is withheld.
 */
export function boundedAnswer(answer: unknown): unknown {
  let entriesLeft = mostEntries

  function copy(value: unknown, depth: number): unknown {
    if (typeof value === "string") return value.length > longestText ? withheld : storable(value)
    if (Array.isArray(value)) return depth < deepestField ? take(value).map((item) => copy(item, depth + 1)) : null
    if (!isRecord(value)) return value
    if (depth >= deepestField) return null
    // Lists last: one that is too long must leave room for what became of the payment.
    const fields = [...take(Object.entries(value))]
      .sort(([, left], [, right]) => Number(Array.isArray(left)) - Number(Array.isArray(right)))
      .map(([name, field]) => [storable(name.slice(0, longestName)), copy(field, depth + 1)] as const)
    return Object.fromEntries(fields.filter(([name]) => isSafeName(name)))
  }

  function take<T>(entries: readonly T[]): readonly T[] {
    const taken = entries.slice(0, entriesLeft)
    entriesLeft -= taken.length
    return taken
  }

  return copy(answer, 0)
}

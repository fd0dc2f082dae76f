/** How deep fields may be nested. */
export const deepestField = 32

/** How many fields a body may have in all. */
export const mostFields = 2000

const namesOfPrototypes = new Set(["__proto__", "constructor", "prototype"])

/** Tells whether a name can be written to an object without reaching into its prototype. */
export function isSafeName(name: string): boolean {
  return !namesOfPrototypes.has(name)
}

export type JsonReading =
  | { kind: "object"; value: Record<string, unknown> }
  | { kind: "list"; value: unknown[] }
  /** It may be JSON, but it is more than is read. */
  | { kind: "refused"; why: string }
  | { kind: "not_json" }

const [QUOTE, BACKSLASH, COMMA, OPENING_BRACE, CLOSING_BRACE, OPENING_BRACKET, CLOSING_BRACKET] = Array.from(
  '"\\,{}[]',
  (character) => character.charCodeAt(0),
)
const [TAB, NEWLINE, RETURN, SPACE] = Array.from("\t\n\r ", (character) => character.charCodeAt(0))

type Scan =
  | { why: string }
  /** Where a comma stands before a closing brace or bracket, with nothing but blanks between. */
  | { trailingCommas: number[] }

/** How many fields there may still be, and how many texts that are no JSON after all: each costs an error's making. */
export type ParseLimits = { fields: number; faults: number }

/**
 * Looks through a text once before it is parsed: what is too deep or too much is never built. As far as a text is JSON,
 * a quote always begins or ends a string, so that the parser sees the same; at the first fault it stops.
 */
function scan(text: string, limits: ParseLimits): Scan {
  const trailingCommas: number[] = []
  let [depth, lastComma] = [0, -1]
  let isInString = false
  for (let index = 0; index < text.length; index += 1) {
    // By number: taking a text apart into characters shows in the endpoint's profile.
    const character = text.charCodeAt(index)
    if (isInString) {
      if (character === BACKSLASH) index += 1
      else if (character === QUOTE) isInString = false
      continue
    }
    if (character === SPACE || character === NEWLINE || character === RETURN || character === TAB) continue
    if (character === CLOSING_BRACE || character === CLOSING_BRACKET) {
      depth -= 1
      if (lastComma >= 0) trailingCommas.push(lastComma)
    } else if (character === OPENING_BRACE || character === OPENING_BRACKET) {
      depth += 1
      limits.fields -= 1
    } else if (character === COMMA) limits.fields -= 1
    else if (character === QUOTE) isInString = true
    lastComma = character === COMMA ? index : -1
    if (depth > deepestField) return { why: "the body is nested too deep" }
    if (limits.fields < 0) return { why: "the body has too many fields" }
  }
  return { trailingCommas }
}

function without(text: string, places: readonly number[]): string {
  const ends = [...places, text.length]
  return ends.map((end, index) => text.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end)).join("")
}

/** The engine's own parser stops at the first fault, and does not call itself: no text is too deep for it. */
function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined
    }
    throw error
  }
}

/** Tells whether a text may hold a name that reaches into prototypes, also one that is written by escapes. */
function mayHoldUnsafeName(text: string): boolean {
  return text.includes("\\u") || [...namesOfPrototypes].some((name) => text.includes(name))
}

/** A copy without names that reach into prototypes. */
function copySafely(part: unknown): unknown {
  if (typeof part !== "object" || part === null) {
    return part
  }
  if (Array.isArray(part)) {
    return part.map(copySafely)
  }
  const copied: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(part)) {
    if (isSafeName(name)) {
      copied[name] = copySafely(field)
    }
  }
  return copied
}

/**
 * Reads a text as a JSON object or list, strictly or with commas before closing braces. Comments are no JSON, and
 * single values are none here. A text is parsed once, whatever it is. Never throws.
 * @param limits For several texts of one body, which share it.
 */
export function readJson(text: string, limits: ParseLimits = { fields: mostFields, faults: 1 }): JsonReading {
  if (limits.faults <= 0 || !/^[{[]/.test(text)) {
    return { kind: "not_json" }
  }
  const seen = scan(text, limits)
  if ("why" in seen) {
    return { kind: "refused", why: seen.why }
  }
  const parsed = parse(seen.trailingCommas.length > 0 ? without(text, seen.trailingCommas) : text)
  if (!parsed) {
    limits.faults -= 1
    return { kind: "not_json" }
  }
  const value = mayHoldUnsafeName(text) ? copySafely(parsed.value) : parsed.value
  return Array.isArray(value) ? { kind: "list", value } : { kind: "object", value: value as Record<string, unknown> }
}

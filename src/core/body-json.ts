import { parse, type ParseError } from "jsonc-parser"
import { isSafeName, mostFields, deepestField } from "./body-limits"

export type JsonReading =
  | { kind: "object"; value: Record<string, unknown> }
  | { kind: "list"; value: unknown[] }
  /** It may be JSON, but it is more than is read. */
  | { kind: "refused"; why: string }
  | { kind: "not_json" }

const [QUOTE, BACKSLASH, OPENING_BRACE, CLOSING_BRACE, OPENING_BRACKET, CLOSING_BRACKET] = Array.from('"\\{}[]', (character) => character.charCodeAt(0))

// Before any parser sees the text: parsers that call themselves run out of stack on "[[[[[…".
function isTooDeep(text: string): boolean {
  let depth = 0
  let isInString = false
  for (let index = 0; index < text.length; index += 1) {
    // By number: taking a text apart into characters shows in the door's profile.
    const character = text.charCodeAt(index)
    if (isInString && character === BACKSLASH) {
      index += 1
    } else if (character === QUOTE) {
      isInString = !isInString
    } else if (!isInString && (character === OPENING_BRACE || character === OPENING_BRACKET)) {
      depth += 1
      if (depth > deepestField) {
        return true
      }
    } else if (!isInString && (character === CLOSING_BRACE || character === CLOSING_BRACKET)) {
      depth -= 1
    }
  }
  return false
}

function parseLeniently(text: string): unknown {
  const errors: ParseError[] = []
  const value: unknown = parse(text, errors, { allowTrailingComma: true, disallowComments: true })
  return errors.length === 0 ? value : undefined
}

function parseEither(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) {
      return parseLeniently(text)
    }
    throw error
  }
}

/** A copy without names that reach into prototypes; undefined when it holds too many fields. */
function copySafely(value: unknown): { copy: unknown } | undefined {
  let fieldsLeft = mostFields

  function copy(part: unknown): unknown {
    if (typeof part !== "object" || part === null || fieldsLeft < 0) {
      return part
    }
    if (Array.isArray(part)) {
      fieldsLeft -= part.length
      return part.map(copy)
    }
    const copied: Record<string, unknown> = {}
    for (const [name, field] of Object.entries(part)) {
      if (isSafeName(name)) {
        fieldsLeft -= 1
        copied[name] = copy(field)
      }
    }
    return copied
  }

  const whole = copy(value)
  return fieldsLeft < 0 ? undefined : { copy: whole }
}

/**
 * Reads a text as a JSON object or list, strictly or with commas before closing braces. Comments are no JSON, and
 * single values are none here. Never throws.
 */
export function readJson(text: string): JsonReading {
  if (!/^[{[]/.test(text)) {
    return { kind: "not_json" }
  }
  if (isTooDeep(text)) {
    return { kind: "refused", why: "the body is nested too deep" }
  }
  const value = parseEither(text)
  if (value === undefined) {
    return { kind: "not_json" }
  }
  const safe = copySafely(value)
  if (!safe) {
    return { kind: "refused", why: "the body has too many fields" }
  }
  return Array.isArray(safe.copy)
    ? { kind: "list", value: safe.copy }
    : { kind: "object", value: safe.copy as Record<string, unknown> }
}

/**
 * What is not seen, or turns the reading round: format characters such as U+202E, zero-width ones, and half surrogates.
 */
const unseen = /[\p{Cf}\p{Cs}\u034f\u115f\u1160\u3164\uffa0]/gu
/** Control characters of both sets, and everything that is a blank or ends a line. */
const blanks = /[\p{Cc}\p{Z}\s]+/gu

/**
 * Returns a text of a stranger as one line that a terminal only prints: nothing in it moves the cursor, hides or reads
 * backwards.
 */
export function plainLine(text: string): string {
  return text.replace(unseen, "").replace(blanks, " ")
}

/** A NUL or half a surrogate pair: JSON may carry them, Postgres refuses them in text and in jsonb. */
const unstorable = /\0|\p{Surrogate}/gu

/** Returns the text with what no database stores replaced by the replacement character. */
export function storable(text: string): string {
  return text.replace(unstorable, "\uFFFD")
}

/** In the widest of characters still narrower than an entry of an index may be (2,704 bytes). */
const longestColumn = 800
const longestStoredName = 100
const deepest = 8

/** Returns a text as a column takes it, whatever index it stands in: never half a character at its end. */
export function storableText(text: string): string {
  return storable(text.slice(0, longestColumn))
}

/**
 * Returns a value of a JSON column: every text and every name in it storable and bounded, and no deeper than people
 * read.
 */
export function storableJson(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return storableText(value)
  if (typeof value !== "object" || value === null) return value
  if (depth === deepest) return null
  return Array.isArray(value)
    ? value.map((item) => storableJson(item, depth + 1))
    : Object.fromEntries(
        Object.entries(value).map(([name, field]) => [
          storable(name.slice(0, longestStoredName)),
          storableJson(field, depth + 1),
        ]),
      )
}

import { deepestField, isSafeName } from "../../callback/limits"
import { isRecord } from "./fields"
import { longestText, withheld } from "./mask"
import { storable } from "./storable"

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

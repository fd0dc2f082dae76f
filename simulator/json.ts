/** Deeper than anything that is sent; what is much deeper can be parsed, and not written again. */
const deepestLevel = 100

/** Parses JSON; `undefined`, which JSON cannot say, stands for text that is none, and for what is nested too deep. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return isTooDeep(value) ? undefined : value
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined
    }
    throw error
  }
}

function isTooDeep(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepestLevel) return true
    level = level.flatMap((part): unknown[] => (typeof part === "object" && part !== null ? Object.values(part) : []))
  }
  return false
}

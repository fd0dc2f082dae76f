/** A JSON text as a value, or undefined when it is none: addresses are written by hand, and proxies answer in HTML. */
export const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** A value as an object; an empty one when it is none. */
export const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}

type PlainObject = Record<string, unknown>

function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Lays `overrides` over `base`, object by object; lists and plain values are replaced whole. */
export function deepMerge(base: PlainObject, overrides: PlainObject): PlainObject {
  const merged = new Map(Object.entries(base))
  for (const [key, value] of Object.entries(overrides)) {
    const current = merged.get(key)
    merged.set(key, isPlainObject(current) && isPlainObject(value) ? deepMerge(current, value) : value)
  }
  return Object.fromEntries(merged)
}

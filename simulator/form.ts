/** The fields of a form as a browser sends it; of another body few or none. */
export function fromForm(body: string): Record<string, string | undefined> {
  return Object.fromEntries(new URLSearchParams(body))
}

/** Flattens data into form fields with brackets: `{ a: { b: [1] } }` is `a[b][0]=1`. */
export function toFormFields(data: Record<string, unknown>): [name: string, value: string][] {
  return Object.entries(data).flatMap(([key, value]) => fieldsOf(key, value))
}

function fieldsOf(name: string, value: unknown): [string, string][] {
  if (value === undefined) {
    return []
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => fieldsOf(`${name}[${key}]`, inner))
  }
  return [[name, value === null ? "" : String(value)]]
}

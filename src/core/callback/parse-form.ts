import { deepestField, isSafeName, mostFields, readJson, type ParseLimits } from "./parse-json"

/** So many values of a form may look like JSON and be none. */
const mostFaults = 50

/** A field with fields below it; every other value is a text or what a text held as JSON. */
type Branch = Map<string, unknown>

const plausibleName = /^[A-Za-z_][\w-]*((\.[\w-]+)|(\[[^\][]*\]))*$/

/** "a[b][0].c" as ["a", "b", "0", "c"]; undefined for what is no name of a field. */
function pathOf(name: string): string[] | undefined {
  if (name.length > 1000 || !plausibleName.test(name)) {
    return undefined
  }
  const path = name.split(/[.[]/).map((part) => part.replace(/\]$/, ""))
  return path.length <= deepestField && path.every(isSafeName) ? path : undefined
}

// A later field replaces an earlier one of the same name, as JSON parsers do; "a[]" adds to a list.
function setField(root: Branch, path: readonly string[], value: unknown, limits: ParseLimits): void {
  const stem = path.slice(0, -1).reduce((branch, part) => {
    const key = part || String(branch.size)
    const next: unknown = branch.get(key)
    if (next instanceof Map) {
      return next as Branch
    }
    const grown: Branch = new Map()
    limits.fields -= 1
    branch.set(key, grown)
    return grown
  }, root)
  limits.fields -= 1
  stem.set(path.at(-1) || String(stem.size), value)
}

function toPlainObject(branch: Branch): unknown {
  const entries = [...branch].map(([key, value]): [string, unknown] => [
    key,
    value instanceof Map ? toPlainObject(value as Branch) : value,
  ])
  return entries.length > 0 && entries.every(([key]) => /^\d{1,4}$/.test(key))
    ? entries.sort(([left], [right]) => Number(left) - Number(right)).map(([, value]) => value)
    : Object.fromEntries(entries)
}

// A value such as "{curly}" stays the text that it is, and so does each value once too many were such.
function valueOf(text: string, limits: ParseLimits): unknown {
  const json = readJson(text.trim(), limits)
  return json.kind === "object" || json.kind === "list" ? json.value : text
}

// Clients that are told to send a form, and send JSON, write it as a name without a value.
function documentAsName([name, value]: readonly [string, string]): Record<string, unknown> | undefined {
  const json = readJson([name, value].join(value && "=").trim())
  return json.kind === "object" ? json.value : undefined
}

/**
 * Reads a form: flat names, `a[b]=`, `a[0][b]=`, `a[]=`, `a.b=`, values that are JSON objects or lists themselves, and
 * a whole JSON document, encoded, as the only name. Undefined when the text is no form or has too many fields. Never
 * throws.
 */
export function readForm(text: string): Record<string, unknown> | undefined {
  // Before it is taken apart: each pair costs more than its few characters.
  if (isMore(text, "&", mostFields)) {
    return undefined
  }
  const pairs = [...new URLSearchParams(text)]
  const [first] = pairs
  const document = first && pairs.length === 1 ? documentAsName(first) : undefined
  if (document) {
    return document
  }
  if (!first || !text.includes("=") || !pathOf(first[0])) {
    return undefined
  }

  const root: Branch = new Map()
  const limits: ParseLimits = { fields: mostFields, faults: mostFaults }
  for (const [name, value] of pairs) {
    const path = pathOf(name)
    if (path) {
      setField(root, path, valueOf(value, limits), limits)
    }
    if (limits.fields < 0) {
      return undefined
    }
  }
  return root.size > 0 ? (toPlainObject(root) as Record<string, unknown>) : undefined
}

function isMore(text: string, sign: string, most: number): boolean {
  let [count, at] = [0, text.indexOf(sign)]
  while (at >= 0 && count <= most) {
    count += 1
    at = text.indexOf(sign, at + 1)
  }
  return count > most
}

import { existsSync, mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { EVENTS } from "./store"

/** What the plugin announced. */
export interface Announced {
  name: string
  data: Record<string, any>
}

/** A store with this environment writes down what the plugin announces. */
export function newEventFile(): { environment: Record<string, string>; events: () => Announced[] } {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "almara-events-")), "events")
  return { environment: { NODE_OPTIONS: EVENTS, ALMARA_SPEC_EVENTS: file }, events: () => linesOf<Announced>(file) }
}

/** Returns what a store's process has written into a file, as one line of JSON each. */
export function linesOf<Line>(file: string): Line[] {
  if (!existsSync(file)) return []
  return readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)
}

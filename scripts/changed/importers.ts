import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { root } from "../../support/places"

/**
 * A file that integration specs consist of, and what it names of the others: by import, or as a file that is loaded.
 */
type Names = Map<string, string[]>

/** The files under `integration-tests`, by their path from the root, with those that each of them names. */
export function readNames(): Names {
  const files = readdirSync(path.join(root, "integration-tests"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(tsx?|js|json)$/.test(file))
    .map((file) => `integration-tests/${file}`)
  return new Map(files.map((file) => [file, namedIn(file, files)]))
}

function namedIn(file: string, files: readonly string[]): string[] {
  const words = [...readFileSync(path.join(root, file), "utf8").matchAll(/["`]([^"`\s]+)["`]/g)].map(
    ([, word = ""]) => word,
  )
  // What is preloaded, copied or read is named from its folder without a dot, and a preload often without its ending.
  const targets = new Set(
    words
      .flatMap((word) => [word, `${word}-preload.js`])
      .map((word) => path.posix.join(path.posix.dirname(file), word)),
  )
  const imported = new Set(
    words.filter((word) => /^\.\.?\//.test(word)).map((word) => path.posix.join(path.posix.dirname(file), word)),
  )
  return files.filter((other) => targets.has(other) || imported.has(other.replace(/\.\w+$/, "")))
}

/** Everything that names the file, also by way of others, and the file itself. */
export function importersOf(file: string, names: Names = readNames()): string[] {
  const found = new Set([file])
  // A set that grows while it is walked is walked to its end.
  for (const target of found) for (const [other, named] of names) if (named.includes(target)) found.add(other)
  return [...found]
}

import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { root } from "../../support/places"
import { OLD_FILE_NAMES, OLD_IDENTIFIERS, OLD_PHRASES, OLD_STORED_NAMES, OLD_WORDS } from "./old-words"

/** What was written once and is not written anew: decisions, migrations, the log of changes, and the list itself. */
const HISTORY = /^docs\/decisions\/|\/migrations\/|^CHANGELOG\.md$|^scripts\/words\//

const FOLDERS = ["src", "simulator", "integration-tests", "bench", "scripts", "support", "examples", "docs"]
const inRoot = readdirSync(root).filter((name) => name.endsWith(".md"))
const files = FOLDERS.flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
    path.posix.join(folder, file),
  ),
).concat(inRoot)
const texts = files
  .filter((file) => /\.(tsx?|[cm]?js|md)$/.test(file) && !file.includes("node_modules/") && !HISTORY.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }))

/** Where one of the words stands, as `file: word`. */
function places(words: readonly string[], among: typeof texts): string[] {
  const pattern = new RegExp(`(?<![\\w$])(?:${words.join("|")})(?![\\w$])`, "g")
  return among.flatMap(({ file, text }) => [...text.matchAll(pattern)].map(([word]) => `${file}: ${word}`))
}

it("no name of the code is one that was given up", () => {
  expect(places(OLD_IDENTIFIERS, texts)).toEqual([])
})

it("nothing is stored, logged or sent by a name that was given up", () => {
  expect(places(OLD_STORED_NAMES, texts)).toEqual([])
})

it("no file has a name that was given up", () => {
  const isOld = (file: string) => OLD_FILE_NAMES.includes(path.basename(file).split(".")[0] ?? "")
  expect(files.filter((file) => !HISTORY.test(file) && isOld(file))).toEqual([])
})

it("no comment of the source has a phrase that was given up", () => {
  const comments = texts
    .filter(({ file }) => file.startsWith("src/") && !file.endsWith(".spec.ts"))
    .map(({ file, text }) => ({ file, text: [...text.matchAll(/\/\*\*.*?\*\/|\/\/[^\n]*/gs)].join(" ") }))
    .map(({ file, text }) => ({ file, text: text.replace(/\s+(?:\*\s+)?/g, " ") }))
  expect(places(OLD_PHRASES, comments)).toEqual([])
})

/** A page without its code; what a picture says is read. */
function withoutCode(text: string): string {
  return text
    .replace(/^```(\w*)[^\n]*\n(.*?)^```/gms, (_, language: string, code: string) =>
      language === "mermaid" ? code : "",
    )
    .replace(/`[^`\n]+`/g, "")
}

it("no page of the docs has a word that was given up", () => {
  const pages = texts
    .filter(({ file }) => file.endsWith(".md"))
    .map(({ file, text }) => ({ file, text: withoutCode(text).toLowerCase() }))
  expect(places(OLD_WORDS, pages)).toEqual([])
})

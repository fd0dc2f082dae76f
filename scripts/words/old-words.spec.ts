import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { root } from "../../support/places"
import {
  OLD_FILE_NAMES,
  OLD_IDENTIFIERS,
  OLD_PHRASES,
  OLD_PHRASES_OF_SOURCE,
  OLD_STORED_NAMES,
  OLD_WORDS,
} from "./old-words"

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

/** What a program says in words: its comments, and the titles of its specs. */
function saidBy(text: string): string {
  const comments = [...text.matchAll(/\/\*\*.*?\*\/|(?<!:)\/\/[^\n]*/gs)].join(" ").replace(/\s+(?:\*\s+)?/g, " ")
  const titles = [...text.matchAll(/\b(?:it|describe)(?:\.each[^"`]*?)?\((["`])(.*?)\1/gs)].map(([, , title]) => title)
  return [comments, ...titles].join(" ")
}

it("no comment and no title has a phrase that was given up", () => {
  const programs = texts.filter(({ file }) => !file.endsWith(".md"))
  const said = programs.map(({ file, text }) => ({ file, text: saidBy(text) }))
  const ofSource = said.filter(({ file }) => file.startsWith("src/") && !file.endsWith(".spec.ts"))
  expect([...places(OLD_PHRASES, said), ...places(OLD_PHRASES_OF_SOURCE, ofSource)]).toEqual([])
})

/** A page without its code; what a picture says is read. */
function withoutCode(text: string): string {
  return text
    .replace(/^```(\w*)[^\n]*\n(.*?)^```/gms, (_, language: string, code: string) =>
      language === "mermaid" ? code : "",
    )
    .replace(/`[^`\n]+`/g, "")
}

/** A text as words of small letters: those that a name is made of stand apart. */
const asWords = (text: string) => text.replace(/_|(?<=[a-z\d])(?=[A-Z])/g, " ").toLowerCase()

it("no word, alone or within a name, is one that was given up", () => {
  const spoken = texts.map(({ file, text }) => ({
    file,
    text: asWords(file.endsWith(".md") ? withoutCode(text) : text),
  }))
  expect(
    places(
      OLD_WORDS.map((word) => `${word}s?`),
      spoken,
    ),
  ).toEqual([])
})

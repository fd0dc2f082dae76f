import { lengthProblems, MOST_WORDS, wordsOf } from "./page-words"
import { docsPages } from "./pages"

const pages = docsPages().filter(({ file }) => file === "README.md" || file.startsWith("docs/"))

it("no page has more words than it may", () => {
  const lines = pages.map((page) => `${String(wordsOf(page)).padStart(6)} ${page.file}`)
  process.stdout.write(`Words outside of what is made from the code:\n${lines.join("\n")}\n`)
  expect(lengthProblems(pages)).toEqual([])
})

describe("a page", () => {
  const page = (words: number, file = "docs/planted.md") => ({ file, text: "word ".repeat(words) })

  it("that is too long is found, and the README earlier", () => {
    expect(lengthProblems([page(MOST_WORDS.page)])).toEqual([])
    expect(lengthProblems([page(MOST_WORDS.page + 1)])).toEqual(["docs/planted.md has 1201 words, and may have 1200."])
    expect(lengthProblems([page(MOST_WORDS.readme + 1, "README.md")])).toEqual([
      "README.md has 1001 words, and may have 1000.",
    ])
  })

  it("counts its code, and not what is made from the code", () => {
    const text = "One two.\n\n<!-- holds -->\n| three | four |\n<!-- /holds -->\n\n```ts\nfive()\n```\n"
    expect(wordsOf({ file: "docs/planted.md", text })).toBe(5)
  })
})

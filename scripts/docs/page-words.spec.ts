import { lengthProblems, MOST_WORDS, wordsOf } from "./page-words"
import { docsPages } from "./pages"

const pages = docsPages().filter(({ file }) => file === "README.md" || file.startsWith("docs/"))

it("no page has more words than it may, and the list of longer ones is not longer than it must be", () => {
  const lines = pages.map((page) => `${String(wordsOf(page)).padStart(6)} ${page.file}`)
  process.stdout.write(`Words outside of what is made from the code:\n${lines.join("\n")}\n`)
  expect(lengthProblems(pages)).toEqual([])
})

describe("a page", () => {
  const page = (words: number, file = "docs/planted.md") => ({ file, text: "word ".repeat(words) })

  it("that is too long is found, and the README earlier", () => {
    expect(lengthProblems([page(MOST_WORDS.page)], {})).toEqual([])
    expect(lengthProblems([page(MOST_WORDS.page + 1)], {})).toEqual([
      "docs/planted.md has 1201 words, and may have 1200.",
    ])
    expect(lengthProblems([page(MOST_WORDS.readme + 1, "README.md")], {})).toEqual([
      "README.md has 1001 words, and may have 1000.",
    ])
  })

  it("of the list is found once it grows, once it fits, and once it is gone", () => {
    const longer = { "docs/planted.md": 1300 }
    expect(lengthProblems([page(1300)], longer)).toEqual([])
    expect(lengthProblems([page(1301)], longer)).toEqual(["docs/planted.md has 1301 words, and may have 1300."])
    const fits = ["docs/planted.md is not too long any more: take it off LONGER_PAGES."]
    expect(lengthProblems([page(1200)], longer)).toEqual(fits)
    expect(lengthProblems([], longer)).toEqual(fits)
  })

  it("counts its code, and not what is made from the code", () => {
    const text = "One two.\n\n<!-- holds -->\n| three | four |\n<!-- /holds -->\n\n```ts\nfive()\n```\n"
    expect(wordsOf({ file: "docs/planted.md", text })).toBe(5)
  })
})

import { HOLD_REASONS } from "../../src/core/checkout/hold-reasons"
import { docsPages, existsInRepository, readRepositoryFile } from "./pages"
import { TABLES, withTables } from "./tables"

const pages = docsPages()

describe("what the docs take from the code", () => {
  it.each(pages.map(({ file, text }) => [file, text]))(
    "is that of the code in %s (npm run docs writes it)",
    (_, text) => {
      expect(text).toBe(withTables(text))
    },
  )

  it.each(Object.keys(TABLES))("has a place for %s", (name) => {
    expect(pages.some(({ text }) => text.includes(`<!-- ${name} -->`))).toBe(true)
  })

  it("refuses a place that was left open", () => {
    expect(() => withTables("<!-- configuration -->\n")).toThrow(/not closed/)
  })

  it("sees a table that is not the code's", () => {
    const stale = withTables("<!-- outcomes -->\n<!-- /outcomes -->").replace("**paid**", "**payed**")
    expect(stale).not.toBe(withTables(stale))
  })
})

it("the README has a thousand words at the most, its code among them", () => {
  expect(readRepositoryFile("README.md").split(/\s+/).length).toBeLessThanOrEqual(1000)
})

it.each(Object.keys(HOLD_REASONS))("operations.md says what to do when money is held by %s", (reason) => {
  expect(pages.find(({ file }) => file === "docs/operations.md")?.text).toMatch(new RegExp(`^### ${reason}$`, "m"))
})

describe("the specs that the pages name", () => {
  const specsIn = (text: string) => [...text.matchAll(/`([\w./-]+\/[\w.-]+\.spec\.ts)`/g)].map(([, file]) => file ?? "")

  it("are there", () => {
    const named = pages.flatMap(({ text }) => specsIn(text))
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((file) => !existsInRepository(file))).toEqual([])
  })

  it.each(["What a stranger can cause", "What is tried"])("stand in each line of SECURITY.md's table: %s", (title) => {
    const security = pages.find(({ file }) => file === "SECURITY.md")?.text ?? ""
    const section = security.split(/^## /m).find((part) => part.startsWith(title)) ?? ""
    const [, , ...lines] = section.split("\n").filter((line) => line.startsWith("|"))
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.filter((line) => specsIn(line).length === 0)).toEqual([])
  })
})

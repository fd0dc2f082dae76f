import { HOLD_REASONS } from "../../src/core/checkout/hold-reasons"
import { docsPages, existsInRepository, filesUnder, readRepositoryFile } from "./pages"
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

it.each(Object.keys(HOLD_REASONS))("held-money.md says what to do when money is held by %s", (reason) => {
  expect(pages.find(({ file }) => file === "docs/held-money.md")?.text).toMatch(new RegExp(`^### ${reason}$`, "m"))
})

const COSTS = "What a stranger can cause"

/** The lines of the table of a part of SECURITY.md. */
function linesOfSecurity(title: string): string[] {
  const parts = readRepositoryFile("SECURITY.md").split(/^## /m)
  const part = parts.find((text) => text.startsWith(title)) ?? ""
  return part
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
}

describe("the endpoints that are open to strangers", () => {
  const spelled = (address: string) => address.replace(/\[\w+\]|:\w+/g, ":id")
  const EXPORTED = /^export (?:async function (\w+)|\{ (\w+) \})/gm

  it("stand in SECURITY.md's table of what they cost", () => {
    const named = linesOfSecurity(COSTS).flatMap((line) =>
      [...line.matchAll(/`([A-Z, ]+) (\/[\w/:-]+)`/g)].flatMap(([, methods = "", address = ""]) =>
        methods.split(", ").map((method) => `${method} ${spelled(address)}`),
      ),
    )
    const files = ["src/api/store", "src/api/checkout"].flatMap((folder) =>
      filesUnder(folder).filter((file) => file.endsWith("/route.ts")),
    )
    const endpoints = files.flatMap((file) => {
      const methods = [...readRepositoryFile(file).matchAll(EXPORTED)].map(([, own, another]) => own ?? another ?? "")
      const address = spelled(file.slice("src/api".length, -"/route.ts".length))
      return (methods.length > 0 ? methods : ["no method that is seen here:"]).map((method) => `${method} ${address}`)
    })
    expect(endpoints.length).toBeGreaterThan(12)
    expect(endpoints.filter((endpoint) => !named.includes(endpoint))).toEqual([])
  })
})

describe("the specs that the pages name", () => {
  const specsIn = (text: string) => [...text.matchAll(/`([\w./-]+\/[\w.-]+\.spec\.ts)`/g)].map(([, file]) => file ?? "")

  it("are there", () => {
    const named = pages.flatMap(({ text }) => specsIn(text))
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((file) => !existsInRepository(file))).toEqual([])
  })

  it.each([COSTS, "What is tried"])("stand in each line of SECURITY.md's table: %s", (title) => {
    const lines = linesOfSecurity(title)
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.filter((line) => specsIn(line).length === 0)).toEqual([])
  })
})

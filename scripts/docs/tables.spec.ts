import { readFileSync } from "node:fs"
import path from "node:path"
import { TABLES, withTables } from "./tables"

const readme = readFileSync(path.join(__dirname, "../../README.md"), "utf8")

describe("the tables of the README", () => {
  it("are those of the code (npm run docs writes them)", () => {
    expect(readme).toBe(withTables(readme))
  })

  it.each(Object.keys(TABLES))("has a place for %s", (name) => {
    expect(readme).toContain(`<!-- ${name} -->`)
  })

  it("refuses a place that was left open", () => {
    expect(() => withTables("<!-- options -->\n")).toThrow(/not closed/)
  })
})

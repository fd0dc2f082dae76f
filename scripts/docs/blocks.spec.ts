import { blocksOf } from "./blocks"
import { blockProblems } from "./check-blocks"
import { deadLinks, unknownVariables } from "./check-words"
import { docsPages } from "./pages"

jest.setTimeout(240_000)

const pages = docsPages()
const blocks = pages.flatMap(blocksOf)

/** The problems of a page that is written for the spec. */
const problemsOf = (...lines: string[]) => blockProblems(blocksOf({ file: "docs/planted.md", text: lines.join("\n") }))

it("has blocks of every checked language to look at", () => {
  expect([...new Set(blocks.map(({ language }) => language))]).toEqual(
    expect.arrayContaining(["ts", "sh", "json", "mermaid"]),
  )
})

it("every code block of the docs is right", () => {
  expect(blockProblems(blocks)).toEqual([])
})

it.each(pages.map((page) => [page.file, page] as const))(
  "%s names only variables that exist, and links that lead somewhere",
  (_, page) => {
    expect([...unknownVariables(page), ...deadLinks(page)]).toEqual([])
  },
)

describe("a planted mistake is found", () => {
  it("in types, beside a block that is right", () => {
    const right = [
      "```ts",
      'import { defineAlmara } from "medusa-payment-almara/config"',
      "console.log(typeof defineAlmara)",
      "```",
    ]
    const wrong = [
      "```ts",
      'import { defineAlmara } from "medusa-payment-almara/config"',
      'defineAlmara({ baseUrl: "https://almara.example" })',
      'import { nothing } from "medusa-payment-almara/core"',
      "```",
    ]
    expect(problemsOf(...right, ...wrong)).toEqual([
      expect.stringContaining("docs/planted.md:5 (line 2 of the block)"),
      expect.stringContaining("no exported member 'nothing'"),
    ])
  })

  it.each([
    [["```json", '{ "a": 1, }', "```"], "is not JSON"],
    [["```sh", "npm run deploy-to-mars", "```"], "there is no npm run deploy-to-mars"],
    [["```bash", "npm ci && \\", "  npm run nothing", "```"], "there is no npm run nothing"],
    [["```sh", "npx almara-simulator --port 0 --colour blue", "```"], "Unknown option '--colour'"],
    [["```sh", "npx almara-simulator --decide payed", "```"], "--decide must be one of paid"],
    [["```sh", "npx almara-simulator --fault token=slowly:3000", "```"], "--fault token=slowly:3000 is not understood"],
    [["```sh", "npm run simulator -- --port many", "```"], "--port must be a whole number"],
    [["```sh", "npx medusa db:migrat", "```"], "there is no medusa db:migrat"],
    [["```js", "console.log(1)", "```"], "is not the text of a file in examples/"],
    [["```python", "print()", "```"], "python is not a language that is checked"],
    [["```", "text", "```"], "names no language"],
    [["1. step", "", "   ```json", "   {", "   ```"], "docs/planted.md:3: is not JSON"],
  ])("in %j", (lines, problem) => {
    expect(problemsOf(...lines)).toEqual([expect.stringContaining(problem)])
  })

  it("in a block that is not closed", () => {
    expect(() => problemsOf("```json", "{}")).toThrow("docs/planted.md:1: the block is not closed.")
  })

  it("in a variable and in links", () => {
    const page = {
      file: "docs/planted.md",
      text: "ALMARA_NOTHING ALMARA_BASE_URL ALMARA_RETURN_PATH [a](../README.md) [b](nowhere.md) [c](../README.md#no-such-heading) [d](../../etc) [e](https://example.com)",
    }
    expect(unknownVariables(page)).toEqual(["docs/planted.md: nothing is called ALMARA_NOTHING"])
    expect(deadLinks(page)).toEqual([
      "docs/planted.md: nowhere.md leads nowhere",
      "docs/planted.md: ../README.md#no-such-heading leads nowhere",
      "docs/planted.md: ../../etc leads nowhere",
    ])
  })
})

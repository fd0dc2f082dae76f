import { mayMove, CHECKOUT_STATES, type CheckoutState } from "../../src/core/checkout/states"
import { blocksOf } from "./blocks"
import { filesUnder, readRepositoryFile } from "./pages"

/** The ways that a picture of states draws, as pairs. */
function drawnWays(code: string): [string, string][] {
  return [...code.matchAll(/^\s*(\w+) --> (\w+)(?:: .*)?$/gm)].map(([, from = "", to = ""]) => [from, to])
}

const page = { file: "docs/architecture.md", text: readRepositoryFile("docs/architecture.md") }
const [picture] = blocksOf(page).filter(({ code }) => code.startsWith("stateDiagram-v2"))
const ways = drawnWays(picture?.code ?? "")

it("the picture of the states shows all of them, and only ways that the ledger allows", () => {
  expect(new Set(ways.flat())).toEqual(new Set(CHECKOUT_STATES))
  expect(ways.filter(([from, to]) => !mayMove(from as CheckoutState, to as CheckoutState))).toEqual([])
})

/** The stations of an outcome: a type, its file, and what makes it. */
const stations = [...page.text.matchAll(/^\|[^|]+\|[^|]+\| `(\w+)` \| `(src\/[^`]+)` \|([^|]+)\|$/gm)]

it("the way of an outcome names types that are there, and what makes them", () => {
  const code = ["src/core", "src/use-cases"]
    .flatMap(filesUnder)
    .filter((file) => file.endsWith(".ts"))
    .map(readRepositoryFile)
    .join("\n")
  expect(stations).toHaveLength(6)
  for (const [, type, file = "", makers = ""] of stations) {
    expect(readRepositoryFile(file)).toMatch(new RegExp(`^export (?:type|interface) ${type}\\b`, "m"))
    for (const [, maker] of makers.matchAll(/`(\w+)`/g))
      expect(code).toMatch(new RegExp(`^export (?:async function|function|const) ${maker}\\b`, "m"))
  }
})

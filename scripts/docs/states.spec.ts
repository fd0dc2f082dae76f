import { mayMove, CHECKOUT_STATES, type CheckoutState } from "../../src/core/checkout/states"
import { blocksOf } from "./blocks"
import { readRepositoryFile } from "./pages"

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

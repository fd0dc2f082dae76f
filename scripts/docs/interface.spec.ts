import { behaviourChangeSchema } from "../../simulator/behaviour"
import { callbackOrderSchema, outcomeOrderSchema } from "../../simulator/routes/control-orders"
import { blocksOf } from "./blocks"
import { readRepositoryFile } from "./pages"

const SCHEMAS = { outcome: outcomeOrderSchema, callback: callbackOrderSchema, behaviour: behaviourChangeSchema }

/** The requests that the simulator takes a text for. */
function takenAs(text: string): string[] {
  return Object.entries(SCHEMAS).flatMap(([name, schema]) => (schema.safeParse(JSON.parse(text)).success ? [name] : []))
}

it("docs/simulator.md shows an outcome, a callback and a behaviour that the simulator takes", () => {
  const page = { file: "docs/simulator.md", text: readRepositoryFile("docs/simulator.md") }
  const requests = blocksOf(page).filter(({ language }) => language === "json")
  expect(requests.map(({ code }) => takenAs(code))).toEqual([["outcome"], ["callback"], ["behaviour"]])
})

it("sees a request that the simulator does not take", () => {
  expect(takenAs('{ "outcome": "payed" }')).toEqual([])
})

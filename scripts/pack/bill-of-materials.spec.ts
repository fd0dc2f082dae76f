import { billFaults } from "./bill-of-materials"

it("a bill of materials names what is installed, and nothing else", () => {
  expect(billFaults(["zod", "hono"], ["hono", "zod"], ["zod"])).toEqual([])
  expect(billFaults(["zod", "jest"], ["zod", "nub"], ["zod", "hono"])).toEqual([
    "The bill of materials lists jest, which is not installed.",
    "The bill of materials does not list nub, which is installed.",
    "The bill of materials does not list the dependency hono.",
  ])
})

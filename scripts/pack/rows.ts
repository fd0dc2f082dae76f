import { parseArgs } from "node:util"
import { RUNTIME_NAMES } from "./runtimes"

/** The version that all runtimes are tried with. */
const NEWEST_MEDUSA = "2.21.2"
/** The lowest that can place an order before it is paid (`pending_authorization` came with it), and one in between. */
const OLDER_MEDUSA: readonly string[] = ["2.17.2", "2.19.0"]

/** One line of the table. */
export interface Row {
  name: string
  runtime: string
  medusa: string
  placement: "order_first" | "pay_first"
}

/** Every line: all runtimes on the newest Medusa, then the older versions. */
export const ROWS: readonly Row[] = [
  ...RUNTIME_NAMES.map((runtime): Row => ({ name: runtime, runtime, medusa: NEWEST_MEDUSA, placement: "order_first" })),
  ...OLDER_MEDUSA.map((medusa): Row => ({ name: `medusa-${medusa}`, runtime: "node20", medusa, placement: "order_first" })),
]

/** The lines that the command line asks for: `--only node22,deno`; all without it. Throws when a name is unknown. */
export function chosenRows(args: string[]): Row[] {
  const { only, medusa, placement } = parseArgs({ args, options: { only: { type: "string" }, medusa: { type: "string" }, placement: { type: "string" } } }).values
  if (medusa !== undefined) return [{ name: `medusa-${medusa}`, runtime: "node20", medusa, placement: placement === "pay_first" ? "pay_first" : "order_first" }]
  if (only === undefined) return [...ROWS]
  return only.split(",").map((name) => {
    const row = ROWS.find((candidate) => candidate.name === name.trim())
    if (row === undefined) throw new Error(`There is no row "${name}"; there are ${ROWS.map((one) => one.name).join(", ")}.`)
    return row
  })
}

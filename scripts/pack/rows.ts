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
}

/** Every line: all runtimes on the newest Medusa, then the older versions. */
export const ROWS: readonly Row[] = [
  ...RUNTIME_NAMES.map((runtime) => ({ name: runtime, runtime, medusa: NEWEST_MEDUSA })),
  ...OLDER_MEDUSA.map((medusa) => ({ name: `medusa-${medusa}`, runtime: "node20", medusa })),
]

/** The lines that the command line asks for: `--only node22,deno`; all without it. Throws when a name is unknown. */
export function chosenRows(args: string[]): Row[] {
  const { only } = parseArgs({ args, options: { only: { type: "string" } } }).values
  if (only === undefined) return [...ROWS]
  return only.split(",").map((name) => {
    const row = ROWS.find((candidate) => candidate.name === name.trim())
    if (row === undefined) throw new Error(`There is no row "${name}"; there are ${ROWS.map((one) => one.name).join(", ")}.`)
    return row
  })
}

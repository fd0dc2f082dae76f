import { parseArgs } from "node:util"
import { TRIED_MEDUSA } from "../../src/modules/almara/setup/medusa-version"
import { RUNTIMES } from "./runtimes"

export type Placement = "order_first" | "pay_first"

/** One line of the table: a project of somebody else's, and what our package is to do in it. */
export interface Row {
  name: string
  /**
   * `payments`: a store in which payments are walked through. `refusal`: a store whose boot stops with a sentence.
   * `storefront`: a project without Medusa.
   */
  kind: keyof typeof PLANS
  runtime: keyof typeof RUNTIMES
  /** Undefined in a storefront. */
  medusa?: string
  /** Medusa's admin-sdk, where the registry does not have it in the version of the others. */
  adminSdk?: string
  placement?: Placement
  packageManager: "npm" | "pnpm"
}

/** The steps of each kind of line, in the order of the table's columns. */
export const PLANS = {
  payments: [
    "install",
    "types",
    "build",
    "entries",
    "migrate",
    "admin user",
    "boot",
    "warned",
    "seed",
    "admin",
    "order placed",
    "paid by callback",
    "widget data",
    "storefront",
    "reconcile",
    "expire",
    "telemetry",
  ],
  refusal: ["install", "defineAlmara refuses", "the module refuses"],
  storefront: ["install", "no Medusa", "entries", "types", "bundles", "Next.js"],
} as const

/** Between the lowest and the newest. */
const MIDDLE_MEDUSA = "2.19.0"
/** The last before orders could wait for their payment, as far as the registry has it whole. */
const WITHOUT_WAITING_ORDERS = "2.17.0"
/** So old that it lacks packages which the module imports: the sentence must come first all the same. */
const TOO_OLD_MEDUSA = "2.11.1"

/** What comes next: untried, so that its boot warns, but a store that has it installs us without a flag. */
const NEXT_MEDUSA = "2.22.0-snapshot-20260911212358"

const { lowest, lowestForOrderFirst, newest } = TRIED_MEDUSA

function store(
  name: string,
  runtime: Row["runtime"],
  medusa: string,
  placement: Placement = "order_first",
  packageManager: Row["packageManager"] = "npm",
): Row {
  return { name, kind: "payments", runtime, medusa, placement, packageManager }
}

function refusal(name: string, medusa: string, placement: Placement): Row {
  return { name, kind: "refusal", runtime: "node20", medusa, placement, packageManager: "npm" }
}

/**
 * Every line: all runtimes on the newest Medusa, then another placement, another package manager and older versions.
 */
export const ROWS: readonly Row[] = [
  ...(Object.keys(RUNTIMES) as Row["runtime"][]).map((runtime) => store(runtime, runtime, newest)),
  store("pay-first", "node20", newest, "pay_first"),
  store("pnpm", "node22", newest, "order_first", "pnpm"),
  store(`medusa-${lowestForOrderFirst}`, "node20", lowestForOrderFirst),
  store(`medusa-${MIDDLE_MEDUSA}`, "node20", MIDDLE_MEDUSA),
  store(`medusa-${lowest}`, "node20", lowest, "pay_first"),
  { ...store("medusa-next", "node22", NEXT_MEDUSA), adminSdk: newest },
  refusal("refused-order-first", WITHOUT_WAITING_ORDERS, "order_first"),
  refusal("refused-too-old", TOO_OLD_MEDUSA, "pay_first"),
  { name: "storefront", kind: "storefront", runtime: "node22", packageManager: "npm" },
]

/** The lines that a change of the code can break; `.ci/run` does them for every change, and the others run by night. */
export const ROWS_OF_EVERY_CHANGE: readonly string[] = ["node20", `medusa-${lowest}`, "storefront"]

/** What `npm run test:deno` does. */
export const ROW_OF_DENO = "deno"

/** The names of the lines that nothing does for every change. */
export const ROWS_BY_NIGHT: readonly string[] = ROWS.map(({ name }) => name).filter(
  (name) => name !== ROW_OF_DENO && !ROWS_OF_EVERY_CHANGE.includes(name),
)

/** The name of a row's project; rows that share one use what the first has installed and built. */
export function projectOf({ kind, medusa, packageManager }: Row): string {
  return kind === "storefront" ? "storefront" : `store-${medusa}${packageManager === "npm" ? "" : `-${packageManager}`}`
}

export interface Wishes {
  rows: Row[]
  /** Where to write how many lines are well and how many are not, in the words of jest's report. */
  outputFile?: string
  /** A tarball that exists already; without it one is packed. */
  tarball?: string
  /** Stores of an earlier run are used again: quick, but they hide what a fresh one would miss. */
  keep: boolean
}

/**
 * What the command line asks for: all lines, or `--only node22,deno`, or any other Medusa by `--medusa 2.22.0` (with
 * `--placement pay_first`). Throws when a name is unknown.
 */
export function readWishes(args: string[]): Wishes {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string" },
      medusa: { type: "string" },
      placement: { type: "string" },
      tarball: { type: "string" },
      outputFile: { type: "string" },
      keep: { type: "boolean", default: false },
    },
  })
  const { medusa, placement = "order_first", only, tarball, outputFile, keep } = values
  if (placement !== "order_first" && placement !== "pay_first") throw new Error(`There is no placement "${placement}".`)
  const rows = medusa === undefined ? chosenRows(only) : [store(`medusa-${medusa}`, "node22", medusa, placement)]
  return { rows, tarball, outputFile, keep }
}

function chosenRows(only: string | undefined): Row[] {
  if (only === undefined) return [...ROWS]
  return only.split(",").map((name) => {
    const row = ROWS.find((candidate) => candidate.name === name.trim())
    if (row === undefined)
      throw new Error(`There is no row "${name}"; there are ${ROWS.map((one) => one.name).join(", ")}.`)
    return row
  })
}

import { ROWS_BY_NIGHT } from "../pack/rows"

/** One part of the night: a command that goes on for so many minutes at the most. */
export interface Part {
  name: string
  command: readonly string[]
  environment?: Record<string, string>
  minutes: number
  /** What makes the command write how many are well and how many are not; without it the part is counted as one. */
  report?: readonly string[]
}

/** The specs that take numbers from `scaled`; by night they take all of them. */
export const SPECS_WITH_LARGE_NUMBERS = [
  "src/core/callback/parse-body.fuzz.spec.ts",
  "integration-tests/untrusted-callers.spec.ts",
] as const

const JEST = ["--json"]

/** What `.ci/run` leaves out. */
export const PLAN: readonly Part[] = [
  {
    name: "fuzzing",
    command: [
      "npm",
      "test",
      "--",
      "--testPathPattern",
      SPECS_WITH_LARGE_NUMBERS.map((file) => file.replaceAll(".", "\\.")).join("|"),
    ],
    environment: { ALMARA_FUZZ_SCALE: "1" },
    minutes: 30,
    report: JEST,
  },
  { name: "mutants", command: ["npm", "run", "test:mutants"], minutes: 60 },
  {
    name: "looks",
    command: ["npm", "run", "test:browser", "--"],
    environment: { ALMARA_ALL_LOOKS: "1" },
    minutes: 60,
    report: JEST,
  },
  { name: "long", command: ["npm", "run", "test:long", "--"], minutes: 60, report: JEST },
  { name: "chaos", command: ["npm", "run", "test:chaos", "--", "--checkouts", "300"], minutes: 60 },
  {
    name: "pack",
    command: ["npm", "run", "test:pack", "--", "--only", ROWS_BY_NIGHT.join(",")],
    minutes: 90,
    report: [],
  },
  { name: "bench", command: ["npm", "run", "bench", "--", "--size", "0.1"], minutes: 30 },
]

/** The parts of these names, in the plan's order; all of them when there is none. Throws when a name is unknown. */
export function chosenParts(only: string | undefined): readonly Part[] {
  if (only === undefined) return PLAN
  const names = only.split(",").map((name) => name.trim())
  const unknown = names.filter((name) => !PLAN.some((part) => part.name === name))
  if (unknown.length > 0)
    throw new Error(`There is no part "${unknown.join(", ")}"; there are ${PLAN.map(({ name }) => name).join(", ")}.`)
  return PLAN.filter(({ name }) => names.includes(name))
}

import { parseArgs } from "node:util"

/** What a shopper does on Almara's page, in the end. */
type PlannedOutcome = "paid" | "declined" | "undecided" | "wrong amount" | "paid after decline" | "paid twice"

/** As every ten shoppers have them. */
const OUTCOMES: readonly PlannedOutcome[] = [
  ...(["paid", "paid after decline", "undecided", "paid", "wrong amount"] as const),
  ...(["paid", "declined", "paid", "paid twice", "paid"] as const),
]

export interface ShopperPlan {
  number: number
  outcome: PlannedOutcome
  /** How many callbacks Almara sends of each decision. */
  callbacks: 0 | 1 | 2
  /** Whether the shopper's browser comes back to the store from Almara's page. */
  comesBack: boolean
  /** Which of the three shirts is bought. */
  item: 0 | 1 | 2
  /** How long the shopper looks at Almara's page. */
  hesitatesMs: number
  /** Whether a cart that Medusa keeps locked is waited for, or left for a new one. */
  isPatient: boolean
}

/** A fault that happens when that many shoppers have begun. */
export interface Fault {
  after: number
  kind: "kill -9 of a store" | "fast restart of Postgres" | "immediate restart of Postgres" | "restart of Redis"
  store: 0 | 1
}

/** Everything that is decided beforehand, from the command line and the seed alone. */
export interface ChaosPlan {
  placement: "order_first" | "pay_first"
  seed: number
  shoppers: ShopperPlan[]
  faults: Fault[]
}

/** Reads `[--placement order_first|pay_first] [--small] [--seed N] [--checkouts N]`. Throws for anything else. */
export function readPlan(args: string[]): ChaosPlan {
  const { values } = parseArgs({
    args,
    options: {
      placement: { type: "string", default: "order_first" },
      small: { type: "boolean", default: false },
      seed: { type: "string", default: "20261124" },
      checkouts: { type: "string" },
    },
  })
  const { placement, small, seed, checkouts = small ? "40" : "300" } = values
  if (placement !== "order_first" && placement !== "pay_first")
    throw new Error("--placement must be order_first or pay_first.")
  for (const [name, text] of Object.entries({ seed, checkouts }))
    if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number.`)
  return { placement, seed: Number(seed), ...script(Number(seed), Number(checkouts), small) }
}

function script(seed: number, checkouts: number, isSmall: boolean): Pick<ChaosPlan, "shoppers" | "faults"> {
  const next = randomFrom(seed)
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(next() * choices.length)] as T
  const shoppers = Array.from({ length: checkouts }, (_, number) => ({
    number,
    outcome: OUTCOMES[number % OUTCOMES.length] as PlannedOutcome,
    callbacks: pick([0, 1, 1, 2] as const),
    comesBack: next() < 0.6,
    item: pick([0, 1, 2] as const),
    hesitatesMs: Math.floor(next() * 700),
    isPatient: !isSmall && number % 2 === 1,
  }))
  // The first shoppers and the last ones are left in peace: the run shall show that the store recovers.
  const spread = (count: number, kind: (index: number) => Fault["kind"]): Fault[] =>
    Array.from({ length: count }, (_, index) => {
      const after = Math.round(checkouts * (0.04 + (0.88 * (index + next())) / count))
      return { kind: kind(index), store: pick([0, 1] as const), after }
    })
  const restarts = isSmall ? 2 : 4
  const faults = [
    ...spread(isSmall ? 3 : Math.max(3, Math.round(checkouts / 20)), () => "kill -9 of a store"),
    ...spread(restarts, (index) => (index % 2 === 0 ? "fast restart of Postgres" : "immediate restart of Postgres")),
    ...spread(restarts - 1, () => "restart of Redis"),
  ]
  return { shoppers, faults: faults.sort((one, other) => one.after - other.after) }
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Faults may lag so many shoppers behind their place in the script; then the shoppers wait for them. */
const LAG = 8
/** How many shoppers are in the store at once. */
const AT_ONCE = 8

/**
 * Lets all shoppers live, and the faults happen by progress: each after so many shoppers have begun, one after the
 * other, so that the script is the same on a slow machine.
 */
export async function runPlan(
  plan: Pick<ChaosPlan, "shoppers" | "faults">,
  live: (plan: ShopperPlan) => Promise<void>,
  apply: (fault: Fault) => Promise<void>,
): Promise<void> {
  const waiting = [...plan.faults]
  const applied: { after: number; done: Promise<void> }[] = []
  let last = Promise.resolve()
  let begun = 0
  const work = async () => {
    for (;;) {
      await Promise.all(applied.filter(({ after }) => after <= begun - LAG).map(({ done }) => done))
      const shopper = plan.shoppers[begun]
      if (!shopper) return
      begun += 1
      while (waiting[0] && waiting[0].after <= begun) {
        const fault = waiting.shift() as Fault
        last = last.then(() => apply(fault))
        // The one who waits for it hears of a failure; until then it is nobody's.
        last.catch(() => undefined)
        applied.push({ after: fault.after, done: last })
      }
      await live(shopper)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  await last
}

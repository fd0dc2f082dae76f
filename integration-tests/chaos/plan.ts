import { randomFrom, type Random } from "./random"

export type Placement = "order_first" | "pay_first"

/** What a shopper does on Almara's page, in the end. */
export const OUTCOMES = [
  "paid",
  "declined",
  "canceled",
  "unknown",
  "undecided",
  "paid after decline",
  "paid twice",
  "wrong amount",
  "paid late, callback sent",
  "paid late, callback lost",
  "order canceled, then paid",
  "order canceled, not paid",
  "cart changed, then paid",
  "cart completed too early, then paid",
] as const
export type PlannedOutcome = (typeof OUTCOMES)[number]

/** How Almara's callbacks of a checkout come. */
export const CALLBACK_WAYS = ["once", "twice", "late", "wrong order", "never"] as const
export type CallbackWay = (typeof CALLBACK_WAYS)[number]

export interface ShopperPlan {
  number: number
  outcome: PlannedOutcome
  callbacks: CallbackWay
  /** Whether the shopper's browser comes back to the store from Almara's page. */
  comesBack: boolean
  /** Which of the three shirts is bought. */
  item: 0 | 1 | 2
  /** How long the shopper looks at Almara's page. */
  hesitatesMs: number
  /** Of those who pay late: whether the store has closed the checkout by then, or only Almara's page. */
  paysAfterClosing: boolean
  /** Of those who leave unpaid: whether the time to pay is over at once, or at the end of the run. */
  timeEndsAtOnce: boolean
  /** Whether a cart that Medusa keeps locked is waited for, or left for a new one. */
  isPatient: boolean
}

export type AlmaraFault =
  | "slow"
  | "error 500"
  | "dropped connections"
  | "answer lost after the work"
  | "answer after the callback"
  | "tokens refused"

/** A fault that happens when that many shoppers have begun. */
export type Fault = { after: number } & (
  | { kind: "kill -9 of a store"; store: 0 | 1 }
  | { kind: "restart of Postgres"; how: "fast" | "immediate" }
  | { kind: "restart of Redis" }
  | { kind: "Almara"; how: AlmaraFault }
)

export interface ChaosPlan {
  seed: number
  shoppers: ShopperPlan[]
  faults: Fault[]
}

const SHARES: Record<Placement, Partial<Record<PlannedOutcome, number>>> = {
  order_first: {
    paid: 38,
    declined: 8,
    canceled: 6,
    unknown: 5,
    undecided: 6,
    "paid after decline": 11,
    "paid twice": 5,
    "wrong amount": 6,
    "paid late, callback sent": 4,
    "paid late, callback lost": 4,
    "order canceled, then paid": 5,
    "order canceled, not paid": 2,
  },
  pay_first: {
    paid: 36,
    declined: 8,
    canceled: 6,
    unknown: 5,
    undecided: 5,
    "paid after decline": 11,
    "paid twice": 5,
    "wrong amount": 6,
    "paid late, callback sent": 4,
    "paid late, callback lost": 4,
    "cart changed, then paid": 5,
    "cart completed too early, then paid": 5,
  },
}

/** Those end only when their due date is over. */
const ENDS_BY_EXPIRY: readonly PlannedOutcome[] = [
  "declined",
  "canceled",
  "unknown",
  "undecided",
  "order canceled, not paid",
]

/**
 * Everything that is decided beforehand, from the seed alone: who buys and how it ends, how the callbacks come, and
 * which faults happen after how many shoppers. Faults go by progress, so that a slow machine sees the same script.
 */
export function makePlan(
  seed: number,
  checkouts: number,
  options: { placement: Placement; kills: number; restarts: number; almaraFaults: number; isSmall: boolean },
): ChaosPlan {
  const random = randomFrom(seed)
  const outcomes = random.shuffle(shareOut(SHARES[options.placement], checkouts))
  const shoppers = outcomes.map((outcome, index) =>
    planShopper(random, outcome, index, !options.isSmall && index % 2 === 1),
  )
  return { seed, shoppers, faults: planFaults(random, checkouts, options) }
}

/** Every outcome at least once, the rest by its share. */
function shareOut(shares: Partial<Record<PlannedOutcome, number>>, checkouts: number): PlannedOutcome[] {
  const total = Object.values(shares).reduce((sum, share) => sum + share, 0)
  const shared = OUTCOMES.flatMap((outcome) => {
    const share = shares[outcome]
    return share ? Array<PlannedOutcome>(Math.max(1, Math.floor((share / total) * checkouts))).fill(outcome) : []
  })
  const rest = Array<PlannedOutcome>(Math.max(0, checkouts - shared.length)).fill("paid")
  return [...shared, ...rest].slice(0, checkouts)
}

function planShopper(random: Random, outcome: PlannedOutcome, number: number, isPatient: boolean): ShopperPlan {
  const callbacks = random.next() < 0.45 ? "once" : random.pick(CALLBACK_WAYS)
  return {
    number,
    outcome,
    callbacks,
    comesBack: random.next() < 0.6,
    item: random.pick([0, 1, 2] as const),
    hesitatesMs: random.whole(0, 700),
    paysAfterClosing: number % 4 !== 0,
    timeEndsAtOnce: ENDS_BY_EXPIRY.includes(outcome) && number % 2 === 0,
    isPatient,
  }
}

function planFaults(
  random: Random,
  checkouts: number,
  { kills, restarts, almaraFaults }: { kills: number; restarts: number; almaraFaults: number },
): Fault[] {
  // The first shoppers and the last ones are left in peace: the run shall show that the store recovers.
  const spread = (
    count: number,
    make: (index: number) => { [Kind in Fault as Kind["kind"]]: Omit<Kind, "after"> }[Fault["kind"]],
  ): Fault[] =>
    Array.from({ length: count }, (_, index) => {
      const share = (index + random.next()) / count
      return { ...make(index), after: Math.round(checkouts * (0.04 + 0.88 * share)) } as Fault
    })
  const hows: AlmaraFault[] = [
    "slow",
    "error 500",
    "dropped connections",
    "answer lost after the work",
    "answer after the callback",
    "tokens refused",
  ]
  const faults = [
    ...spread(kills, () => ({ kind: "kill -9 of a store" as const, store: random.pick([0, 1] as const) })),
    ...spread(restarts, (index) => ({
      kind: "restart of Postgres" as const,
      how: index % 2 === 0 ? ("fast" as const) : ("immediate" as const),
    })),
    ...spread(Math.max(1, restarts - 1), () => ({ kind: "restart of Redis" as const })),
    ...spread(almaraFaults, (index) => ({ kind: "Almara" as const, how: hows[index % hows.length] ?? "slow" })),
  ]
  return faults.sort((one, other) => one.after - other.after)
}

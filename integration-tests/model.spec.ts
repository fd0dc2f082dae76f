import { ask, freshModel, type Attempt, type Model } from "./setup/model"
import { ALL_IS_WELL, startModelStore, type ModelStore } from "./setup/model-runs"
import { bugsOf, PLANTED_BUGS } from "./setup/planted-bugs"
import { withGateway } from "./setup/with-store"

const MINUTES = 60_000

/** What random sequences come by too seldom: cases of an order that changes, and of people at its money. */
const SEQUENCES = {
  order_first: [
    ["edit up", "pay", "callback", "try again", "second: pay", "second: callback", "edit down"],
    [
      "decline",
      "callback",
      "try again",
      "edit up",
      "pay",
      "callback",
      "try again",
      "third: pay",
      "third: return",
      "second: pay",
      "second: callback",
      "second: resolve",
    ],
    ["pay", "callback", "exchange", "try again", "second: pay", "second: callback"],
    ["edit up", "try again", "second: decline", "paid otherwise", "pay", "callback", "resolve in the middle"],
    [
      "pay",
      "callback",
      "edit up",
      "mark as paid",
      "edit up",
      "credit",
      "try again",
      "second: pay",
      "crash at apply-decision:after",
    ],
    ["another provider", "due date passes", "pay", "callback", "resolve", "paid otherwise"],
    ["draft", "due date passes", "pay", "callback", "edit up"],
    ["draft", "edit up", "edit down", "pay too little", "callback", "pay", "resolve in the middle"],
  ],
  pay_first: [
    ["pay", "callback", "edit up", "try again", "second: pay", "second: callback", "edit down"],
    ["delivery goes", "pay", "callback", "delivery comes back", "resolve in the middle"],
    ["delivery goes", "pay", "callback", "complete", "delivery comes back", "complete", "exchange", "try again"],
    ["delivery goes", "pay", "callback", "resolve", "delivery comes back"],
    ["another provider", "pay", "callback", "resolve"],
    ["draft", "edit up", "pay", "callback", "try again", "paid otherwise", "second: pay", "second: callback"],
  ],
}

const gateway = withGateway()

describe("the model itself", () => {
  it.each<[Partial<Attempt>, Partial<Model>, Attempt["state"], Attempt["holdReason"]]>([
    [{}, {}, "open", null],
    [{ almara: "paid" }, {}, "paid", null],
    [{ almara: "paid" }, { target: "canceled" }, "held", "late"],
    [{ almara: "paid" }, { target: "gone" }, "held", "orphaned"],
    [{ almara: "paid", isClosed: true, state: "expired" }, { target: "cart" }, "held", "late"],
    [{ almara: "paid", isClosed: true, state: "expired" }, { target: "order" }, "paid", null],
    [{ almara: "paid" }, { owes: 0 }, "held", "twice"],
    [{ almara: "paid" }, { owes: 1 }, "paid", null],
    [{ almara: "paid", isSessionGone: true }, {}, "held", "orphaned"],
    [{ almara: "paid" }, { target: "cart", isPlaceable: false }, "held", "unplaceable"],
    [{ almara: "paid", state: "resolved", holdReason: "twice" }, {}, "resolved", "twice"],
    [{ almara: "paid too little" }, {}, "held", "amount"],
    [{ almara: "paid", state: "held", holdReason: "amount" }, {}, "held", "amount"],
    [{ almara: "declined" }, {}, "failed", null],
    [{ almara: "declined" }, { isOverdue: true }, "expired", null],
    [{ isCanceledByShopper: true }, {}, "canceled", null],
  ])("%j with %j is checked and becomes %s", (change, around, state, holdReason) => {
    const model = { ...freshModel("order"), ...around }
    const [attempt] = model.attempts as [Attempt]
    Object.assign(attempt, change)
    ask(model, attempt)
    expect([attempt.state, attempt.holdReason]).toEqual([state, holdReason])
  })
})

describe.each(["order_first", "pay_first"] as const)("a model of settle, %s", (placement) => {
  let store: ModelStore

  beforeAll(async () => {
    store = await startModelStore(gateway, placement)
  })

  afterAll(() => store?.stop())

  afterEach(() => store.plant("none"))

  it(
    "random sequences of events end where the model says, and break no invariant",
    async () => {
      expect(await store.explore(1)).toBe(ALL_IS_WELL)
    },
    5 * MINUTES,
  )

  it(
    "sequences end where the model says: of orders that change, and of planted bugs once they are out",
    async () => {
      const sequences: readonly (readonly string[])[] = [
        ...SEQUENCES[placement],
        ...bugsOf(placement).map((bug) => PLANTED_BUGS[bug].sequence),
      ]
      const ends = await Promise.all(sequences.map((sequence) => store.tell([...sequence])))
      expect(Object.fromEntries(sequences.map((sequence, place) => [sequence.join(", "), ends[place]]))).toEqual(
        Object.fromEntries(sequences.map((sequence) => [sequence.join(", "), ALL_IS_WELL])),
      )
    },
    5 * MINUTES,
  )

  it.each(bugsOf(placement).map((bug) => [bug, PLANTED_BUGS[bug].invariant] as const))(
    "a planted bug that %s breaks this and nothing else: %s",
    async (bug, invariant) => {
      store.plant(bug)
      expect(await store.tell([...PLANTED_BUGS[bug].sequence])).toContain(`Invariant broken: ${invariant}.`)
    },
  )
})

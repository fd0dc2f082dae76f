import { startGateway, type Gateway } from "./setup/gateway"
import { ask, freshModel, type Attempt, type Model } from "./setup/model"
import { ALL_IS_WELL, startModelStore, type ModelStore } from "./setup/model-runs"
import { bugsOf, PLANTED_BUGS } from "./setup/planted-bugs"

const MINUTES = 60_000

let gateway: Gateway

beforeAll(async () => {
  gateway = await startGateway()
})

afterAll(() => gateway?.stop())

describe("the model itself", () => {
  it.each<[Partial<Attempt>, Partial<Model>, Attempt["state"], Attempt["holdReason"]]>([
    [{}, {}, "open", null],
    [{ almara: "paid" }, {}, "paid", null],
    [{ almara: "paid" }, { home: "canceled" }, "held", "late"],
    [{ almara: "paid" }, { home: "gone" }, "held", "orphaned"],
    [{ almara: "paid", isClosed: true, state: "expired" }, { home: "cart" }, "held", "late"],
    [{ almara: "paid", isClosed: true, state: "expired" }, { home: "order" }, "paid", null],
    [{ almara: "paid too little" }, {}, "held", "amount"],
    [{ almara: "paid", state: "held", holdReason: "amount" }, {}, "held", "amount"],
    [{ almara: "declined" }, {}, "failed", null],
    [{ almara: "declined" }, { isOverdue: true }, "expired", null],
    [{ isCanceledByShopper: true }, {}, "canceled", null],
  ])("%j with %j is asked about and becomes %s", (change, around, state, holdReason) => {
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

  it("random sequences of events end where the model says, and break no invariant", async () => {
    expect(await store.explore(1)).toBe(ALL_IS_WELL)
  }, 5 * MINUTES)

  it("the stories in which planted bugs are found end well without them", async () => {
    const bugs = bugsOf(placement)
    const ends = await Promise.all(bugs.map((bug) => store.tell([...PLANTED_BUGS[bug].story])))
    expect(Object.fromEntries(bugs.map((bug, index) => [bug, ends[index]]))).toEqual(Object.fromEntries(bugs.map((bug) => [bug, ALL_IS_WELL])))
  }, 5 * MINUTES)

  it.each(bugsOf(placement).map((bug) => [bug, PLANTED_BUGS[bug].invariant] as const))("a planted bug that %s breaks this and nothing else: %s", async (bug, invariant) => {
    store.plant(bug)
    expect(await store.tell([...PLANTED_BUGS[bug].story])).toContain(`Invariant broken: ${invariant}.`)
  })
})

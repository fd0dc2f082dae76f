import { compareBooks } from "./books"
import { STILL_IN_MILLISECONDS, tellHang, watchForHang } from "./hang"
import { problemsOf, type RunEnd } from "./checks"
import { readPlan, runPlan } from "./plan"
import { untilQuiet, type Rest } from "./quiet"

const PLAN = readPlan(["--small", "--seed", "1"])
const AT_REST: Rest = {
  checkouts: 0,
  callbacks: 0,
  claims: 0,
  orders: 0,
  rolledBack: 0,
  unheard: 0,
  underWay: 0,
}
const HOUR = 3_600_000

function endOfRun(change: Partial<RunEnd> = {}): RunEnd {
  return { plannedFaults: PLAN.faults, madeFaults: PLAN.faults, rest: AT_REST, problems: [], ...change }
}

const later = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

describe("the end of a chaos run", () => {
  beforeEach(() => jest.useFakeTimers())
  afterEach(() => jest.useRealTimers())

  it("is green after a day of slow shoppers and faults that all were there", async () => {
    const madeFaults: RunEnd["madeFaults"] = []
    const begun = Date.now()
    const through: number[] = []
    const run = runPlan(
      PLAN,
      async ({ number }) => {
        await later(4 * HOUR)
        through.push(number)
      },
      async (fault) => {
        await later(HOUR)
        madeFaults.push(fault)
      },
    )
    await jest.advanceTimersByTimeAsync(48 * HOUR)
    await run
    expect(through.sort((one, other) => one - other)).toEqual(PLAN.shoppers.map(({ number }) => number))
    expect(Date.now() - begun).toBeGreaterThan(20 * HOUR)
    expect(problemsOf(endOfRun({ madeFaults }))).toEqual([])
  })

  it("is red for lost money, however fast it was", () => {
    const almara = [{ originatorConversationId: "one", amount: "2500.00", currency: "KES", outcome: "paid" as const }]
    const { problems } = compareBooks({
      almara,
      checkouts: [],
      orders: [],
      captures: [],
      events: [],
      inbox: {},
      acknowledged: {},
      interruptions: 0,
      placedAnew: 0,
    })
    expect(problemsOf(endOfRun({ problems }))).toEqual(["LOST: the paid conversation one is not in the ledger."])
  })

  it("is red for faults that were not made", () => {
    const [kill] = PLAN.faults.filter(({ kind }) => kind === "kill -9 of a store")
    expect(problemsOf(endOfRun({ madeFaults: PLAN.faults.filter((fault) => fault !== kill) }))).toEqual([
      'FAULTS: 1 of the kind "kill -9 of a store" were planned, not made.',
    ])
  })

  it("is red for what does not come to rest, and says that its money is not lost yet", () => {
    expect(problemsOf(endOfRun({ rest: { ...AT_REST, claims: 2 } }))).toEqual([
      expect.stringMatching(/^REST: .* 2 claims, .* under way/),
    ])
  })

  it("waits for what becomes less, be it ever so slow", async () => {
    let callbacks = 40
    const quiet = untilQuiet(async () => {
      await later(STILL_IN_MILLISECONDS - 2_000)
      callbacks -= 1
      return { ...AT_REST, callbacks }
    }, STILL_IN_MILLISECONDS)
    await jest.advanceTimersByTimeAsync(40 * STILL_IN_MILLISECONDS)
    expect(await quiet).toEqual(AT_REST)
  })

  it("does not wait for ever for what goes up and down", async () => {
    let looks = 0
    const quiet = untilQuiet(async () => ({ ...AT_REST, checkouts: 1 + ((looks += 1) % 2) }), STILL_IN_MILLISECONDS)
    await jest.advanceTimersByTimeAsync(STILL_IN_MILLISECONDS + 5_000)
    expect((await quiet).checkouts).toBeGreaterThan(0)
  })
})

describe("a hang of a chaos run", () => {
  beforeEach(() => jest.useFakeTimers())
  afterEach(() => jest.useRealTimers())

  it("is when nothing has moved for long, and not when the run is slow", () => {
    const hung: string[] = []
    const watch = watchForHang("the stores", (stage) => hung.push(stage))
    for (let shopper = 0; shopper < 100; shopper += 1) {
      jest.advanceTimersByTime(STILL_IN_MILLISECONDS - 1)
      watch.moved("shoppers")
    }
    expect(hung).toEqual([])
    jest.advanceTimersByTime(STILL_IN_MILLISECONDS)
    expect(hung).toEqual(["shoppers"])
    watch.stop()
  })

  it("names what hangs, and is told apart from lost money", () => {
    const told = tellHang("shoppers and faults", [
      ["fault", "restart of Redis"],
      [7, "places the order: 500"],
    ])
    expect(told).toMatch(/hangs: for 10 minutes nothing has moved; it waits for shoppers and faults/)
    expect(told).toMatch(/nothing about money/)
    expect(told).toMatch(/fault: restart of Redis\n {2}shopper 7: places the order: 500/)
    expect(told).not.toMatch(/LOST/)
  })
})

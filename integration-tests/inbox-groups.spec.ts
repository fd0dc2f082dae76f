import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { asId } from "../src/core/ids"
import { Inbox } from "../src/modules/almara/inbox/inbox"
import { LONGEST_UNMATCHED_IN_BYTES, MOST_KEPT_OF_ONE, type NewCallback } from "../src/modules/almara/inbox/insert"
import { Ledger } from "../src/modules/almara/ledger/ledger"
import { connectionToCopy } from "./setup/database"

let connection: Knex
let inbox: Inbox

beforeAll(async () => {
  connection = await connectionToCopy()
  inbox = new Inbox(connection)
})

afterAll(() => connection?.destroy())

const callback = (merchantRequestId: string, more: Partial<NewCallback> = {}): NewCallback => ({
  merchant_request_id: merchantRequestId,
  signed: true,
  payload: { said: merchantRequestId },
  report: { merchantRequestId: asId(merchantRequestId) },
  fingerprint: "same",
  kind: "pending",
  ...more,
})
/** One that nobody signed. */
const hint = (merchantRequestId: string, more: Partial<NewCallback> = {}) =>
  callback(merchantRequestId, { signed: false, kind: "unsigned", ...more })
const rows = (prefix: string): Promise<any[]> =>
  connection("almara_callback").where("merchant_request_id", "like", `${prefix}%`).orderBy("created_at")

async function insertCheckout(id: string, more: Record<string, unknown> = {}): Promise<void> {
  await connection("almara_checkout").insert({
    id: `almchk_${id}`,
    state: "open",
    placement: "order_first",
    attempt: 1,
    payment_session_id: `payses_${id}`,
    merchant_request_id: id,
    checkout_reference: `ORD-${id}`,
    amount: "1",
    raw_amount: { value: "1" },
    currency_code: "kes",
    due_at: new Date(),
    ...more,
  })
}

describe("callbacks that come at the same time", () => {
  it("keep their order, and name the first of equal ones", async () => {
    const inserted = await Promise.all(
      Array.from({ length: 100 }, (_, place) => inbox.insert(hint(`together-${place % 2}`, { payload: { place } }))),
    )
    const stored = await rows("together-")
    expect(stored.map(({ id }) => id)).toEqual(inserted.map(({ id }) => id))
    expect(stored.map(({ payload }) => payload.place)).toEqual(Array.from({ length: 100 }, (_, place) => place))
    const [first, second, ...others] = stored
    expect([first.duplicate_of, second.duplicate_of]).toEqual([null, null])
    expect(
      others.every((row) => row.duplicate_of === (row.merchant_request_id === "together-0" ? first.id : second.id)),
    ).toBe(true)
    await inbox.insert(hint("together-0"))
    expect((await rows("together-0")).at(-1).duplicate_of).toBe(first.id)
  })

  it("do not count as equal when they say something else", async () => {
    await Promise.all([
      inbox.insert(hint("differs", { fingerprint: "declined" })),
      inbox.insert(hint("differs", { fingerprint: "paid" })),
    ])
    expect((await rows("differs")).map((row) => row.duplicate_of)).toEqual([null, null])
  })

  it("do not fail because of one that Postgres refuses", async () => {
    const results = await Promise.allSettled([
      inbox.insert(callback("beside-1")),
      inbox.insert(callback("beside-2", { payload: { text: "\0" } })),
      inbox.insert(callback("beside-3")),
    ])
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"])
    expect((await rows("beside-")).map((row) => row.merchant_request_id)).toEqual(["beside-1", "beside-3"])
  })

  it("wait for a checkout of ours; else a person sees what we signed, and a stranger's is kept apart", async () => {
    await insertCheckout("known")
    const states = await Promise.all([
      inbox.insert(callback("known")),
      inbox.insert(callback("unknown")),
      inbox.insert(hint("unknown")),
    ])
    expect(states.map(({ state }) => state)).toEqual(["waiting", "dead", "unmatched"])
    expect((await rows("known"))[0]).toMatchObject({ checkout_id: "almchk_known", tries: 0 })
    expect((await inbox.leaseDue(10, "spec", 60)).map((row) => row.merchant_request_id)).toEqual(["known"])
  })
})

describe("what many callbacks about one checkout leave", () => {
  afterEach(() => connection("almara_callback").del())

  it.each([
    ["that nobody signed", hint, 1],
    ["that carry our signature, each with another reference,", callback, 3],
  ])("of 300 %s one of a kind waits, with what the newest says and how many they were", async (_, made, kinds) => {
    const id = `flood-${kinds}`
    await insertCheckout(id)
    const kindOf = (place: number) => (["pending", "paid", "failed"] as const)[place % 3] ?? "pending"
    const sent = (place: number) =>
      made(id, {
        fingerprint: `reference-${place}`,
        payload: { place },
        report: { merchantRequestId: asId(id), channelType: place },
        ...(kinds > 1 && { kind: kindOf(place) }),
      })
    // By two processes, in groups of every size.
    const other = new Inbox(connection)
    const answers = [
      await inbox.insert(sent(0)),
      ...(await Promise.all(
        Array.from({ length: 298 }, (__, place) => (place % 2 ? inbox : other).insert(sent(place + 1))),
      )),
      await inbox.insert(sent(299)),
    ]
    const stored = await rows(id)
    expect(stored.map(({ state }) => state)).toEqual(Array(kinds).fill("waiting"))
    expect(stored.reduce((sum, { times }) => sum + times, 0)).toBe(300)
    expect(stored.map(({ payload }) => payload.place)).toContain(299)
    expect(stored.map(({ report }) => report.channelType)).toEqual(stored.map(({ payload }) => payload.place))
    expect(new Set(answers.map((answer) => answer.id))).toEqual(new Set(stored.map((row) => row.id)))
  })

  it("what comes while one of its kind is worked on is worked on as well", async () => {
    await insertCheckout("news")
    await inbox.insert(hint("news"))
    const [claimed] = await inbox.leaseDue(1, "spec", 60)
    await inbox.insert(hint("news"))
    expect(await inbox.finishLeased(claimed!)).toBe(false)
    expect((await rows("news"))[0]).toMatchObject({ state: "waiting", leased_by: null, times: 2 })
    expect(await inbox.retryLater(claimed!, "in vain")).toBe("waiting")
    expect((await rows("news"))[0]).toMatchObject({ tries: 0, last_error: null })
  })

  it("a late signed one is not kept waiting by the long pause of one before, nor by its last try", async () => {
    await insertCheckout("late", { last_check_at: connection.raw("now() - interval '3 seconds'") })
    await inbox.insert(callback("late"))
    await connection("almara_callback")
      .where({ merchant_request_id: "late" })
      .update({ tries: 9, next_try_at: connection.raw("now() + interval '1 hour'") })
    await inbox.insert(callback("late"))
    const [waiting] = await connection("almara_callback")
      .where({ merchant_request_id: "late" })
      .select("tries", connection.raw("extract(epoch from next_try_at - now())::float8 as seconds"))
    expect(waiting.tries).toBeLessThan(9)
    expect(waiting.seconds).toBeGreaterThan(0)
    expect(waiting.seconds).toBeLessThan(5)
  })

  it("signed ones are taken first, however many unsigned ones have waited longer", async () => {
    for (let place = 0; place < 5; place += 1) {
      await insertCheckout(`first-${place}`)
      await inbox.insert(place === 4 ? callback("first-4") : hint(`first-${place}`))
    }
    expect((await inbox.leaseDue(2, "spec", 60)).map(({ signed }) => signed)).toEqual([true, false])
  })

  it("of a kind one dead letter is kept, the newest", async () => {
    await insertCheckout("dies")
    for (const error of ["first", "second"]) {
      await inbox.insert(callback("dies"))
      await connection("almara_callback").where({ merchant_request_id: "dies", state: "waiting" }).update({ tries: 9 })
      const [claimed] = await inbox.leaseDue(1, "spec", 60)
      expect(await inbox.retryLater(claimed!, error)).toBe("dead")
    }
    for (let place = 0; place < 3; place += 1)
      await inbox.insert(callback("forgotten", { fingerprint: `reference-${place}` }))
    const dead = await connection("almara_callback").where({ state: "dead" }).orderBy("created_at")
    expect(
      dead.map(({ merchant_request_id, last_error, times }) => [merchant_request_id, last_error.slice(0, 11), times]),
    ).toEqual([
      ["dies", "second", 1],
      ["forgotten", "No checkout", 3],
    ])
    await inbox.replay(dead[0].id, "almchk_dies")
    await inbox.insert(callback("dies"))
    expect((await rows("dies")).map(({ state }) => state)).toEqual(["waiting", "waiting"])
  })

  it.each(["paid", "open"])(
    "of a checkout that is %s a few are kept as done, and of more only the number",
    async (state) => {
      await insertCheckout(`few-${state}`, { state })
      const sent = 2 * MOST_KEPT_OF_ONE
      for (let place = 0; place < sent; place += 1) {
        await inbox.insert(hint(`few-${state}`))
        const [claimed] = await inbox.leaseDue(1, "spec", 60)
        if (claimed) await inbox.finishLeased(claimed)
      }
      await Promise.all(Array.from({ length: sent }, () => inbox.insert(hint(`few-${state}`))))
      const kept = (await rows(`few-${state}`)).filter((row) => row.state === "done")
      expect(kept).toHaveLength(MOST_KEPT_OF_ONE)
      if (state === "paid") expect(kept.reduce((sum, { times }) => sum + times, 0)).toBe(2 * sent)
    },
  )

  it("a checkout that is over and hears of it two hundred times at once keeps as few", async () => {
    await insertCheckout("rush", { state: "paid" })
    const answers = await Promise.all(Array.from({ length: 200 }, () => inbox.insert(hint("rush"))))
    const kept = await rows("rush")
    expect(kept).toHaveLength(MOST_KEPT_OF_ONE)
    expect(answers.every(({ id }) => kept.some((row) => row.id === id))).toBe(true)
  })
})

describe("what belongs to nobody", () => {
  afterEach(() => connection("almara_callback").del())

  it("is kept up to a number, the newest, and says how many were forgotten", async () => {
    for (let place = 0; place < 12; place += 1) await inbox.insert(hint(`nobody-${place}`))
    await inbox.insert(callback("nobody-signed"))
    expect(await inbox.pruneUnmatched(10)).toBe(2)
    expect((await rows("nobody-")).map((row) => row.merchant_request_id)).toEqual([
      ...Array.from({ length: 10 }, (_, place) => `nobody-${place + 2}`),
      "nobody-signed",
    ])
    expect(await inbox.pruneUnmatched(10)).toBe(0)
  })

  it("is kept up to a size, with the id that it names", async () => {
    await insertCheckout("ours")
    const large = { originatorConversationId: "x", checkoutNotes: "x".repeat(LONGEST_UNMATCHED_IN_BYTES) }
    await Promise.all([
      inbox.insert(hint("nobodys", { payload: large })),
      inbox.insert(hint("ours", { payload: large })),
    ])
    const kept = [...(await rows("nobodys")), ...(await rows("ours"))].map(({ payload, report }) => [payload, report])
    expect(kept).toEqual([
      [{ originatorConversationId: "nobodys" }, null],
      [large, { merchantRequestId: "ours" }],
    ])
  })
})

describe("what is older than it is kept", () => {
  const DAYS = 30
  /** So many are deleted by one statement. */
  const AT_ONCE = 5_000

  afterEach(() => connection("almara_callback").del())

  /** Rows of one state that came so many days ago; what is done was processed then as well, unless said. */
  const came = (state: string, daysAgo: number, { number = 1, processedDaysAgo = daysAgo } = {}) =>
    connection.raw(
      `insert into almara_callback (id, state, merchant_request_id, signed, payload, fingerprint, created_at, processed_at)
       select 'almcb_' || :name || n, :state, :name, true, '{}', 'old', now() - :daysAgo * interval '1 day',
         case when :state = 'done' then now() - :processedDaysAgo * interval '1 day' end
       from generate_series(1, :number::int) as n`,
      { name: `${state}-${daysAgo}`, state, daysAgo, number, processedDaysAgo },
    )

  it("is deleted, however much it is; but not what was given up then and replayed today", async () => {
    await came("done", DAYS + 1, { number: AT_ONCE + 1 })
    await came("done", DAYS - 1)
    await came("done", DAYS + 2, { processedDaysAgo: 1 })
    await came("unmatched", DAYS)
    await came("dead", DAYS + 3)
    expect(await inbox.prune(DAYS)).toBe(AT_ONCE + 2)
    expect((await connection("almara_callback").pluck("merchant_request_id")).sort()).toEqual([
      `dead-${DAYS + 3}`,
      `done-${DAYS - 1}`,
      `done-${DAYS + 2}`,
    ])
  })

  it("is a stranger's sooner than after a week where nothing is kept so long", async () => {
    await came("unmatched", 2)
    expect(await inbox.prune(1)).toBe(1)
  })
})

describe("callbacks of a checkout that is over", () => {
  /** A paid checkout under a claim, with a callback that waits and one that was given up. */
  async function paidWithCallbacks(id: string): Promise<void> {
    await connection("almara_checkout").insert({
      id,
      state: "paid",
      placement: "order_first",
      attempt: 1,
      payment_session_id: `payses_${id}`,
      merchant_request_id: id,
      checkout_reference: `ORD-${id}`,
      amount: "1",
      raw_amount: { value: "1" },
      currency_code: "kes",
      due_at: new Date(),
      leased_by: "run",
      leased_until: connection.raw("now() + interval '1 minute'"),
    })
    for (const state of ["waiting", "dead"]) {
      await connection("almara_callback").insert({
        id: `almcb_${id}_${state}`,
        state,
        merchant_request_id: id,
        checkout_id: id,
        signed: true,
        payload: {},
        fingerprint: state,
        last_error: "it could not be read",
      })
    }
  }

  it.each([
    ["when the checkout is given back", (id: string) => new Ledger(connection).release(id, "run")],
    ["when one of them finds that it is over", (id: string) => inbox.finishAllOf(id)],
  ])("need nothing more %s; what was given up stays for a person to see", async (name, finish) => {
    const id = `over-${name.length}`
    await paidWithCallbacks(id)
    await finish(id)
    const seen = await rows(id)
    expect(seen.map(({ fingerprint, state }) => [fingerprint, state]).sort()).toEqual([
      ["dead", "dead"],
      ["waiting", "done"],
    ])
    expect(seen.find(({ state }) => state === "dead").last_error).toBe("it could not be read")
  })
})

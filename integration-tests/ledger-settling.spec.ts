import { randomBytes } from "node:crypto"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { readReport, redact } from "../src/core/gateway/wire"
import { Inbox } from "../src/modules/almara/inbox/inbox"
import { Ledger } from "../src/modules/almara/ledger/ledger"
import type { Closing, Settles } from "../src/modules/almara/ledger/statements"
import type { CheckoutRow } from "../src/modules/almara/ledger/rows"
import { connectionToCopy } from "./setup/database"
import { eventually } from "./setup/shopper"

let connection: Knex
let ledger: Ledger

beforeAll(async () => {
  connection = await connectionToCopy()
  ledger = new Ledger(connection)
})

afterAll(() => connection?.destroy())

/** A checkout under the claim of a run that is named as it is. */
async function claimed(id: string): Promise<CheckoutRow> {
  await connection("almara_checkout").insert({
    id,
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
  })
  return (await ledger.lease(id, `run-${id}`, 90)) as CheckoutRow
}

const ofCart = ({ payment_session_id }: CheckoutRow, collection: string): Settles => ({
  collection,
  session: payment_session_id,
  booked: "1",
  order: null,
})
const received = (checkout: CheckoutRow, collection: string, order: Settles["order"] = null) =>
  ledger.record(checkout, {
    to: "received",
    settles: { ...ofCart(checkout, collection), order },
    patch: {},
    events: [
      { kind: "status_check", actor: "spec" },
      { kind: "received", actor: "spec" },
    ],
    isChecked: true,
    leaseInSeconds: 90,
  })

/** Money that paid for a collection and is held, under the claim of a run that is named as it is. */
async function heldFor(id: string, collection: string): Promise<CheckoutRow> {
  const checkout = await claimed(id)
  expect(await received(checkout, collection)).toBe("recorded")
  return (await ledger.move(id, "held", { hold_reason: "unplaceable" }, { kind: "held", actor: "spec" })) as CheckoutRow
}

const resolve = (checkout: CheckoutRow, { as = "refunded", evenIfTaken = false }: Partial<Closing> = {}) =>
  ledger.resolve(checkout, { as, evenIfTaken }, { kind: "resolved", actor: "spec", detail: { action: as } })

const settlementsOf = (id: string) => connection("almara_settlement").where({ checkout_id: id })
const takenAgo = (id: string, interval: string) =>
  settlementsOf(id).update({ taken_at: connection.raw("now() - ?::interval", [interval]) })

async function traceOf(id: string) {
  const row = (await ledger.find(id)) as CheckoutRow
  const events = await connection("almara_checkout_event").where({ checkout_id: id }).orderBy("created_at")
  const settlements = await connection("almara_settlement").where({ checkout_id: id })
  return {
    state: row.state,
    checks: row.checks,
    events: events.map(({ kind }) => kind),
    settlements: settlements.length,
  }
}

const SETTLED = { state: "received", checks: 1, events: ["status_check", "received"], settlements: 1 }
const UNTOUCHED = { state: "open", checks: 0, events: [], settlements: 0 }

describe("money that comes for an order", () => {
  const revisionOf = async (id: string) => (await connection("almara_order").where({ id }).first("revision"))?.revision

  it("is granted at the revision that was read, also through sessions of one collection, and in no other", async () => {
    const [first, second, late] = [await claimed("part-1"), await claimed("part-2"), await claimed("part-late")]
    expect(await received(first, "paycol_parts", { id: "order_parts", revision: 0 })).toBe("recorded")
    expect(await received(late, "paycol_parts", { id: "order_parts", revision: 0 })).toBe("outrun")
    expect(await traceOf("part-late")).toEqual(UNTOUCHED)
    expect(await received(second, "paycol_parts", { id: "order_parts", revision: 1 })).toBe("recorded")
    expect([await revisionOf("order_parts"), await settlementsOf("part-1"), await settlementsOf("part-2")]).toEqual([
      2,
      [expect.objectContaining({ order_id: "order_parts", booked_amount: "1" })],
      [expect.objectContaining({ order_id: "order_parts" })],
    ])
  })

  it("is granted to one of two that have read the same revision, whichever first had a row of that order", async () => {
    for (let round = 0; round < 20; round += 1) {
      const order = { id: `order_race_${round}`, revision: 0 }
      const both = [await claimed(`order-race-${round}-a`), await claimed(`order-race-${round}-b`)]
      const answers = await Promise.all(
        both.map((checkout, place) => received(checkout, `paycol_order_race_${round}_${place}`, order)),
      )
      expect(answers.sort()).toEqual(["outrun", "recorded"])
    }
  })

  it("is not granted while the order is being canceled, unless who began that died", async () => {
    await connection("almara_order").insert({ id: "order_canceling", canceling_at: connection.fn.now() })
    expect(await received(await claimed("canceling"), "paycol_canceling", { id: "order_canceling", revision: 0 })).toBe(
      "outrun",
    )
    await connection("almara_order")
      .where({ id: "order_canceling" })
      .update({ canceling_at: connection.raw("now() - interval '2 minutes'") })
    expect(
      await received((await ledger.find("canceling")) as CheckoutRow, "paycol_canceling", {
        id: "order_canceling",
        revision: 0,
      }),
    ).toBe("recorded")
  })

  it("is not taken through a session that asks for another sum by now: Medusa would book that one", async () => {
    const raw = { raw_amount: { value: "1", precision: 20 } }
    await connection("payment_collection").insert({
      id: "paycol_sum",
      currency_code: "kes",
      amount: 1,
      ...raw,
      status: "awaiting",
    })
    const checkout = await claimed("sum")
    await connection("payment_session").insert({
      id: checkout.payment_session_id,
      payment_collection_id: "paycol_sum",
      provider_id: "pp_almara_almara",
      currency_code: "kes",
      amount: 1,
      ...raw,
      data: {},
      status: "pending",
    })
    expect(await received(checkout, "paycol_sum", { id: "order_sum", revision: 0 })).toBe("recorded")
    expect(await ledger.take(checkout.payment_session_id)).toMatchObject({ id: "sum" })
    await connection("payment_session").where({ id: checkout.payment_session_id }).update({ amount: 2 })
    expect(await ledger.take(checkout.payment_session_id)).toBeUndefined()
  })

  it("takes no revision of the order where the checkout is another run's", async () => {
    const checkout = await claimed("not-mine")
    await expect(
      received({ ...checkout, leased_by: "another" }, "paycol_not_mine", { id: "order_not_mine", revision: 0 }),
    ).rejects.toMatchObject({ type: "conflict" })
    expect(await traceOf("not-mine")).toEqual(UNTOUCHED)
  })
})

describe("money that comes to pay for a payment collection", () => {
  it("is written with its settlement row and its timeline", async () => {
    expect(await received(await claimed("alone"), "paycol_alone")).toBe("recorded")
    expect(await traceOf("alone")).toEqual(SETTLED)
  })

  it("pays once, of two checkouts that come at the same moment; the other one leaves nothing behind", async () => {
    for (let round = 0; round < 20; round += 1) {
      const both = [await claimed(`one-${round}`), await claimed(`two-${round}`)]
      const said = await Promise.all(both.map((checkout) => received(checkout, `paycol_${round}`)))
      expect([...said].sort()).toEqual(["recorded", "taken"])
      const traces = await Promise.all(both.map(({ id }) => traceOf(id)))
      expect(traces[said.indexOf("recorded")]).toEqual(SETTLED)
      expect(traces[said.indexOf("taken")]).toEqual(UNTOUCHED)
    }
  })

  it("is recorded where the settlement row stands already, as after a person's decision", async () => {
    const checkout = await claimed("again")
    await connection("almara_settlement").insert({
      id: "almset_again",
      payment_collection_id: "paycol_again",
      payment_session_id: checkout.payment_session_id,
      checkout_id: "again",
    })
    expect(await received(checkout, "paycol_again")).toBe("recorded")
    expect(await traceOf("again")).toEqual(SETTLED)
  })

  it("writes nothing when the claim is another run's", async () => {
    const checkout = await claimed("lost")
    await expect(received({ ...checkout, leased_by: "run-of-another" }, "paycol_lost")).rejects.toThrow(/dealt with/)
    expect(await traceOf("lost")).toEqual(UNTOUCHED)
  })

  it.each(["run-waits", "run-of-another"])(
    "waits for who writes at this moment, and looks again whose the claim is: %s",
    async (claimedBy) => {
      const id = claimedBy === "run-waits" ? "waits" : "waits-in-vain"
      const checkout = { ...(await claimed(id)), leased_by: "run-waits" }
      await connection("almara_checkout").where({ id }).update({ leased_by: "run-waits" })
      const other = await connection.transaction()
      await other("almara_checkout").where({ id }).update({ last_error: "written meanwhile", leased_by: claimedBy })
      const recording = received(checkout, `paycol_${id}`).catch((error: Error) => error.message)
      const waiting = async () =>
        Number(
          (
            await connection.raw(
              "select count(*) as number from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
            )
          ).rows[0].number,
        )
      await eventually(waiting, (number) => number === 1)
      await other.commit()
      expect(await recording).toMatch(claimedBy === "run-waits" ? /^recorded$/ : /dealt with/)
      expect(await traceOf(id)).toEqual(claimedBy === "run-waits" ? SETTLED : UNTOUCHED)
      expect((await ledger.find(id))?.last_error).toBe("written meanwhile")
    },
  )
})

describe("money that was granted and is held after all", () => {
  const hold = (checkout: CheckoutRow) =>
    ledger.record(checkout, {
      to: "held",
      patch: { hold_reason: "late" },
      isWithdrawn: true,
      events: [{ kind: "held", actor: "spec" }],
      isChecked: false,
      leaseInSeconds: 90,
    })
  const isGranted = async (id: string) => (await settlementsOf(id)).some(({ deleted_at }) => deleted_at === null)

  it.each([
    ["stands for nothing any more", null, "recorded", false, "held"],
    ["nor where what was taken has come to its end", "3 minutes", "recorded", false, "held"],
    [
      "but stands, and is looked at again, while somebody may be making a payment of it",
      "0 seconds",
      "conflict",
      true,
      "received",
    ],
  ])("%s", async (_, taken, answer, granted, state) => {
    const id = `withdrawn-${taken}`
    const checkout = await claimed(id)
    expect(await received(checkout, `paycol_${id}`)).toBe("recorded")
    if (taken) await takenAgo(id, taken)
    const held = await hold(checkout).catch(({ type }: { type: string }) => type)
    expect([held, await isGranted(id), (await traceOf(id)).state]).toEqual([answer, granted, state])
  })
})

describe("a claim for what is doubted", () => {
  it("is not given where Almara was asked since the doubt arose: of many forgeries each would ask", async () => {
    const first = await claimed("doubted")
    const { read_at: doubtedAt } = (await ledger.find("doubted")) as CheckoutRow
    await ledger.release("doubted", "run-doubted")
    expect(await ledger.lease("doubted", "run-next", 90, doubtedAt)).toBeDefined()
    await ledger.record(
      { ...first, leased_by: "run-next" },
      { patch: {}, events: [], isChecked: true, leaseInSeconds: 90 },
    )
    await ledger.release("doubted", "run-next")
    expect(await ledger.lease("doubted", "run-late", 90, doubtedAt)).toBeUndefined()
    // What a wrong clock has written keeps nobody away.
    await connection("almara_checkout")
      .where({ id: "doubted" })
      .update({ last_check_at: connection.raw("now() + interval '1 day'") })
    expect(await ledger.lease("doubted", "run-later", 90, doubtedAt)).toBeDefined()
    await ledger.release("doubted", "run-later")
    expect(await ledger.lease("doubted", "run-of-a-person", 90)).toBeDefined()
  })
})

describe("money that a person closes", () => {
  const HELD = { state: "held", checks: 1, events: ["status_check", "received", "held"], settlements: 1 }
  const RESOLVED = { ...HELD, state: "resolved", events: [...HELD.events, "resolved"] }

  it("keeps its row and stands for nothing any more: another may pay for the same", async () => {
    const checkout = await heldFor("closed", "paycol_closed")
    expect(await resolve(checkout)).toMatchObject({ id: "closed", state: "resolved", next_check_at: null })
    expect(await traceOf("closed")).toEqual(RESOLVED)
    expect(await settlementsOf("closed")).toEqual([
      expect.objectContaining({ closed_as: "refunded", closed_at: expect.any(Date), taken_at: null }),
    ])

    const session = checkout.payment_session_id
    expect([
      await ledger.take(session),
      await ledger.settledCheckout(session),
      await ledger.settlementOf("paycol_closed"),
      await ledger.isAnySettled(["paycol_closed"]),
    ]).toEqual([undefined, undefined, undefined, false])
    expect(await ledger.everSettledCheckout(session)).toMatchObject({ id: "closed" })
    expect(await received(await claimed("after-closed"), "paycol_closed")).toBe("recorded")
    expect(await ledger.settlementOf("paycol_closed")).toEqual({ checkout_id: "after-closed" })
  })

  it("is not put onto anything afterwards", async () => {
    const checkout = await heldFor("over", "paycol_over")
    await resolve(checkout)
    await expect(
      ledger.settle(
        checkout,
        ofCart(checkout, "paycol_over"),
        { hold_reason: null, closed_at: null },
        { kind: "accepted", actor: "spec" },
      ),
    ).rejects.toMatchObject({ type: "conflict" })
    await expect(
      ledger.settle(checkout, ofCart(checkout, "paycol_elsewhere"), {}, { kind: "accepted", actor: "spec" }),
    ).rejects.toThrow(/dealt with in the meantime/)
    expect(await traceOf("over")).toEqual(RESOLVED)
    expect(await ledger.isAnySettled(["paycol_over", "paycol_elsewhere"])).toBe(false)
  })

  it("either was taken before or is not taken at all, where both come at the same moment", async () => {
    for (let round = 0; round < 20; round += 1) {
      const checkout = await heldFor(`race-${round}`, `paycol_race_${round}`)
      const take = () => ledger.take(checkout.payment_session_id)
      const [first, second] = await Promise.all(
        round % 2 === 0 ? [take(), resolve(checkout)] : [resolve(checkout), take()],
      )
      const [taken, resolved] = round % 2 === 0 ? [first, second] : [second, first]
      expect(taken === undefined).toBe(resolved !== "taken")
      expect(await traceOf(checkout.id)).toEqual(taken ? HELD : RESOLVED)
      expect(await settlementsOf(checkout.id)).toEqual([
        expect.objectContaining({
          closed_at: taken ? null : expect.any(Date),
          taken_at: taken ? expect.any(Date) : null,
        }),
      ])
    }
  })

  it("waits until it is clear what became of what was taken: two minutes, by no clock that was ahead", async () => {
    const checkout = await heldFor("taken", "paycol_taken")
    await ledger.take(checkout.payment_session_id)
    for (const ago of ["0 seconds", "119 seconds", "-119 seconds"]) {
      await takenAgo("taken", ago)
      expect(await resolve(checkout)).toBe("taken")
    }
    expect(await traceOf("taken")).toEqual(HELD)
    await takenAgo("taken", "121 seconds")
    expect(await resolve(checkout)).toMatchObject({ state: "resolved" })

    const ahead = await heldFor("ahead", "paycol_ahead")
    await takenAgo("ahead", "-1 day")
    expect(await resolve(ahead)).toMatchObject({ state: "resolved" })
  })

  it("does not wait where what was taken can become nothing more", async () => {
    const checkout = await heldFor("on-canceled", "paycol_on_canceled")
    await ledger.take(checkout.payment_session_id)
    expect(await resolve(checkout, { as: "dismiss", evenIfTaken: true })).toMatchObject({ state: "resolved" })
    expect(await settlementsOf("on-canceled")).toEqual([
      expect.objectContaining({ closed_as: "dismiss", closed_at: expect.any(Date) }),
    ])
  })

  it("is closed by one of two, and only under its claim", async () => {
    for (let round = 0; round < 20; round += 1) {
      const checkout = await heldFor(`two-${round}-persons`, `paycol_persons_${round}`)
      expect(await resolve({ ...checkout, leased_by: "run-of-another" })).toBeUndefined()
      const answers = await Promise.all([resolve(checkout), resolve(checkout, { as: "dismiss" })])
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(await traceOf(checkout.id)).toEqual(RESOLVED)
      expect(await settlementsOf(checkout.id)).toEqual([
        expect.objectContaining({ closed_as: answers[0] ? "refunded" : "dismiss" }),
      ])
    }
  })
})

describe("whatever a gateway says", () => {
  /** Random, so that no compression helps an index; with what neither text nor JSON of Postgres takes. */
  const foreign = `a\0b\ud800${randomBytes(8000).toString("base64")}`

  /**
   * The columns of a checkout, without those that carry no words of a gateway: our ids, what is chosen from a list, and
   * addresses, which are bounded where they are read.
   */
  async function columnsOf(type: "text" | "integer"): Promise<string[]> {
    const { rows } = await connection.raw<{ rows: { column_name: string }[] }>(
      "select column_name from information_schema.columns where table_schema = current_schema() and table_name = 'almara_checkout' and data_type = ?",
      [type],
    )
    const ours = ["id", "state", "placement", "checkout_url", "attempt", "checks"]
    return rows.map(({ column_name }) => column_name).filter((name) => !ours.includes(name))
  }
  const stored = (id: string) => connection("almara_checkout").where({ id }).first()

  it("is taken by every text of a checkout, storable and bounded", async () => {
    const columns = await columnsOf("text")
    expect(columns).toEqual(
      expect.arrayContaining([
        "transaction_reference",
        "gateway_conversation_id",
        "gateway_checkout_id",
        "result_description",
        "last_error",
      ]),
    )
    for (const name of columns) {
      const { id } = await claimed(`foreign-${name}`)
      await ledger.update(id, { [name]: foreign })
      const kept = String((await stored(id))[name])
      expect([name, kept.slice(0, 4), kept.length]).toEqual([name, "a\ufffdb\ufffd", 800])
    }
  })

  it("is taken by every number of a checkout: none where an integer cannot hold it", async () => {
    const columns = await columnsOf("integer")
    expect(columns).toEqual(expect.arrayContaining(["status_code", "channel_type"]))
    for (const name of columns) {
      const { id } = await claimed(`foreign-${name}`)
      for (const [number, kept] of [
        [99_999_999_999, null],
        [-2_147_483_649, null],
        [2_147_483_647, 2_147_483_647],
        [1.5, null],
      ]) {
        await ledger.update(id, { [name]: number })
        expect([name, (await stored(id))[name]]).toEqual([name, kept])
      }
    }
  })

  it("is taken by the timeline", async () => {
    const { id } = await claimed("foreign-timeline")
    const detail = { ["na\0me"]: foreign, list: [{ deep: foreign }] }
    await ledger.move(id, "failed", {}, { kind: "failed", actor: "spec", detail })
    const [event] = await connection("almara_checkout_event").where({ checkout_id: id, kind: "failed" })
    expect(Object.keys(event.detail).sort()).toEqual(["list", "na\ufffdme"])
    expect(event.detail.list[0].deep).toHaveLength(800)
  })

  it("is taken by every column of a callback", async () => {
    const inbox = new Inbox(connection)
    const payload = redact({
      originatorConversationId: "foreign-callback",
      ["na\0me"]: "x",
      checkoutNotes: foreign,
      checkoutReference: foreign,
    })
    const { id } = await inbox.insert({
      merchant_request_id: "foreign-callback",
      signed: false,
      payload,
      report: readReport(payload),
      fingerprint: "f",
      kind: "unsigned",
    })
    const [row] = await connection("almara_callback").where({ id })
    await inbox.retryLater(row, foreign)
    expect(String((await connection("almara_callback").where({ id }).first()).last_error).slice(0, 4)).toBe(
      "a\ufffdb\ufffd",
    )
  })
})

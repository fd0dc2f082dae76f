import { BOOK_WALK, BookWalk } from "../src/modules/almara/jobs/books"
import { passTime } from "./setup/clock"
import { connectionTo } from "./setup/connection"
import { expectHeld, expectPaidOnce } from "./setup/expectations"
import { startGateway, type Gateway } from "./setup/gateway"
import {
  beginPayment,
  checkoutRow,
  completeCart,
  eventually,
  makeDue,
  orderIdOf,
  orderOf,
  passDueDate,
  placeWaitingOrder,
  untilState,
  type WaitingOrder,
} from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

/**
 * Nothing that is paid is out of sight: not what cannot be booked, not what one of the books lacks, not what nobody
 * knows of.
 */

let gateway: Gateway
let store: RunningStore

beforeAll(async () => {
  gateway = await startGateway()
  store = await startStore({ almaraUrl: gateway.url, environment: { ALMARA_PLACEMENT: "pay_first" } })
})

afterAll(async () => {
  await store?.stop()
  await gateway?.stop()
})

afterEach(async () => {
  for (const table of ["payment", "order_transaction"]) await mendTable(table)
  await sql("update almara_job_run set leased_by = null, leased_until = null where leased_by = 'another process'")
})

const sql = (text: string, ...values: unknown[]) => store.database.query(text, values)
const breakTable = (table: string) =>
  sql(`
    create or replace function spec_full() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$;
    create or replace trigger spec_full before insert on ${table} for each row execute function spec_full()`)
const mendTable = (table: string) => sql(`drop trigger if exists spec_full on ${table}`)
const stock = (quantity: number) =>
  sql("update inventory_level set stocked_quantity = $1, raw_stocked_quantity = $2", quantity, {
    value: String(quantity),
    precision: 20,
  })
const detail = async (checkoutId: string) => (await store.admin(`/admin/almara/checkouts/${checkoutId}`)).body.checkout
const listed = async () =>
  (await store.admin("/admin/almara/checkouts?state=needs_attention&limit=100")).body.checkouts.map(
    ({ id }: { id: string }) => id,
  )
const resolve = (checkoutId: string, action: string) =>
  store.admin(`/admin/almara/checkouts/${checkoutId}/resolve`, { method: "POST", body: { action, note: "as agreed" } })
const announced = (checkoutId: string) =>
  store
    .output()
    .split("\n")
    .filter((line) => line.includes("event=checkout.attention") && line.includes(checkoutId)).length

/** The sweep runs every thirty seconds. */
async function sweep(): Promise<void> {
  await passTime(store, "31 seconds")
  await eventually(
    () =>
      sql(
        "select 1 from almara_job_run where name = 'reconcile' and leased_by is null and finished_at > now() - interval '20 seconds'",
      ),
    ({ rows }) => rows.length > 0,
  )
}

async function payOrder(): Promise<WaitingOrder> {
  const order = await placeWaitingOrder(store)
  await gateway.decide(order.merchantRequestId, { outcome: "paid" })
  await untilState(store, order.checkoutId, "paid")
  return order
}

describe("pay first", () => {
  it("the cause is kept where it is known, and that Medusa hides it is said where it is not", async () => {
    await breakTable("payment")
    const cart = await beginPayment(store, "pay_first")
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    const { last_error } = await eventually(
      () => checkoutRow(store, cart.checkoutId),
      (seen) => seen.state === "received" && seen.last_error !== null,
    )
    expect(last_error).toMatch(/Medusa says only "Payment authorization failed"; the store's log has the cause/)
    expect(store.output()).toMatch(/Error was thrown trying to authorize payment session - .*the disk is full/)
    await mendTable("payment")
    await makeDue(store, cart.checkoutId)
    expect(await untilState(store, cart.checkoutId, "paid")).toMatchObject({ last_error: null, attention: null })
    await expectPaidOnce(store, await orderIdOf(store, cart))
  })

  it("money held for want of an order is settled once that stands, also after a switch to order first", async () => {
    const cart = await beginPayment(store, "pay_first")
    await stock(0)
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, cart.checkoutId, "unplaceable")
    await stock(1000)
    const { rows } = await sql("select current_database() as database")
    await store.stop()
    store = await startStore({ almaraUrl: gateway.url, database: rows[0].database })
    // The sweep would find it as well, and is not to.
    await sql(
      "update almara_job_run set leased_by = 'another process', leased_until = now() + interval '170 seconds' where name = 'reconcile'",
    )
    expect((await completeCart(store, cart.id)).body.type).toBe("order")
    await untilState(store, cart.checkoutId, "paid")
    await expectPaidOnce(store, await orderIdOf(store, cart))
  })
})

describe("confirmed money that cannot be booked", () => {
  it("keeps the reason, needs attention after three minutes, is announced once, and ends when booked", async () => {
    await breakTable("order_transaction")
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    const stuck = await eventually(
      () => checkoutRow(store, order.checkoutId),
      (seen) => seen.state === "received" && seen.last_error !== null,
    )
    expect(stuck.last_error).toContain("the disk is full")
    await sweep()
    expect(await listed()).not.toContain(order.checkoutId)
    await passTime(store, "3 minutes")
    await eventually(
      () => checkoutRow(store, order.checkoutId),
      (seen) => seen.announced_attention === "not_booked" && seen.leased_by === null,
    )
    expect(await detail(order.checkoutId)).toMatchObject({
      state: "received",
      hold_reason: "not_booked",
      outcome: { label: "Needs attention" },
      last_error: expect.stringContaining("the disk is full"),
      actions: ["check"],
    })
    expect(await listed()).toContain(order.checkoutId)
    expect((await resolve(order.checkoutId, "refunded")).body.code).toBe("under_way")
    await makeDue(store, order.checkoutId)
    await sweep()
    expect(announced(order.checkoutId)).toBe(1)

    await sql("update almara_checkout set created_at = now() - interval '40 days' where id = $1", order.checkoutId)
    await sql("update payment set deleted_at = now() where payment_session_id = $1", order.paymentSessionId)
    const { body } = await store.admin("/admin/almara/settlement?days=7&time_zone=Africa/Nairobi")
    await sql("update payment set deleted_at = null where payment_session_id = $1", order.paymentSessionId)
    expect(body.report.differences).toContainEqual(
      expect.objectContaining({ kind: "not_captured", checkout_id: order.checkoutId }),
    )

    await mendTable("order_transaction")
    await makeDue(store, order.checkoutId)
    expect(await untilState(store, order.checkoutId, "paid")).toMatchObject({
      attention: null,
      attention_key: null,
      last_error: null,
    })
    await expectPaidOnce(store, order.orderId)
    expect(await listed()).not.toContain(order.checkoutId)
  })

  it("keeps the reason also where it is the payment that Medusa cannot write", async () => {
    await breakTable("payment")
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    const { last_error } = await eventually(
      () => checkoutRow(store, order.checkoutId),
      (seen) => seen.state === "received" && seen.last_error !== null,
    )
    expect(last_error).toContain("the disk is full")
    await mendTable("payment")
    await makeDue(store, order.checkoutId)
    await untilState(store, order.checkoutId, "paid")
    await expectPaidOnce(store, order.orderId)
  })

  it("is also found where every process died that tried", async () => {
    const order = await payOrder()
    await sql(
      "update almara_checkout set state = 'received', next_check_at = now() + interval '1 day', paid_at = null, closed_at = null where id = $1",
      order.checkoutId,
    )
    await sql(
      "update almara_settlement set created_at = now() - interval '4 minutes' where checkout_id = $1",
      order.checkoutId,
    )
    await sweep()
    expect(await checkoutRow(store, order.checkoutId)).toMatchObject({
      state: "received",
      attention: "not_booked",
      announced_attention: "not_booked",
    })
    await makeDue(store, order.checkoutId)
    expect(await untilState(store, order.checkoutId, "paid")).toMatchObject({ attention: null })
  })
})

describe("both books", () => {
  const differs = (almara: string, medusa: string) => ({
    hold_reason: "books_differ",
    attention: {
      reason: "books_differ",
      amounts: { almara_amount: almara, medusa_amount: medusa },
      currency_code: "kes",
    },
  })
  const showsAfter = async (checkoutId: string, almara: string, medusa: string) => {
    await sweep()
    expect(await detail(checkoutId)).toMatchObject(differs(almara, medusa))
    await sweep()
    expect([await listed(), announced(checkoutId)]).toEqual([expect.arrayContaining([checkoutId]), 1])
  }
  const agreesAgain = async (checkoutId: string) => {
    await sweep()
    expect(await detail(checkoutId)).toMatchObject({ hold_reason: null, attention: null })
  }

  it("agree about everything that was paid until here", async () => {
    const paid = (await sql("select id from almara_checkout where state = 'paid' order by id")).rows.map(({ id }) => id)
    expect(paid.length).toBeGreaterThan(3)
    const books = await new BookWalk(await connectionTo(store)).books(paid)
    expect(books).toHaveLength(paid.length)
    expect(books.filter(({ differ }) => differ)).toEqual([])
  })

  it("a captured payment whose settlement is gone", async () => {
    const { checkoutId } = await payOrder()
    await sql("update almara_settlement set deleted_at = now() where checkout_id = $1", checkoutId)
    await showsAfter(checkoutId, "0", "7000")
    await sql("update almara_settlement set deleted_at = null where checkout_id = $1", checkoutId)
    await agreesAgain(checkoutId)
  })

  it("a settlement whose payment is gone, or does not stand in the order's transactions", async () => {
    const { checkoutId, paymentSessionId, orderId } = await payOrder()
    await sql("update payment set deleted_at = now() where payment_session_id = $1", paymentSessionId)
    await showsAfter(checkoutId, "7000", "0")
    await sql("update payment set deleted_at = null where payment_session_id = $1", paymentSessionId)
    await agreesAgain(checkoutId)
    await sql("update order_transaction set deleted_at = now() where order_id = $1", orderId)
    await sweep()
    expect(await detail(checkoutId)).toMatchObject(differs("7000", "0"))
    await sql("update order_transaction set deleted_at = null where order_id = $1", orderId)
    await agreesAgain(checkoutId)
  })

  it("another sum; what a person has closed stays closed until it is another one", async () => {
    const { checkoutId, paymentSessionId } = await payOrder()
    const capture = (amount: number) =>
      sql(
        "update capture set amount = $2 where payment_id = (select id from payment where payment_session_id = $1)",
        paymentSessionId,
        amount,
      )
    await capture(6000)
    await showsAfter(checkoutId, "7000", "6000")
    expect((await resolve(checkoutId, "dismiss")).status).toBe(200)
    await sweep()
    expect(await detail(checkoutId)).toMatchObject({ attention: null })
    await capture(5000)
    await sweep()
    expect([await detail(checkoutId), announced(checkoutId)]).toEqual([
      expect.objectContaining(differs("7000", "5000")),
      2,
    ])
    await capture(7000)
    await agreesAgain(checkoutId)
  })

  it("a payment that stands on an order although its money was sent back", async () => {
    const { checkoutId, orderId } = await payOrder()
    await sql(
      "update almara_settlement set closed_at = now(), closed_as = 'refunded' where checkout_id = $1",
      checkoutId,
    )
    await sql("update almara_checkout set state = 'resolved', hold_reason = 'late' where id = $1", checkoutId)
    await showsAfter(checkoutId, "0", "7000")
    expect(await detail(checkoutId)).toMatchObject({ state: "resolved", actions: ["refunded", "dismiss"] })
    await sql(`update "order" set status = 'canceled' where id = $1`, orderId)
    await sweep()
    expect(await detail(checkoutId)).toMatchObject({ attention: null, hold_reason: "late" })
  })

  it("a payment without any checkout, however old: shown on its order, never checked, closed by a person", async () => {
    const { checkoutId, paymentSessionId, orderId } = await payOrder()
    await sql("delete from almara_settlement where checkout_id = $1", checkoutId)
    await sql("delete from almara_checkout where id = $1", checkoutId)
    await sql("update payment set id = 'pay_00SPECOFLONGAGO' where payment_session_id = $1", paymentSessionId)
    await sweep()
    const { body } = await store.admin(`/admin/almara/checkouts?order_id=${orderId}`)
    expect(body.checkouts).toEqual([
      expect.objectContaining({
        state: "resolved",
        amount: "0",
        checkout_reference: "pay_00SPECOFLONGAGO",
        actions: ["refunded", "dismiss"],
        ...differs("0", "7000"),
      }),
    ])
    const [{ id }] = body.checkouts
    await sweep()
    expect([announced(id), (await checkoutRow(store, id)).checks]).toEqual([1, 0])
    expect((await resolve(id, "dismiss")).status).toBe(200)
    await sweep()
    expect(await listed()).not.toContain(id)
  })

  it("an old checkout whose payment is gone is found by the walk through all", async () => {
    const { checkoutId, paymentSessionId } = await payOrder()
    const old = "almchk_00SPECOFLONGAGO"
    await sql("update almara_checkout set id = $2 where id = $1", checkoutId, old)
    await sql(
      "update almara_settlement set checkout_id = $2, id = 'almset_00SPECOFLONGAGO' where checkout_id = $1",
      checkoutId,
      old,
    )
    await sql("update payment set deleted_at = now() where payment_session_id = $1", paymentSessionId)
    await sweep()
    expect(await detail(old)).toMatchObject(differs("7000", "0"))
    await sql("update payment set deleted_at = null where payment_session_id = $1", paymentSessionId)
    await agreesAgain(old)
  })

  it("are walked through in parts from the beginning to the end, and by indexes only", async () => {
    const connection = await connectionTo(store)
    const walk = new BookWalk(connection)
    const seen: string[] = []
    let after = ""
    do {
      const part = await walk.paid({ after, limit: 2 })
      seen.push(...part.checkoutIds)
      after = part.next
    } while (after !== "")
    expect(seen).toEqual(
      (await sql("select id from almara_checkout where state = 'paid' order by id")).rows.map(({ id }) => id),
    )
    for (const [name, statement] of Object.entries(BOOK_WALK)) {
      const plan = await connection.transaction(async (transaction) => {
        await transaction.raw("set local enable_seqscan = off")
        const { rows } = await transaction.raw<{ rows: Record<"QUERY PLAN", string>[] }>(`explain ${statement}`, {
          after: "",
          limit: 1000,
          ids: seen,
        })
        return rows.map((row) => row["QUERY PLAN"]).join("\n")
      })
      expect([name, plan]).toEqual([name, expect.stringMatching(/Index/)])
      expect([name, /Seq Scan/.exec(plan)?.input ?? null]).toEqual([name, null])
    }
  })
})

describe("what Almara has not made clear", () => {
  it("stays in the list when its time is over, is announced once, and ends with Almara's final answer", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 12 })
    await eventually(
      () => checkoutRow(store, order.checkoutId),
      (seen) => seen.announced_state === "review" && seen.leased_by === null,
    )
    await passDueDate(store, order.checkoutId)
    const over = () =>
      eventually(
        () => checkoutRow(store, order.checkoutId),
        (seen) => seen.state === "expired" && seen.attention !== null && seen.leased_by === null,
      )
    expect(await over()).toMatchObject({ attention: "unclear", attention_key: "unclear:12" })
    expect((await orderOf(store, order.orderId)).status).toBe("canceled")
    expect(await detail(order.checkoutId)).toMatchObject({
      state: "expired",
      hold_reason: "unclear",
      outcome: { label: "Needs attention" },
      actions: ["check", "refunded", "dismiss"],
    })
    await sweep()
    expect([await listed(), announced(order.checkoutId)]).toEqual([expect.arrayContaining([order.checkoutId]), 0])

    expect((await resolve(order.checkoutId, "dismiss")).status).toBe(200)
    await store.admin(`/admin/almara/checkouts/${order.checkoutId}/settle`, { method: "POST", body: {} })
    expect(await listed()).not.toContain(order.checkoutId)
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 777 })
    expect(await over()).toMatchObject({ attention_key: "unclear:777" })
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, order.checkoutId, "late")
    expect(await checkoutRow(store, order.checkoutId)).toMatchObject({ attention: null, needs_review: false })
  })

  it("is looked at a week and a month later as well: money that came so late is found without a callback", async () => {
    const order = await placeWaitingOrder(store)
    await passDueDate(store, order.checkoutId)
    await untilState(store, order.checkoutId, "expired")
    const lookAfter = async (days: number) => {
      const before = await eventually(
        () => checkoutRow(store, order.checkoutId),
        (seen) => seen.leased_by === null,
      )
      await sql(
        "update almara_checkout set due_at = now() - $2 * interval '1 day', next_check_at = now() where id = $1",
        order.checkoutId,
        days,
      )
      const looked = await eventually(
        () => checkoutRow(store, order.checkoutId),
        (seen) => seen.leased_by === null && seen.last_check_at > before.last_check_at,
      )
      return looked.next_check_at && Math.round((looked.next_check_at.getTime() - looked.due_at.getTime()) / 86_400_000)
    }
    expect([await lookAfter(3), await lookAfter(8), await lookAfter(31)]).toEqual([7, 30, null])
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await lookAfter(30)
    await expectHeld(store, order.checkoutId, "late")
  })
})

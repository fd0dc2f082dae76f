import { expectHeld, expectPaidOnce } from "./setup/expectations"
import { Ledger } from "../src/modules/almara/ledger/ledger"
import { findCanceledPaidOrders } from "../src/modules/almara/jobs/abandoned-orders"
import { passTime } from "./setup/clock"
import { connectionTo } from "./setup/connection"
import {
  checkoutOf,
  eventually,
  ledgerRow,
  makeDue,
  orderOf,
  passDueDate,
  placeWaitingOrder,
  tryAgain,
  untilState,
  type WaitingOrder,
} from "./setup/shopper"
import { withStore } from "./setup/with-store"

/** What only a person can decide stays in sight until somebody has, and nobody pays for it again. */

const { gateway, store } = withStore()

afterEach(() => gateway.behave({ checkStatus: { mode: "ok" } }))

const row = (order: WaitingOrder) => ledgerRow(store, order.paymentSessionId)
const settled = (order: WaitingOrder, state: string) =>
  eventually(
    () => row(order),
    (seen) => seen.state === state && seen.leased_by === null,
  )
const attempts = async (order: WaitingOrder) =>
  (await store.database.query("select 1 from almara_checkout where payment_session_id = $1", [order.paymentSessionId]))
    .rows.length
const resolve = (order: WaitingOrder, action: string) =>
  store.admin(`/admin/almara/checkouts/${order.checkoutId}/resolve`, {
    method: "POST",
    body: { action, note: "as agreed" },
  })

async function placeHeldOrder(): Promise<WaitingOrder> {
  const order = await placeWaitingOrder(store)
  await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 6999 })
  await expectHeld(store, order.checkoutId, "amount")
  return order
}

describe("an order whose money is held", () => {
  it("is not paid for again: not by Medusa's Check status, by trying again, or with a new payment session", async () => {
    const order = await placeHeldOrder()
    await store.admin(`/admin/orders/${order.orderId}/payment-sessions/authorize`, {
      method: "POST",
      body: { payment_session_id: order.paymentSessionId },
    })
    expect(
      (await store.shop(`/store/almara/checkouts/${order.paymentSessionId}/retry`, { method: "POST", body: {} }))
        .status,
    ).toBe(400)
    for (const [call, route] of [
      [store.shop, "/store"],
      [store.admin, "/admin"],
    ] as const) {
      const { status, body } = await call(
        `${route}/payment-collections/${order.paymentCollectionId}/payment-sessions`,
        { method: "POST", body: { provider_id: "pp_almara_almara" } },
      )
      expect([status, body.message]).toEqual([400, expect.stringMatching(/do not pay again/)])
    }
    expect(await attempts(order)).toBe(1)
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "review",
      checkout_url: null,
      can_retry: false,
    })
  })

  it("is left alone by further callbacks, and is settled when a person has it looked at", async () => {
    const order = await placeHeldOrder()
    await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 7000 })
    const inbox = () =>
      store.database.query("select state from almara_callback where checkout_id = $1", [order.checkoutId])
    await eventually(inbox, ({ rows }) => rows.length === 2 && rows.every(({ state }) => state === "done"))
    expect((await row(order)).state).toBe("held")
    const checked = await store.admin(`/admin/almara/checkouts/${order.checkoutId}/settle`, {
      method: "POST",
      body: {},
    })
    expect(checked.body.checkout).toMatchObject({ state: "paid", reported_amount: null })
    await expectPaidOnce(store, order.orderId)
  })

  it("is shown with the sum and the reason that a second look found", async () => {
    const order = await placeHeldOrder()
    const check = () => store.admin(`/admin/almara/checkouts/${order.checkoutId}/settle`, { method: "POST", body: {} })
    await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 6500, callback: { send: false } })
    expect((await check()).body.checkout).toMatchObject({
      state: "held",
      hold_reason: "amount",
      reported_amount: "6500",
    })
    await store.admin(`/admin/orders/${order.orderId}/cancel`, { method: "POST", body: {} })
    await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 7000, callback: { send: false } })
    expect((await check()).body.checkout).toMatchObject({
      state: "held",
      hold_reason: "late",
      reported_amount: "7000",
      reported_differs: false,
    })
  })

  it("cannot be resolved by one person while another run is settling it", async () => {
    const order = await placeHeldOrder()
    await store.database.query(
      "update almara_checkout set leased_by = 'another run', leased_until = now() + interval '80 seconds' where id = $1",
      [order.checkoutId],
    )
    expect((await resolve(order, "refunded")).status).toBe(409)
    expect((await row(order)).state).toBe("held")
    await store.database.query("update almara_checkout set leased_by = null, leased_until = null where id = $1", [
      order.checkoutId,
    ])
    expect((await resolve(order, "refunded")).status).toBe(200)
    expect(await row(order)).toMatchObject({ state: "resolved", next_check_at: null, leased_by: null })
  })
})

describe("a session whose amount was changed behind its page", () => {
  it("gets no more money than has come: Medusa would capture the new amount", async () => {
    const order = await placeWaitingOrder(store)
    await store.database.query(
      'update payment_session set amount = 9000, raw_amount = \'{"value":"9000","precision":20}\' where id = $1',
      [order.paymentSessionId],
    )
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, order.checkoutId, "amount")
    expect((await orderOf(store, order.orderId)).transactions).toEqual([])
  })
})

describe("an answer that a person has to look at", () => {
  it("also of a checkout that the shopper canceled or that was declined before", async () => {
    for (const before of ["canceled", "failed"]) {
      const order = await placeWaitingOrder(store)
      if (before === "failed") await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 1 })
      else
        await fetch((await gateway.checkout(order.merchantRequestId)).request.checkoutCancelUrl, {
          method: "POST",
          redirect: "manual",
        })
      await settled(order, before)
      await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 12 })
      expect(
        await eventually(
          () => row(order),
          (seen) => seen.needs_review && seen.leased_by === null,
        ),
      ).toMatchObject({ state: before, announced_state: "review" })
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "review", can_retry: false })
    }
  })

  it.each([12, 777])(
    "code %i: the order waits, the merchant is told once, and money that comes counts",
    async (code) => {
      const order = await placeWaitingOrder(store)
      await gateway.decide(order.merchantRequestId, { outcome: "declined", code })
      await eventually(
        () => row(order),
        (seen) => seen.needs_review && seen.leased_by === null,
      )
      expect(await row(order)).toMatchObject({ state: "open", announced_state: "review", result_code: String(code) })
      await gateway.callback(order.merchantRequestId)
      await eventually(
        () => row(order),
        (seen) => seen.checks > 1 && seen.leased_by === null,
      )
      expect(
        store
          .output()
          .split("\n")
          .filter((line) => line.includes("event=checkout.review") && line.includes(order.checkoutId)),
      ).toHaveLength(1)
      await gateway.decide(order.merchantRequestId, { outcome: "paid" })
      expect(await settled(order, "paid")).toMatchObject({ needs_review: false })
      await expectPaidOnce(store, order.orderId)
    },
  )
})

describe("a case about a payment whose money is not held", () => {
  const overpaid = (balance: number) =>
    ({
      reason: "overpaid",
      key: `overpaid:${balance}`,
      detail: { amount: String(-balance), currency_code: "kes" },
    }) as const
  const detail = async (order: WaitingOrder) =>
    (await store.admin(`/admin/almara/checkouts/${order.checkoutId}`)).body.checkout
  const listed = async () =>
    (await store.admin("/admin/almara/checkouts?state=needs_attention&limit=100")).body.checkouts.map(
      ({ id }: { id: string }) => id,
    )
  const announced = (order: WaitingOrder) =>
    store
      .output()
      .split("\n")
      .filter((line) => line.includes("event=checkout.attention") && line.includes(order.checkoutId)).length
  const kinds = (checkout: { timeline: { kind: string }[] }) =>
    checkout.timeline.map(({ kind }) => kind).filter((kind) => kind.startsWith("attention"))
  let ledger: Ledger
  let order: WaitingOrder
  const sweep = async () => {
    await passTime(store, "31 seconds")
    const swept = () =>
      store.database.query(
        "select 1 from almara_job_run where name = 'reconcile' and leased_by is null and finished_at > now() - interval '20 seconds'",
      )
    await eventually(swept, ({ rows }) => rows.length > 0)
  }

  beforeAll(async () => {
    ledger = new Ledger(await connectionTo(store))
    order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await settled(order, "paid")
  })

  it("stands with what needs attention, says how much it is about, and is announced once by the sweep", async () => {
    expect(await ledger.raiseAttention(order.checkoutId, overpaid(-2200))).toBe(true)
    expect(await ledger.raiseAttention(order.checkoutId, overpaid(-2200))).toBe(false)
    expect(await detail(order)).toMatchObject({
      ...{
        state: "paid",
        hold_reason: "overpaid",
        actions: ["refunded", "dismiss"],
        attention: { reason: "overpaid", amounts: { amount: "2200" }, currency_code: "kes" },
      },
      outcome: {
        label: "Needs attention",
        sentence: expect.stringMatching(/paid KES\s2,200\.00 more than the order asks now/),
      },
    })
    expect(await listed()).toContain(order.checkoutId)
    await sweep()
    await sweep()
    expect([announced(order), kinds(await detail(order))]).toEqual([1, ["attention"]])
  })

  it("is closed by a person and stays closed, until it is about another sum", async () => {
    expect((await resolve(order, "accept")).body.code).toBe("not_acceptable")
    const closings = await Promise.all([resolve(order, "refunded"), resolve(order, "refunded")])
    expect(closings.map(({ status }) => status).sort()).toEqual([200, expect.any(Number)])
    expect(closings.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await detail(order)).toMatchObject({
      state: "paid",
      hold_reason: null,
      attention: null,
      actions: [],
      outcome: { label: "Paid" },
    })
    expect(await listed()).not.toContain(order.checkoutId)
    expect(await ledger.raiseAttention(order.checkoutId, overpaid(-2200))).toBe(false)
    expect(await ledger.raiseAttention(order.checkoutId, overpaid(-100))).toBe(true)
    await sweep()
    expect([announced(order), kinds(await detail(order))]).toEqual([2, ["attention", "attention_closed", "attention"]])
    expect((await detail(order)).timeline.at(-2)).toMatchObject({
      detail: { action: "refunded", note: "as agreed" },
      actor: { kind: "user" },
    })
  })

  it("gives way to a more urgent one only, and what a person closed of each stays closed", async () => {
    const differing = {
      reason: "books_differ",
      key: "books_differ:7000:0",
      detail: { almara_amount: "7000", medusa_amount: null, currency_code: "kes" },
    } as const
    expect(await ledger.raiseAttention(order.checkoutId, differing)).toBe(true)
    expect(await ledger.raiseAttention(order.checkoutId, overpaid(-100))).toBe(false)
    expect((await detail(order)).outcome.sentence).toMatch(
      /ours count KES\s7,000\.00 from Almara, Medusa's count KES\s0\.00/,
    )
    expect((await resolve(order, "dismiss")).status).toBe(200)
    expect(await ledger.raiseAttention(order.checkoutId, overpaid(-100))).toBe(true)
    expect((await resolve(order, "dismiss")).status).toBe(200)
    expect([
      await ledger.raiseAttention(order.checkoutId, differing),
      await ledger.raiseAttention(order.checkoutId, overpaid(-100)),
    ]).toEqual([false, false])
  })

  it("that is over by itself is not shown, and the same is a new case when it comes again", async () => {
    await ledger.raiseAttention(order.checkoutId, overpaid(-50))
    await sweep()
    const before = announced(order)
    expect(await ledger.clearAttention(order.checkoutId, ["overpaid"])).toBe(true)
    expect(await ledger.clearAttention(order.checkoutId, ["overpaid"])).toBe(false)
    expect(await detail(order)).toMatchObject({ attention: null, outcome: { label: "Paid" } })
    expect(await ledger.raiseAttention(order.checkoutId, overpaid(-50))).toBe(true)
    await sweep()
    expect(announced(order)).toBe(before + 1)
  })

  it("means nothing in another state than its own", async () => {
    expect(await ledger.raiseAttention(order.checkoutId, { reason: "not_booked", key: "not_booked", detail: {} })).toBe(
      false,
    )
    expect(await ledger.raiseAttention(order.checkoutId, { reason: "unclear", key: "unclear:12", detail: {} })).toBe(
      false,
    )
  })
})

describe("a callback that cannot be worked on", () => {
  it("signed by us, and of no checkout that the ledger knows, is a dead letter that a person sees", async () => {
    const order = await placeWaitingOrder(store)
    // As after a backup that is older than the checkout.
    await store.database.query("delete from almara_checkout where id = $1", [order.checkoutId])
    const [delivery] = await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    expect(delivery).toMatchObject({ status: 200 })
    const { rows } = await store.database.query(
      "select state, last_error from almara_callback where merchant_request_id = $1",
      [order.merchantRequestId],
    )
    expect(rows).toEqual([{ state: "dead", last_error: expect.stringMatching(/carries our signature/) }])
  })

  it("unsigned, and Almara cannot be asked: it is tried again, not taken for done", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.behave({ checkStatus: { mode: "error", status: 503 } })
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    const { request, checkoutOutcome } = await gateway.checkout(order.merchantRequestId)
    await fetch(`${store.url}/checkout/cart`, { method: "POST", body: JSON.stringify({ ...request, checkoutOutcome }) })
    const callback = async () =>
      (await store.database.query("select * from almara_callback where checkout_id = $1", [order.checkoutId])).rows[0]
    await eventually(callback, (seen) => seen.tries > 0)
    // The clock is not to be the one that finds it.
    await store.database.query(
      "update almara_checkout set next_check_at = now() + interval '1 day' where id = $1 and leased_by is null",
      [order.checkoutId],
    )
    await gateway.behave({ checkStatus: { mode: "ok" } })
    await settled(order, "paid")
  })
})

describe("a paid order that is canceled", () => {
  const payOrder = async (): Promise<WaitingOrder> => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await settled(order, "paid")
    return order
  }

  it("is not canceled while its money is being put onto it", async () => {
    const order = await payOrder()
    await store.database.query("update almara_checkout set state = 'received' where id = $1", [order.checkoutId])
    expect((await store.admin(`/admin/orders/${order.orderId}/cancel`, { method: "POST", body: {} })).status).toBe(400)
    expect((await orderOf(store, order.orderId)).status).toBe("pending")
  })

  it("and refunded by hand is left alone, also where the sums have fractions of a cent", async () => {
    const order = await payOrder()
    await store.database.query(
      "update capture set amount = 6999.9984 where payment_id = (select id from payment where payment_session_id = $1)",
      [order.paymentSessionId],
    )
    await store.database.query(
      "insert into refund (id, amount, raw_amount, payment_id, created_at) select 'ref_spec', 6999.9984, '{}', id, now() - interval '2 minutes' from payment where payment_session_id = $1",
      [order.paymentSessionId],
    )
    await store.database.query(`update "order" set status = 'canceled', canceled_at = now() where id = $1`, [
      order.orderId,
    ])
    expect(await findCanceledPaidOrders(await connectionTo(store), 20)).not.toContain(order.orderId)
    await store.database.query("delete from refund where id = 'ref_spec'")
    expect(await findCanceledPaidOrders(await connectionTo(store), 20)).toContain(order.orderId)
  })

  it("without anybody noticing: its money is found and held", async () => {
    const order = await payOrder()
    await store.database.query(`update "order" set status = 'canceled', canceled_at = now() where id = $1`, [
      order.orderId,
    ])
    // The sweep runs every thirty seconds.
    await passTime(store, "31 seconds")
    const held = await eventually(
      () => row(order),
      (seen) => seen.state === "held",
      90_000,
    )
    expect(held).toMatchObject({ hold_reason: "order_canceled" })
  })
})

describe("a checkout whose first try Almara may have heard of", () => {
  const failToOpen = async (order: WaitingOrder, newOrder: { mode: "error"; status: number } | { mode: "drop" }) => {
    await gateway.behave({ newOrder })
    expect((await tryAgain(store, order.paymentSessionId)).status).toBeGreaterThanOrEqual(400)
    await gateway.behave({ newOrder: { mode: "ok" } })
    const second = await row(order)
    expect(second).toMatchObject({ state: "creating", attempt: 2 })
    await passTime(store, "6 seconds")
    return second.next_check_at.getTime() - second.due_at.getTime()
  }
  const declinedOrder = async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 1 })
    await settled(order, "failed")
    return order
  }

  it("is asked about soon, although a later try certainly did not arrive", async () => {
    const order = await declinedOrder()
    expect(await failToOpen(order, { mode: "drop" })).toBeLessThan(0)
    expect(await failToOpen(order, { mode: "error", status: 429 })).toBeLessThan(0)
  })

  it("and so where only a later one may have arrived", async () => {
    const order = await declinedOrder()
    expect(await failToOpen(order, { mode: "error", status: 429 })).toBe(2 * 60_000)
    expect(await failToOpen(order, { mode: "drop" })).toBeLessThan(0)
  })
})

describe("an attempt that arrived, and whose second try Almara refuses", () => {
  it("is asked about until its time is over, and paid when it is; the shopper may try anew", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 1 })
    await settled(order, "failed")
    for (const newOrder of [{ mode: "unavailable_after_work" }, { mode: "error", status: 400 }] as const) {
      await gateway.behave({ newOrder })
      expect((await tryAgain(store, order.paymentSessionId)).status).toBeGreaterThanOrEqual(400)
      await passTime(store, "6 seconds")
    }
    await gateway.behave({ newOrder: { mode: "ok" } })
    const second = await row(order)
    expect(second).toMatchObject({ attempt: 2, closed_at: null, next_check_at: expect.any(Date) })
    expect(second.next_check_at < second.due_at).toBe(true)
    expect((await tryAgain(store, order.paymentSessionId)).body.checkout).toMatchObject({ status: "open", attempt: 3 })
    await gateway.decide(second.merchant_request_id, { outcome: "paid", callback: { send: false } })
    await makeDue(store, second.id)
    await untilState(store, second.id, "paid")
  })
})

describe("a checkout that Almara never heard of", () => {
  const tryAgainInVain = async (order: WaitingOrder) => {
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 1 })
    await settled(order, "failed")
    await gateway.behave({ newOrder: { mode: "error", status: 429 } })
    expect((await tryAgain(store, order.paymentSessionId)).status).toBeGreaterThanOrEqual(400)
    await gateway.behave({ newOrder: { mode: "ok" } })
    const second = await row(order)
    expect(second).toMatchObject({ state: "creating", attempt: 2 })
    expect(second.next_check_at.getTime()).toBe(second.due_at.getTime() + 2 * 60_000)
    return second
  }

  it("is asked about like any other once a later try got through", async () => {
    const order = await placeWaitingOrder(store)
    await tryAgainInVain(order)
    await passTime(store, "6 seconds")
    expect((await tryAgain(store, order.paymentSessionId)).status).toBe(200)
    const opened = await row(order)
    expect(opened).toMatchObject({ state: "open", attempt: 2 })
    expect(opened.next_check_at.getTime() - Date.now()).toBeLessThan(2 * 60_000)
  })

  it("is not asked about before its time is over", async () => {
    const order = await placeWaitingOrder(store)
    const second = await tryAgainInVain(order)
    await passDueDate(store, order.checkoutId)
    await passDueDate(store, second.id)
    await makeDue(store, second.id)
    await eventually(
      () => orderOf(store, order.orderId),
      (seen) => seen.status === "canceled",
    )
  })
})

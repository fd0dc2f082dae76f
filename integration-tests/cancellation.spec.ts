import { KEPT_REASONS, type KeptReason } from "../src/core/checkout/kept-reasons"
import { passTime } from "./setup/clock"
import { expectHeld } from "./setup/expectations"
import { itemsOf, owedBy, returnItem } from "./setup/merchant"
import {
  addTransaction,
  chooseOtherProvider,
  abandon,
  offerOtherProvider,
  placeDraftOrder,
  placeWithOtherProvider,
} from "./setup/other-orders"
import {
  checkoutOf,
  checkoutRow,
  completeCart,
  eventually,
  fillCart,
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

/** Only what is ours is canceled, and only when it is certain. */

const { gateway, store } = withStore()

beforeAll(async () => {
  await offerOtherProvider(store)
})

afterEach(() => gateway.behave({ checkStatus: { mode: "ok" } }))

const post = (path: string, body: unknown) => store.admin(`/admin/almara${path}`, { method: "POST", body })
const statusOf = async ({ orderId }: WaitingOrder): Promise<string> => (await orderOf(store, orderId)).status
const payInSilence = ({ merchantRequestId }: WaitingOrder) =>
  gateway.decide(merchantRequestId, { outcome: "paid", callback: { send: false } })
const linesOf = async ({ checkoutId }: WaitingOrder, kind: string): Promise<any[]> =>
  (
    await store.database.query("select detail from almara_checkout_event where checkout_id = $1 and kind = $2", [
      checkoutId,
      kind,
    ])
  ).rows.map(({ detail }) => detail)
const untilKept = ({ checkoutId }: WaitingOrder, reason: KeptReason) =>
  eventually(
    () => checkoutRow(store, checkoutId),
    (seen) => seen.last_error === KEPT_REASONS[reason] && seen.leased_by === null,
  )

/** As a store sees it whose process died before it worked the callback off, while Almara's check-status lags. */
async function leaveCallback(
  { checkoutId, merchantRequestId }: WaitingOrder,
  { state, status }: { state: string; status: number },
): Promise<void> {
  const { request } = await gateway.checkout(merchantRequestId)
  const payload = { ...request, checkoutOutcome: { Status: status, ResultCode: status === 4 ? "000" : "18" } }
  await store.database.query(
    "insert into almara_callback (id, state, merchant_request_id, checkout_id, signed, payload, fingerprint, tries, next_try_at) values ($1, $2, $3, $4, true, $5, 'spec', 9, now() + interval '1 day')",
    [`almcb_${checkoutId}`, state, merchantRequestId, checkoutId, payload],
  )
}

async function decline({ merchantRequestId, checkoutId }: WaitingOrder): Promise<void> {
  await gateway.decide(merchantRequestId, { outcome: "declined", code: 1 })
  await untilState(store, checkoutId, "failed")
}

/** The first attempt was declined; the second one's money had the wrong sum, and went back. */
async function placeResolved(): Promise<WaitingOrder> {
  const order = await placeWaitingOrder(store)
  await decline(order)
  await tryAgain(store, order.paymentSessionId)
  const { id, merchant_request_id } = await ledgerRow(store, order.paymentSessionId)
  await gateway.decide(merchant_request_id, { outcome: "paid", amount: 6999 })
  await expectHeld(store, id, "amount")
  expect((await post(`/checkouts/${id}/resolve`, { action: "refunded", note: "by hand" })).status).toBe(200)
  return order
}

async function fulfill({ orderId }: WaitingOrder): Promise<void> {
  const { rows } = await store.database.query(
    "select i.item_id as id, (select id from stock_location limit 1) as location from order_item i where i.order_id = $1",
    [orderId],
  )
  const { status } = await store.admin(`/admin/orders/${orderId}/fulfillments`, {
    method: "POST",
    body: { location_id: rows[0].location, items: rows.map(({ id }) => ({ id, quantity: 1 })) },
  })
  expect(status).toBe(200)
}

describe("what is kept of an order", () => {
  const rowsOf = async (orderId: string) =>
    (
      await store.database.query("select id, cart_id, revision, is_kept, pay_by from almara_order where id = $1", [
        orderId,
      ])
    ).rows

  it("says which cart was completed for it, once, however often it is tried", async () => {
    const order = await placeWaitingOrder(store)
    expect(await rowsOf(order.orderId)).toEqual([
      { id: order.orderId, cart_id: order.id, revision: 0, is_kept: false, pay_by: null },
    ])
    await decline(order)
    expect((await tryAgain(store, order.paymentSessionId)).status).toBe(200)
    expect(await rowsOf(order.orderId)).toHaveLength(1)
  })

  it.each([
    ["the merchant made it by hand", placeDraftOrder],
    ["it was placed with another provider", placeWithOtherProvider],
  ])("says none where %s", async (_, place) => {
    const { orderId } = await place(store)
    expect(await rowsOf(orderId)).toEqual([{ id: orderId, cart_id: null, revision: 0, is_kept: false, pay_by: null }])
  })
})

describe("an order whose time is over", () => {
  const stayed: { order: WaitingOrder; reason: KeptReason }[] = []
  const placeWaiting = () => placeWaitingOrder(store)
  const having = (prepare: (order: WaitingOrder) => Promise<unknown>) => async () => {
    const order = await placeWaiting()
    await prepare(order)
    return order
  }

  it.each<[string, KeptReason, () => Promise<WaitingOrder>]>([
    [
      "its shopper switched to another provider",
      "other_provider",
      having((order) => chooseOtherProvider(store, order.paymentCollectionId)),
    ],
    [
      "it was paid by a transaction of the merchant",
      "paid_otherwise",
      having((order) => addTransaction(store, order.orderId, 7000)),
    ],
    ["it was paid in part", "paid_otherwise", having((order) => addTransaction(store, order.orderId, 500))],
    [
      "a credit line has taken what it owed",
      "nothing_owed",
      having((order) =>
        store.admin(`/admin/orders/${order.orderId}/credit-lines`, {
          method: "POST",
          body: { amount: 7000, reference: "goodwill", reference_id: "1" },
        }),
      ),
    ],
    ["the merchant made it by hand, and the customer opened the page once", "not_ours", () => placeDraftOrder(store)],
    ["it is being fulfilled", "fulfilled", having(fulfill)],
    ["wrong money for it went back", "money_held", placeResolved],
  ])("%s: it stays, and the merchant reads why", async (_, reason, place) => {
    const order = await place()
    await passDueDate(store, order.checkoutId)
    const row = await untilKept(order, reason)
    expect(row.closed_at).toEqual(expect.any(Date))
    expect(await statusOf(order)).toBe("pending")
    await makeDue(store, order.checkoutId)
    await eventually(
      () => checkoutRow(store, order.checkoutId),
      (seen) => seen.checks > row.checks && seen.leased_by === null,
    )
    expect([await statusOf(order), await linesOf(order, "kept")]).toEqual(["pending", [{ reason }]])
    stayed.push({ order, reason })
  })

  it("nor does the sweep cancel any of these", async () => {
    expect(stayed).toHaveLength(7)
    const abandoned = await abandon(store, await placeWaiting())
    await store.database.query("update order_cart set created_at = created_at - interval '2 hours'")
    await passTime(store, "31 seconds")
    await eventually(
      () => statusOf(abandoned),
      (status) => status === "canceled",
      100_000,
    )
    for (const { order, reason } of stayed) expect([reason, await statusOf(order)]).toEqual([reason, "pending"])
  })

  it.each(["waiting", "dead"])(
    "a signed callback says paid and is %s while check-status lags: not closed, and paid in the end",
    async (state) => {
      const order = await placeWaiting()
      await leaveCallback(order, { state, status: 4 })
      await passDueDate(store, order.checkoutId)
      const row = await untilKept(order, "callback_waits")
      expect(row).toMatchObject({ state: "open", closed_at: null })
      // The due date is a day back: pauses have grown by then. Within the first hour it is a minute.
      await store.database.query(
        "update almara_checkout set due_at = now() - interval '10 minutes', next_check_at = now() where id = $1",
        [order.checkoutId],
      )
      const again = await eventually(
        () => checkoutRow(store, order.checkoutId),
        (seen) => seen.checks > row.checks && seen.leased_by === null,
      )
      expect(again.next_check_at.getTime() - again.last_check_at.getTime()).toBeLessThanOrEqual(61_000)
      expect([again.closed_at, await statusOf(order), await linesOf(order, "kept")]).toEqual([
        null,
        "pending",
        [{ reason: "callback_waits" }],
      ])
      await payInSilence(order)
      await makeDue(store, order.checkoutId)
      await untilState(store, order.checkoutId, "paid")
    },
  )

  it("a signed callback says declined and was given up: it is canceled", async () => {
    const order = await placeWaiting()
    await leaveCallback(order, { state: "dead", status: 3 })
    await passDueDate(store, order.checkoutId)
    await eventually(
      () => statusOf(order),
      (status) => status === "canceled",
    )
    expect(
      (
        await store.database.query("select canceled_by, canceling_at, revision from almara_order where id = $1", [
          order.orderId,
        ])
      ).rows,
    ).toEqual([{ canceled_by: "scheduler", canceling_at: null, revision: 1 }])
  })
})

describe("an order's deadline", () => {
  const deadline = (order: WaitingOrder, pay_by: unknown) => post(`/orders/${order.orderId}/deadline`, { pay_by })
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

  it("is that of its first attempt, for every attempt and session, until the merchant moves it", async () => {
    const order = await placeWaitingOrder(store)
    const first = await checkoutRow(store, order.checkoutId)
    expect((await store.admin(`/admin/almara/orders/${order.orderId}`)).body.order).toEqual({
      id: order.orderId,
      is_kept: false,
      pay_by: null,
      deadline: first.due_at.toISOString(),
      owes: true,
      outstanding_amount: "7000",
      currency_code: "kes",
      may_make_link: true,
      may_send_email: false,
      payment_links: [],
      reminders: [],
    })
    await decline(order)
    await tryAgain(store, order.paymentSessionId)
    const second = await ledgerRow(store, order.paymentSessionId)
    expect([second.attempt, second.due_at]).toEqual([2, first.due_at])
  })

  it("is not that of an attempt from before, when Medusa had rolled the completion of the same cart back", async () => {
    const order = await placeWaitingOrder(store)
    const before = {
      id: `before_${order.checkoutId}`,
      attempt: 0,
      merchant_request_id: `before_${order.merchantRequestId}`,
      checkout_reference: `before_${order.checkoutId}`,
      state: "expired",
    }
    await store.database.query(
      `insert into almara_checkout select (jsonb_populate_record(null::almara_checkout, to_jsonb(c) || $2 || jsonb_build_object('created_at', now() - interval '3 hours', 'due_at', now() - interval '2 hours', 'closed_at', now(), 'next_check_at', null))).*
       from almara_checkout c where id = $1`,
      [order.checkoutId, before],
    )
    const { due_at } = await checkoutRow(store, order.checkoutId)
    expect((await store.admin(`/admin/almara/orders/${order.orderId}`)).body.order.deadline).toBe(due_at.toISOString())
  })

  it("is none of an order that is not ours to cancel: its customer opens another page whenever they like", async () => {
    const order = await placeDraftOrder(store)
    await passDueDate(store, order.checkoutId)
    await untilKept(order, "not_ours")
    await untilState(store, order.checkoutId, "expired")
    expect((await store.admin(`/admin/almara/orders/${order.orderId}`)).body.order).toMatchObject({
      deadline: null,
      owes: true,
    })
    expect((await tryAgain(store, order.paymentSessionId)).status).toBe(200)
    expect((await ledgerRow(store, order.paymentSessionId)).state).toBe("open")
  })

  it("is moved: the page ends, the order stays and is paid by another one; after it, it is canceled", async () => {
    const [order, left] = [await placeWaitingOrder(store), await placeWaitingOrder(store)]
    for (const one of [order, left]) {
      const until = inHours(48)
      expect(await deadline(one, until)).toMatchObject({
        status: 200,
        body: { order: { pay_by: until, deadline: until, is_kept: false } },
      })
      await passDueDate(store, one.checkoutId)
      await untilKept(one, "not_due")
      await untilState(store, one.checkoutId, "expired")
      expect([await statusOf(one), await linesOf(one, "deadline")]).toEqual(["pending", [{ pay_by: until }]])
      expect(store.output()).not.toMatch(new RegExp(`event=checkout.expired.*${one.orderId}`))
    }
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "canceled",
      can_retry: true,
      checkout_url: null,
    })
    expect((await tryAgain(store, order.paymentSessionId)).status).toBe(200)
    const second = await ledgerRow(store, order.paymentSessionId)
    // A time of its own, an hour, within the order's.
    expect(Math.abs(second.due_at.getTime() - second.created_at.getTime() - 3_600_000)).toBeLessThan(1_000)
    await gateway.decide(second.merchant_request_id, { outcome: "paid" })
    await untilState(store, second.id, "paid")

    await store.database.query("update almara_order set pay_by = now() - interval '3 minutes' where id = $1", [
      left.orderId,
    ])
    await store.database.query(
      "update order_cart set created_at = created_at - interval '9 days' where order_id = $1",
      [left.orderId],
    )
    expect((await tryAgain(store, left.paymentSessionId)).status).toBe(400)
    await passTime(store, "31 seconds")
    await eventually(
      () => statusOf(left),
      (status) => status === "canceled",
      100_000,
    )
    await eventually(
      async () => store.output(),
      (log) => new RegExp(`event=checkout.expired.*${left.orderId}`).test(log),
    )
  })

  it("is taken away: the order waits, neither expiry nor sweep cancels it, and it can be paid", async () => {
    const order = await placeWaitingOrder(store)
    expect(await deadline(order, null)).toMatchObject({
      status: 200,
      body: { order: { pay_by: null, deadline: null, is_kept: true } },
    })
    await passDueDate(store, order.checkoutId)
    await untilKept(order, "kept")
    await untilState(store, order.checkoutId, "expired")
    const abandoned = await abandon(store, await placeWaitingOrder(store))
    await store.database.query(
      "update order_cart set created_at = created_at - interval '2 hours' where order_id = any($1)",
      [[order.orderId, abandoned.orderId]],
    )
    await passTime(store, "31 seconds")
    await eventually(
      () => statusOf(abandoned),
      (status) => status === "canceled",
      100_000,
    )
    expect(await statusOf(order)).toBe("pending")
    expect((await tryAgain(store, order.paymentSessionId)).status).toBe(200)
  })

  it("a second session of an order whose time is over gets no page", async () => {
    const order = await placeWaitingOrder(store)
    await decline(order)
    const { body } = await store.shop(`/store/payment-collections/${order.paymentCollectionId}/payment-sessions`, {
      method: "POST",
      body: { provider_id: "pp_almara_almara" },
    })
    await store.database.query("update almara_checkout set due_at = now() - interval '1 second' where id = $1", [
      order.checkoutId,
    ])
    const answer = await tryAgain(store, body.payment_collection.payment_sessions[0].id)
    expect([answer.status, answer.body.message]).toEqual([
      400,
      "The time for this payment is over. Please order again.",
    ])
  })

  it.each([undefined, "tomorrow", "2026-12-01", 5, ""])(
    "%p is refused with a sentence that says what to do",
    async (pay_by) => {
      const order = { orderId: "order_any" } as WaitingOrder
      const { status, body } = await deadline(order, pay_by)
      expect([status, body.message]).toEqual([400, expect.stringMatching(/2026-12-01T18:00:00\+03:00.*or null/)])
    },
  )

  it("a moment that is over, an order that is canceled and one that is not there are refused", async () => {
    const order = await placeWaitingOrder(store)
    expect(await deadline(order, inHours(-1))).toMatchObject({ status: 400, body: { code: "deadline_is_past" } })
    await store.database.query("update almara_order set canceling_at = now() where id = $1", [order.orderId])
    expect(await deadline(order, null)).toMatchObject({ status: 409, body: { code: "busy" } })
    await store.admin(`/admin/orders/${order.orderId}/cancel`, { method: "POST", body: {} })
    expect(await deadline(order, inHours(1))).toMatchObject({ status: 400, body: { code: "order_not_waiting" } })
    expect(await deadline({ ...order, orderId: "order_none" }, null)).toMatchObject({
      status: 404,
      body: { code: "no_such_order" },
    })
  })
})

describe("an order that was paid in another way", () => {
  const say = (order: WaitingOrder, note: unknown = "in cash at the counter") =>
    post(`/orders/${order.orderId}/paid-otherwise`, { note })
  const credit = (order: WaitingOrder) =>
    store.admin(`/admin/orders/${order.orderId}/credit-lines`, {
      method: "POST",
      body: { amount: 10, reference: "goodwill", reference_id: "1" },
    })

  it("is paid with its balance, its page is closed, and what the page brings later is held as paid twice", async () => {
    const order = await placeWaitingOrder(store)
    await credit(order)
    expect(await say(order)).toMatchObject({ status: 200, body: { order: { owes: false, deadline: null } } })
    const paid = await orderOf(store, order.orderId)
    expect(paid).toMatchObject({
      payment_status: "captured",
      transactions: [{ amount: 6990 }],
      summary: { pending_difference: 0 },
    })
    expect(paid.payment_collections).toMatchObject([
      { status: "completed", payment_sessions: [{ provider_id: "pp_system_default" }] },
    ])
    expect(await checkoutRow(store, order.checkoutId)).toMatchObject({ state: "canceled", closed_at: expect.any(Date) })
    expect(await linesOf(order, "paid_otherwise")).toEqual([{ note: "in cash at the counter" }])
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "paid",
      reason: "order_paid",
      amount: "6990",
      checkout_url: null,
      can_retry: false,
    })
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, order.checkoutId, "twice")
    expect((await orderOf(store, order.orderId)).transactions).toHaveLength(1)
    expect(store.output()).not.toMatch(new RegExp(`event=checkout.expired.*${order.orderId}`))
  })

  it("is not, and nothing is changed, while Almara cannot be asked, has the money, or a callback says so", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.behave({ checkStatus: { mode: "error", status: 503 } })
    expect(await say(order)).toMatchObject({ status: 400, body: { code: "cannot_check" } })
    await gateway.behave({ checkStatus: { mode: "ok" } })
    await leaveCallback(order, { state: "dead", status: 4 })
    expect(await say(order)).toMatchObject({ status: 400, body: { code: "callback_says_paid" } })
    expect(await orderOf(store, order.orderId)).toMatchObject({
      payment_status: "awaiting",
      transactions: [],
      payment_collections: [{ payment_sessions: [{ id: order.paymentSessionId }] }],
    })
    await payInSilence(order)
    expect(await say(order)).toMatchObject({ status: 400, body: { code: "almara_has_money" } })
    await untilState(store, order.checkoutId, "paid")
    expect(await say(order)).toMatchObject({ status: 400, body: { code: "nothing_owed" } })
    expect((await orderOf(store, order.orderId)).transactions).toHaveLength(1)
  })

  it("is one whose wrong money went back, and still not while other money for it is held", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 6999 })
    await expectHeld(store, order.checkoutId, "amount")
    expect(await say(order)).toMatchObject({ status: 400, body: { code: "almara_has_money" } })
    expect(
      (await post(`/checkouts/${order.checkoutId}/resolve`, { action: "refunded", note: "sent back by bank" })).status,
    ).toBe(200)
    expect(await say(order)).toMatchObject({ status: 200, body: { order: { owes: false } } })
    expect(await orderOf(store, order.orderId)).toMatchObject({
      payment_status: "captured",
      transactions: [{ amount: 7000 }],
    })
  })

  it("is not one that owes nothing, as all was asked back before anybody paid: nothing is changed", async () => {
    const order = await placeWaitingOrder(store)
    await fulfill(order)
    for (const { id } of await itemsOf(store, order.orderId)) await returnItem(store, order.orderId, id)
    expect(await owedBy(store, order.orderId)).toBe(0)
    const sessions = () =>
      store.database.query("select * from payment_session where payment_collection_id = $1", [
        order.paymentCollectionId,
      ])
    const { rows } = await sessions()
    expect(rows.map(({ id }) => id)).toEqual([order.paymentSessionId])
    expect(await say(order)).toMatchObject({ status: 400, body: { code: "nothing_owed" } })
    expect((await sessions()).rows).toEqual(rows)
  })

  it("can be said again where a process died after it had closed the session", async () => {
    const order = await placeWaitingOrder(store)
    await store.database.query("delete from payment_session where id = $1", [order.paymentSessionId])
    await store.database.query("update almara_order set revision = revision + 1, canceling_at = now() where id = $1", [
      order.orderId,
    ])
    expect(await say(order)).toMatchObject({ status: 409, body: { code: "busy" } })
    await store.database.query("update almara_order set canceling_at = now() - interval '61 seconds' where id = $1", [
      order.orderId,
    ])
    expect((await say(order)).status).toBe(200)
    expect((await orderOf(store, order.orderId)).payment_status).toBe("captured")
  })

  it.each([undefined, "", " ab ", "x".repeat(501), 7])("%p is no word on how, and refused", async (note) => {
    const { status, body } = await post("/orders/order_any/paid-otherwise", { note })
    expect([status, body.message]).toEqual([400, expect.stringMatching(/Say how it was paid/)])
  })

  it("is one that another provider holds money for: that must be captured, not said", async () => {
    const cart = await fillCart(store)
    await chooseOtherProvider(store, cart.paymentCollectionId)
    const { body } = await completeCart(store, cart.id)
    expect(await say({ orderId: body.order.id } as WaitingOrder)).toMatchObject({
      status: 400,
      body: { code: "other_provider_has_money" },
    })
  })
})

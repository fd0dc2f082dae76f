import { DEALT_WITH, shopperSentence } from "../src/core/views/shopper-texts"
import { watchBoundaries, type Boundaries } from "./setup/boundaries"
import { passTime } from "./setup/clock"
import { copyOfTemplate } from "./setup/database"
import { expectHeld, expectPaidOnce, expectUnpaid } from "./setup/expectations"
import {
  beginPayment,
  checkoutOf,
  checkoutRow,
  choosePayment,
  completeCart,
  eventually,
  ledgerRow,
  makeDue,
  orderIdOf,
  orderOf,
  placeWaitingOrder,
  tryAgain,
  untilState,
  type BegunPayment,
  type WaitingOrder,
} from "./setup/shopper"
import { migrateStore, startStore, type RunningStore } from "./setup/store"
import { withGateway } from "./setup/with-store"

/** Money that a person has closed stays closed at every endpoint, and what it was paid for is still owed. */

const gateway = withGateway()
let store: RunningStore

const resolve = (checkoutId: string, action = "refunded", at = store) =>
  at.admin(`/admin/almara/checkouts/${checkoutId}/resolve`, {
    method: "POST",
    body: { action, note: "sent back by bank" },
  })
const checkStatus = (orderId: string, paymentSessionId: string) =>
  store.admin(`/admin/orders/${orderId}/payment-sessions/authorize`, {
    method: "POST",
    body: { payment_session_id: paymentSessionId },
  })
const settlementOf = async (checkoutId: string) =>
  (
    await store.database.query("select taken_at, closed_at, closed_as from almara_settlement where checkout_id = $1", [
      checkoutId,
    ])
  ).rows
const paymentsOf = async ({ paymentCollectionId }: BegunPayment): Promise<number> =>
  (
    await store.database.query(
      "select count(*)::int as count from payment where payment_collection_id = $1 and deleted_at is null",
      [paymentCollectionId],
    )
  ).rows[0].count

const OPEN = [expect.objectContaining({ closed_at: null, closed_as: null })]
const CLOSED = [expect.objectContaining({ closed_at: expect.any(Date), closed_as: "refunded" })]

describe("pay first", () => {
  let boundaries: Boundaries

  let place: { almaraUrl: string; database: string; environment: Record<string, string> }

  beforeAll(async () => {
    boundaries = watchBoundaries()
    place = {
      almaraUrl: gateway.url,
      database: await copyOfTemplate(),
      environment: { ALMARA_PLACEMENT: "pay_first", MEDUSA_LOCKS: "postgres" },
    }
    await migrateStore(place)
    store = await startStore({ ...place, environment: { ...place.environment, ...boundaries.environment } })
  })

  afterAll(async () => {
    await store?.stop()
    boundaries?.forget()
  })

  // Not the stock: Medusa reserves it beside other steps, and where one of those fails it may stop half-way
  // (docs/medusa-upstream.md, 25).
  const ship = (cart: BegunPayment, isPossible: boolean) =>
    store.database.query(
      "update cart_shipping_method set deleted_at = case when $2 then null else now() end where cart_id = $1",
      [cart.id, isPossible],
    )
  const isTakenLongAgo = (checkoutId: string) =>
    store.database.query(
      "update almara_settlement set taken_at = now() - interval '3 minutes' where checkout_id = $1",
      [checkoutId],
    )

  /** Its money is there, and nothing could be sent for a moment. */
  async function holdUnplaceable(): Promise<BegunPayment> {
    const cart = await beginPayment(store, "pay_first")
    await ship(cart, false)
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, cart.checkoutId, "unplaceable")
    await ship(cart, true)
    return cart
  }

  /** The same, and Medusa has captured the money before it took its order back. */
  async function holdCaptured(): Promise<BegunPayment> {
    await store.database.query(`
      create or replace function spec_no_books() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$;
      create or replace trigger spec_no_books before insert on order_transaction for each row execute function spec_no_books()`)
    const cart = await beginPayment(store, "pay_first")
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await eventually(
      () => paymentsOf(cart),
      (count) => count === 1,
    )
    await untilState(store, cart.checkoutId, "received")
    await ship(cart, false)
    await makeDue(store, cart.checkoutId)
    await expectHeld(store, cart.checkoutId, "unplaceable")
    // The callback's next try would place the order as soon as there is stock.
    await store.database.query("update almara_callback set state = 'done', next_try_at = null where checkout_id = $1", [
      cart.checkoutId,
    ])
    await expectHeld(store, cart.checkoutId, "unplaceable")
    await store.database.query("drop trigger spec_no_books on order_transaction")
    await ship(cart, true)
    return cart
  }

  async function expectNoOrder(cart: BegunPayment): Promise<void> {
    const { status, body } = await completeCart(store, cart.id)
    expect([status, body.message]).toEqual([400, DEALT_WITH])
    expect(await orderIdOf(store, cart)).toBeUndefined()
    expect((await checkoutRow(store, cart.checkoutId)).state).toBe("resolved")
  }

  async function payAnew(cart: BegunPayment): Promise<void> {
    const session = await choosePayment(store, cart.paymentCollectionId)
    expect(session).not.toBe(cart.paymentSessionId)
    const { id, merchant_request_id } = await ledgerRow(store, session)
    await gateway.decide(merchant_request_id, { outcome: "paid" })
    await untilState(store, id, "paid")
    const order = await orderOf(store, (await orderIdOf(store, cart)) ?? "none")
    expect([order.payment_status, order.summary.paid_total, order.transactions.length]).toEqual(["captured", 7000, 1])
    expect([await settlementOf(cart.checkoutId), await settlementOf(id)]).toEqual([CLOSED, OPEN])
  }

  it("it could be placed again, and the cart is completed: no order, no payment, a new one is possible", async () => {
    const cart = await holdUnplaceable()
    expect((await resolve(cart.checkoutId)).status).toBe(200)
    expect(await settlementOf(cart.checkoutId)).toEqual(CLOSED)
    await expectNoOrder(cart)
    await expectUnpaid(store, cart)
    expect(await checkoutOf(store, cart.paymentSessionId)).toMatchObject({
      status: "canceled",
      reason: "dealt_with",
      checkout_url: null,
      can_retry: false,
    })
    await payAnew(cart)
  })

  it("nor does the provider call it captured, also to a caller past the cart's endpoint", async () => {
    const cart = await holdUnplaceable()
    expect((await resolve(cart.checkoutId)).status).toBe(200)
    await store.database.query("update payment_session set status = 'pending_authorization' where id = $1", [
      cart.paymentSessionId,
    ])
    const { status, body } = await checkStatus("order_none", cart.paymentSessionId)
    expect([status, body.message]).toEqual([400, DEALT_WITH])
    await expectUnpaid(store, cart)
  })

  it("a payment that Medusa had made of it before becomes no order", async () => {
    const cart = await holdCaptured()
    expect(await resolve(cart.checkoutId)).toMatchObject({ status: 409, body: { code: "being_placed" } })
    expect(await settlementOf(cart.checkoutId)).toEqual(OPEN)
    await isTakenLongAgo(cart.checkoutId)
    expect((await resolve(cart.checkoutId)).status).toBe(200)
    expect(
      (
        await store.database.query("select 1 from payment_session where id = $1 and deleted_at is null", [
          cart.paymentSessionId,
        ])
      ).rows,
    ).toEqual([])
    await expectNoOrder(cart)
    expect(await settlementOf(cart.checkoutId)).toEqual(CLOSED)
    await payAnew(cart)
  })

  it("nor does it where the process died before it removed that payment's session", async () => {
    const cart = await holdCaptured()
    await store.database.query(
      "update almara_settlement set closed_at = now(), closed_as = 'refunded' where checkout_id = $1",
      [cart.checkoutId],
    )
    await store.database.query("update almara_checkout set state = 'resolved', next_check_at = null where id = $1", [
      cart.checkoutId,
    ])
    await expectNoOrder(cart)
  })

  it("nor does settle place it, where it was closed after settle had decided to and before it does", async () => {
    const cart = await holdCaptured()
    boundaries.haltNextAt(cart.checkoutId, "settle/apply-decision:before")
    const checked = store.admin(`/admin/almara/checkouts/${cart.checkoutId}/settle`, { method: "POST", body: {} })
    await boundaries.untilHalted([cart.checkoutId])
    // The claim of a process that stands for so long has run out, and the one that closed it died before it removed the
    // session.
    await store.database.query(
      "update almara_settlement set closed_at = now(), closed_as = 'refunded' where checkout_id = $1",
      [cart.checkoutId],
    )
    await store.database.query(
      "update almara_checkout set state = 'resolved', next_check_at = null, leased_by = null, leased_until = null where id = $1",
      [cart.checkoutId],
    )
    boundaries.goOn(cart.checkoutId)
    await checked
    expect(await orderIdOf(store, cart)).toBeUndefined()
    await expectNoOrder(cart)
  })

  it("who completes the cart with such a payment has it: it cannot be closed meanwhile", async () => {
    const cart = await holdCaptured()
    await isTakenLongAgo(cart.checkoutId)
    const [completed, resolved] = await Promise.all([
      completeCart(store, cart.id),
      new Promise((wait) => setTimeout(wait, 20)).then(() => resolve(cart.checkoutId)),
    ])
    await expectOneOfBoth(cart, completed, resolved)
  })

  async function expectOneOfBoth(
    cart: BegunPayment,
    completed: { status: number; body: any },
    resolved: { status: number },
  ): Promise<"completed" | "resolved"> {
    if (resolved.status === 200) {
      expect(completed.status).toBe(400)
      expect(await orderIdOf(store, cart)).toBeUndefined()
      expect(await untilState(store, cart.checkoutId, "resolved")).toMatchObject({ order_id: null })
      expect(await settlementOf(cart.checkoutId)).toEqual(CLOSED)
      return "resolved"
    }
    expect([400, 409]).toContain(resolved.status)
    expect([completed.status, completed.body.type]).toEqual([200, "order"])
    await untilState(store, cart.checkoutId, "paid")
    await expectPaidOnce(store, await orderIdOf(store, cart))
    expect(await settlementOf(cart.checkoutId)).toEqual(OPEN)
    return "completed"
  }

  /** Another run is at the checkout for so long. */
  const claim = (checkoutId: string, interval: string) =>
    store.database.query(
      "update almara_checkout set leased_by = 'another run', leased_until = now() + $2::interval where id = $1",
      [checkoutId, interval],
    )

  it("completed while another run is at the checkout: settled as soon as that one is done", async () => {
    const cart = await holdUnplaceable()
    await claim(cart.checkoutId, "2 seconds")
    expect((await completeCart(store, cart.id)).body.type).toBe("order")
    await untilState(store, cart.checkoutId, "paid")
    await expectPaidOnce(store, await orderIdOf(store, cart))
  })

  it("completed, and nobody was told: the sweep settles it", async () => {
    const cart = await holdUnplaceable()
    expect((await completeCart(store, cart.id)).body.type).toBe("order")
    await untilState(store, cart.checkoutId, "paid")
    await store.database.query(
      "update almara_checkout set state = 'held', hold_reason = 'unplaceable', order_id = null where id = $1",
      [cart.checkoutId],
    )
    await passTime(store, "31 seconds")
    const { order_id } = await untilState(store, cart.checkoutId, "paid")
    expect(order_id).toBe(await orderIdOf(store, cart))
    await expectPaidOnce(store, order_id)
  })

  describe("and a second process, with Medusa's lock in Postgres", () => {
    let other: RunningStore

    beforeAll(async () => {
      other = await startStore({ ...place, jobs: "as in production" })
    })

    afterAll(() => other?.stop())

    it("completed and closed at one moment: it is one of both, ten times, in one process and in two", async () => {
      for (let round = 0; round < 10; round += 1) {
        const cart = await holdUnplaceable()
        const late = new Promise((wait) => setTimeout(wait, round * 25))
        const [completed, resolved] = await Promise.all([
          completeCart(store, cart.id),
          late.then(() => resolve(cart.checkoutId, "refunded", round % 2 === 0 ? store : other)),
        ])
        if ((await expectOneOfBoth(cart, completed, resolved)) === "resolved") await expectUnpaid(store, cart)
      }
    })

    it("two persons at once: one wins", async () => {
      const cart = await holdUnplaceable()
      const answers = await Promise.all([
        resolve(cart.checkoutId, "refunded"),
        resolve(cart.checkoutId, "dismiss", other),
      ])
      const winner = answers.findIndex(({ status }) => status === 200)
      expect(answers.map(({ status }) => status).sort()).toEqual([200, expect.any(Number)])
      expect([400, 409]).toContain(answers[1 - winner]?.status)
      const action = winner === 0 ? "refunded" : "dismiss"
      const { rows } = await store.database.query(
        "select detail->>'action' as action from almara_checkout_event where checkout_id = $1 and kind = 'resolved'",
        [cart.checkoutId],
      )
      expect(rows).toEqual([{ action }])
      expect(await settlementOf(cart.checkoutId)).toEqual([
        expect.objectContaining({ closed_at: expect.any(Date), closed_as: action }),
      ])
    })
  })
})

describe("order first", () => {
  beforeAll(async () => {
    store = await startStore({ almaraUrl: gateway.url })
  })

  afterAll(() => store?.stop())

  async function holdAmount(): Promise<WaitingOrder> {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 1 })
    await expectHeld(store, order.checkoutId, "amount")
    return order
  }

  it("an order whose wrong money went back still owes: a new session pays it, the old one refuses", async () => {
    const order = await holdAmount()
    expect((await resolve(order.checkoutId)).status).toBe(200)
    const asked = await checkStatus(order.orderId, order.paymentSessionId)
    expect([asked.status, asked.body.message]).toEqual([422, DEALT_WITH])
    await expectUnpaid(store, { paymentCollectionId: order.paymentCollectionId })
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "canceled",
      reason: "dealt_with",
      checkout_url: null,
      can_retry: true,
    })

    const opened = await tryAgain(store, order.paymentSessionId)
    const session = opened.body.checkout?.payment_session_id
    expect((await tryAgain(store, order.paymentSessionId)).body).toEqual(opened.body)
    expect(session).not.toBe(order.paymentSessionId)
    expect([opened.status, opened.body.checkout]).toEqual([
      200,
      expect.objectContaining({ status: "open", amount: "7000", checkout_url: expect.stringContaining("http") }),
    ])
    const { id, merchant_request_id } = await ledgerRow(store, session)
    await gateway.decide(merchant_request_id, { outcome: "paid" })
    await untilState(store, id, "paid")
    await expectPaidOnce(store, order.orderId)

    expect(await tryAgain(store, order.paymentSessionId)).toMatchObject({
      status: 400,
      body: { message: shopperSentence("order_paid") },
    })
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "paid", can_retry: false })
    expect(await checkoutRow(store, order.checkoutId)).toMatchObject({ state: "resolved" })
    expect(await settlementOf(id)).toEqual(OPEN)
  })

  it("a canceled order owes nothing more", async () => {
    const order = await holdAmount()
    expect((await resolve(order.checkoutId)).status).toBe(200)
    expect((await store.admin(`/admin/orders/${order.orderId}/cancel`, { method: "POST", body: {} })).status).toBe(200)
    const { status, body } = await store.shop(
      `/store/payment-collections/${order.paymentCollectionId}/payment-sessions`,
      { method: "POST", body: { provider_id: "pp_almara_almara" } },
    )
    expect([status, body.message]).toEqual([400, expect.stringMatching(/order was canceled/)])
  })

  it("the order's cart, completed once more, answers with the order, whatever was closed", async () => {
    const order = await holdAmount()
    expect((await resolve(order.checkoutId)).status).toBe(200)
    const { status, body } = await completeCart(store, order.id)
    expect([status, body.type, body.order?.id]).toEqual([200, "order", order.orderId])
  })
})

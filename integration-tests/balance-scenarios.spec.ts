import { setTimeout as pause } from "node:timers/promises"
import type { HoldReason } from "../src/core/checkout/hold-reasons"
import { shopperSentence } from "../src/core/views/shopper-texts"
import { findCanceledPaidOrders } from "../src/modules/almara/jobs/abandoned-orders"
import { BookWalk } from "../src/modules/almara/jobs/books"
import { passTime, stopSweep } from "./setup/clock"
import { connectionTo } from "./setup/connection"
import { expectHeld, expectUnpaid } from "./setup/expectations"
import {
  bookedOn,
  addCollection,
  claim,
  collectionsOf,
  credit,
  editDown,
  editUp,
  exchange,
  fulfill,
  itemsOf,
  markAsPaid,
  owedBy,
  refund,
  reprice,
  returnItem,
} from "./setup/merchant"
import { linkFor, look, press } from "./setup/payment-link"
import { chooseOtherProvider, offerOtherProvider } from "./setup/other-orders"
import {
  checkoutOf,
  checkoutRow,
  choosePayment,
  completeCart,
  eventually,
  fillCart,
  ledgerRow,
  makeDue,
  orderOf,
  placeWaitingOrder,
  tryAgain,
  untilState,
  type WaitingOrder,
} from "./setup/shopper"
import { withStore } from "./setup/with-store"

/**
 * What a merchant does to an order, from its change to the books: what it owes then is asked, and what is too much is
 * in sight. The three shirts cost 7,000.
 */

const { gateway, store } = withStore({ environment: { ALMARA_REFUNDS: "manual" } })

beforeEach(() => stopSweep(store))

afterEach(() => mendBooks("payment"))

/** An order of 2,500 that its second attempt has paid, and the first one, which used the same session. */
async function paidBySecondAttempt(): Promise<WaitingOrder> {
  const order = await placeWaitingOrder(store, ["SHRT-BLK-XL-9981"])
  const { request } = await gateway.checkout(order.merchantRequestId)
  await fetch(request.checkoutCancelUrl, { method: "POST", redirect: "manual" })
  await untilState(store, order.checkoutId, "canceled")
  expect((await tryAgain(store, order.paymentSessionId)).status).toBe(200)
  await payAttempt((await ledgerRow(store, order.paymentSessionId)).id)
  return order
}

const casesOf = async (orderId: string): Promise<any[]> =>
  (await store.admin("/admin/almara/checkouts?state=needs_attention&limit=100")).body.checkouts.filter(
    (checkout: any) => checkout.order_id === orderId,
  )

async function payAttempt(checkoutId: string): Promise<any> {
  await gateway.decide((await checkoutRow(store, checkoutId)).merchant_request_id, { outcome: "paid" })
  return untilState(store, checkoutId, "paid")
}

async function paidOrder(skus?: string[]): Promise<WaitingOrder> {
  const order = await placeWaitingOrder(store, skus)
  await payAttempt(order.checkoutId)
  return order
}

/** A paid order that was sent, and one of its items, the dearest. */
async function sentOrder(): Promise<{ order: WaitingOrder; item: { id: string; unit_price: number } }> {
  const order = await paidOrder()
  await fulfill(store, order.orderId)
  return { order, item: (await itemsOf(store, order.orderId))[0]! }
}

describe("too much was paid, and the sentence says why", () => {
  async function expectCase(order: WaitingOrder, reason: string, words: string): Promise<number> {
    const [one, ...others] = await eventually(
      () => casesOf(order.orderId),
      (cases) => cases.length > 0,
    )
    const owed = await owedBy(store, order.orderId)
    expect(owed).toBeLessThan(0)
    expect([one, others]).toEqual([
      expect.objectContaining({
        id: order.checkoutId,
        state: "paid",
        hold_reason: reason,
        outstanding_amount: String(owed),
      }),
      [],
    ])
    expect(one.outcome.sentence).toContain(words)
    return owed
  }

  it("a return: once it is received, until the refund is booked", async () => {
    const { order, item } = await sentOrder()
    const receive = await returnItem(store, order.orderId, item.id)
    // Medusa takes off what is to come back as soon as it is asked for.
    await expectCase(order, "overpaid_return", "goods came back, or are on their way back")
    await receive()
    expect(await expectCase(order, "overpaid_return", "once you have them")).toBe(-item.unit_price)
    await refund(store, order.orderId, item.unit_price)
    await checkoutOf(store, order.paymentSessionId)
    expect([
      await owedBy(store, order.orderId),
      await bookedOn(store, order.orderId),
      await casesOf(order.orderId),
    ]).toEqual([0, [7000, -item.unit_price], []])
  })

  it("a claim that is made good in money", async () => {
    const { order, item } = await sentOrder()
    await claim(store, order.orderId, item.id)
    await expectCase(order, "overpaid_claim", "a claim was granted")
  })

  it("an exchange for something cheaper", async () => {
    const { order, item } = await sentOrder()
    await exchange(store, order.orderId, item.id, 100)
    await expectCase(order, "overpaid_exchange", "exchanged for cheaper ones")
  })

  it("an edit", async () => {
    const order = await paidOrder()
    await editDown(store, order.orderId, [(await itemsOf(store, order.orderId))[0]!.id])
    await expectCase(order, "overpaid", "the order was changed")
  })

  it("and is over where it is given as store credit: a credit line that the order asks for", async () => {
    const order = await paidOrder()
    await editDown(store, order.orderId, [(await itemsOf(store, order.orderId))[0]!.id])
    const owed = await expectCase(order, "overpaid", "the order was changed")
    await credit(store, order.orderId, owed)
    await checkoutOf(store, order.paymentSessionId)
    expect([await owedBy(store, order.orderId), await casesOf(order.orderId)]).toEqual([0, []])
  })
})

describe("what a person marked as refunded is not asked for again", () => {
  const close = async (checkoutId: string, action: "refunded" | "dismiss" = "refunded") => {
    const body = { action, note: "sent back by bank" }
    expect((await store.admin(`/admin/almara/checkouts/${checkoutId}/resolve`, { method: "POST", body })).status).toBe(
      200,
    )
  }
  /** The order's only case as it is now; undefined where there is none. */
  const caseOf = async ({ orderId, paymentSessionId }: WaitingOrder) => {
    await checkoutOf(store, paymentSessionId)
    const [one, ...others] = await casesOf(orderId)
    expect(others).toEqual([])
    return one && { sums: one.attention.amounts, owed: one.outstanding_amount, sentence: one.outcome.sentence }
  }
  const whole = (amount: string) => ({
    sums: { amount },
    owed: `-${amount}`,
    sentence: expect.not.stringContaining("marked as refunded"),
  })
  const rest = (amount: string, refunded: string, left: string) => ({
    sums: { amount, refunded_amount: refunded, left_amount: left },
    owed: `-${amount}`,
    sentence: expect.stringContaining(left === "0" ? "Check before you send more" : "is left to refund"),
  })

  /**
   * Paid 7,000, and its item of 2,500 was taken off. Another item is made cheaper by so much than it was; dearer by a
   * negative sum.
   */
  async function editedOrder(): Promise<{ order: WaitingOrder; cheaper: (by: number) => Promise<void> }> {
    const order = await paidOrder()
    const [dearest, other] = await itemsOf(store, order.orderId)
    await editDown(store, order.orderId, [dearest!.id])
    expect(await caseOf(order)).toEqual(whole("2500"))
    return { order, cheaper: (by) => reprice(store, order.orderId, other!.id, other!.unit_price - by) }
  }

  async function refundedOrder(): ReturnType<typeof editedOrder> {
    const edited = await editedOrder()
    await close(edited.order.checkoutId)
    expect(await caseOf(edited.order)).toBeUndefined()
    return edited
  }

  it("an edit down asks for what is left, and once that went back for no more", async () => {
    const { order, cheaper } = await refundedOrder()
    await cheaper(500)
    expect(await caseOf(order)).toEqual(rest("3000", "2500", "500"))
    await close(order.checkoutId)
    expect(await caseOf(order)).toBeUndefined()
    await cheaper(800)
    expect(await caseOf(order)).toEqual(rest("3300", "3000", "300"))
  })

  it("but what was dismissed went back to nobody", async () => {
    const { order, cheaper } = await editedOrder()
    await close(order.checkoutId, "dismiss")
    expect(await caseOf(order)).toBeUndefined()
    await cheaper(500)
    expect(await caseOf(order)).toEqual(whole("3000"))
  })

  it("a refund that is booked afterwards counts once", async () => {
    const { order, cheaper } = await refundedOrder()
    await refund(store, order.orderId, 2500)
    expect([await owedBy(store, order.orderId), await caseOf(order)]).toEqual([0, undefined])
    await cheaper(500)
    expect(await caseOf(order)).toEqual(whole("500"))
  })

  it("nor where it was booked before anybody saw that and the case was closed", async () => {
    const { order, cheaper } = await editedOrder()
    await refund(store, order.orderId, 2500)
    await close(order.checkoutId)
    await caseOf(order)
    await cheaper(500)
    expect(await caseOf(order)).toEqual(whole("500"))
  })

  it("what is booked may be that or more: where it cannot be told, nothing is asked for but a look", async () => {
    const { order, cheaper } = await refundedOrder()
    await cheaper(1500)
    expect(await caseOf(order)).toEqual(rest("4000", "2500", "1500"))
    await refund(store, order.orderId, 1500)
    expect(await caseOf(order)).toEqual(rest("2500", "2500", "0"))
    await close(order.checkoutId)
    expect(await caseOf(order)).toBeUndefined()
  })

  it("edited up and down again, it opens nothing; an edit below that asks for what is left", async () => {
    const { order, cheaper } = await refundedOrder()
    await cheaper(-2500)
    expect([await owedBy(store, order.orderId), await caseOf(order)]).toEqual([0, undefined])
    await cheaper(0)
    expect([await owedBy(store, order.orderId), await caseOf(order)]).toEqual([-2500, undefined])
    await cheaper(200)
    expect(await caseOf(order)).toEqual(rest("2700", "2500", "200"))
  })

  it("the order asks for that money again and the refund is booked: Medusa credits it, all begins anew", async () => {
    const { order, cheaper } = await refundedOrder()
    await cheaper(-2500)
    expect(await caseOf(order)).toBeUndefined()
    await refund(store, order.orderId, 2500)
    expect([await owedBy(store, order.orderId), await caseOf(order)]).toEqual([0, undefined])
    await cheaper(-2300)
    expect(await caseOf(order)).toEqual(whole("200"))
  })

  it("a case that was open is over where the order asks for so much again", async () => {
    const { order, cheaper } = await refundedOrder()
    await cheaper(500)
    expect(await caseOf(order)).toEqual(rest("3000", "2500", "500"))
    await cheaper(0)
    expect(await caseOf(order)).toBeUndefined()
  })

  it("on whichever payment of the order it was marked", async () => {
    const { order, cheaper } = await refundedOrder()
    await cheaper(-3000)
    const { body } = await tryAgain(store, order.paymentSessionId)
    expect(body.checkout).toMatchObject({ status: "open", amount: "500" })
    await payAttempt((await ledgerRow(store, body.checkout.payment_session_id)).id)
    await cheaper(0)
    expect([await owedBy(store, order.orderId), await caseOf(order)]).toEqual([-3000, rest("3000", "2500", "500")])
    const [second] = await casesOf(order.orderId)
    expect(second.id).not.toBe(order.checkoutId)
    await close(second.id)
    expect(await caseOf(order)).toBeUndefined()
  })
})

describe("what went back before the order was canceled is not asked for once more", () => {
  const closeCase = async (checkoutId: string) => {
    const body = { action: "refunded", note: "sent back by bank" }
    expect((await store.admin(`/admin/almara/checkouts/${checkoutId}/resolve`, { method: "POST", body })).status).toBe(
      200,
    )
  }
  const cancel = async (orderId: string) =>
    expect((await store.admin(`/admin/orders/${orderId}/cancel`, { method: "POST", body: {} })).status).toBe(200)
  /** What is held of the order once it is canceled, the oldest payment first. */
  const heldOf = async (orderId: string, count: number): Promise<any[]> =>
    (
      await eventually(
        () => casesOf(orderId),
        (cases) => cases.filter(({ state }) => state === "held").length === count,
      )
    )
      .reverse()
      .map(({ hold_reason, amount, refunded_amount, left_amount, outcome }) => {
        expect(hold_reason).toBe("order_canceled")
        expect(outcome.sentence.includes("is left to refund")).toBe(refunded_amount !== null)
        return { amount, refunded: refunded_amount, left: left_amount }
      })

  async function markedOrder(): Promise<WaitingOrder> {
    const order = await paidOrder()
    await editDown(store, order.orderId, [(await itemsOf(store, order.orderId))[0]!.id])
    await checkoutOf(store, order.paymentSessionId)
    await closeCase(order.checkoutId)
    return order
  }

  it("what a person had marked", async () => {
    const order = await markedOrder()
    await cancel(order.orderId)
    expect(await heldOf(order.orderId, 1)).toEqual([{ amount: "7000", refunded: "2500", left: "4500" }])
    const { body } = await store.admin(`/admin/almara/checkouts/${order.checkoutId}`)
    expect(body.checkout.outcome.sentence).toMatch(
      /then mark it as refunded\. But KES\s2,500\.00 of it was marked as refunded before: only KES\s4,500\.00 is left to refund\.$/,
    )
  })

  it("once, where that was booked in Medusa as well", async () => {
    const order = await markedOrder()
    await refund(store, order.orderId, 2500)
    await store.database.query(
      `with old as (update refund set created_at = created_at - interval '2 minutes' where payment_id in (select id from payment where payment_session_id = $1))
       update order_transaction set created_at = created_at - interval '2 minutes' where order_id = $2 and amount < 0`,
      [order.paymentSessionId, order.orderId],
    )
    await cancel(order.orderId)
    expect(await heldOf(order.orderId, 1)).toEqual([{ amount: "7000", refunded: "2500", left: "4500" }])
  })

  it("all of it: nobody has to look", async () => {
    const order = await paidOrder()
    await editDown(
      store,
      order.orderId,
      (await itemsOf(store, order.orderId)).map(({ id }) => id),
    )
    await checkoutOf(store, order.paymentSessionId)
    await closeCase(order.checkoutId)
    await cancel(order.orderId)
    expect(await findCanceledPaidOrders(await connectionTo(store), 100)).not.toContain(order.orderId)
    expect([await casesOf(order.orderId), (await checkoutRow(store, order.checkoutId)).state]).toEqual([[], "paid"])
  })

  it("of two payments no more than both have brought, the older one's first", async () => {
    const order = await markedOrder()
    await reprice(store, order.orderId, (await itemsOf(store, order.orderId))[0]!.id, 5300)
    const { body } = await tryAgain(store, order.paymentSessionId)
    const { amount } = body.checkout
    await payAttempt((await ledgerRow(store, body.checkout.payment_session_id)).id)
    await cancel(order.orderId)
    expect(await heldOf(order.orderId, 2)).toEqual([
      { amount: "7000", refunded: "2500", left: "4500" },
      { amount, refunded: null, left: null },
    ])
  })
})

describe("a page that was read before the case became another one", () => {
  const viewOf = async (checkoutId: string) =>
    (await store.admin(`/admin/almara/checkouts/${checkoutId}`)).body.checkout
  const decide = (checkoutId: string, seen?: string, action = "refunded") =>
    store.admin(`/admin/almara/checkouts/${checkoutId}/resolve`, {
      method: "POST",
      body: { action, note: "sent back by bank", ...(seen !== undefined && { case_version: seen }) },
    })
  const expectRefused = async (checkoutId: string, seen: string, action?: string) => {
    const before = await viewOf(checkoutId)
    const { status, body } = await decide(checkoutId, seen, action)
    expect([status, body.code]).toEqual([409, "case_changed"])
    expect(body.message).toMatch(/^This payment is about something else by now/)
    expect(await viewOf(checkoutId)).toEqual(before)
  }

  async function overpaidOrder(): Promise<WaitingOrder & { seen: string }> {
    const order = await paidOrder()
    await editDown(store, order.orderId, [(await itemsOf(store, order.orderId))[0]!.id])
    await checkoutOf(store, order.paymentSessionId)
    return { ...order, seen: (await viewOf(order.checkoutId)).case_version }
  }

  it("closes no case of another sum", async () => {
    const { seen, ...order } = await overpaidOrder()
    const [other] = await itemsOf(store, order.orderId)
    await reprice(store, order.orderId, other!.id, other!.unit_price - 500)
    await checkoutOf(store, order.paymentSessionId)
    await expectRefused(order.checkoutId, seen)
    const { case_version, attention } = await viewOf(order.checkoutId)
    expect(attention.amounts.amount).toBe("3000")
    expect((await decide(order.checkoutId, case_version)).status).toBe(200)
    expect(await viewOf(order.checkoutId)).toMatchObject({ attention: null, case_version: null })
    expect((await decide(order.checkoutId, case_version)).body.code).toBe("not_held")
  })

  it("does not say of a canceled order that all went back; who sends no version is not asked", async () => {
    const { seen, ...order } = await overpaidOrder()
    expect((await store.admin(`/admin/orders/${order.orderId}/cancel`, { method: "POST", body: {} })).status).toBe(200)
    await untilState(store, order.checkoutId, "held")
    await expectRefused(order.checkoutId, seen)
    expect((await decide(order.checkoutId)).body.checkout.state).toBe("resolved")
  })

  it("puts aside, and accepts, no held money of another sum or reason", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 6000 })
    await expectHeld(store, order.checkoutId, "amount")
    const asAmount = (await viewOf(order.checkoutId)).case_version
    const check = () => store.admin(`/admin/almara/checkouts/${order.checkoutId}/settle`, { method: "POST", body: {} })
    await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 5000, callback: { send: false } })
    expect((await check()).body.checkout.received_amount).toBe("5000")
    await expectRefused(order.checkoutId, asAmount, "dismiss")
    await expectRefused(order.checkoutId, asAmount, "accept")
    const asLess = (await viewOf(order.checkoutId)).case_version
    const overrides = { checkoutCurrencyCode: 840, checkoutCurrencyName: "USD" }
    await gateway.decide(order.merchantRequestId, {
      outcome: "paid",
      amount: 5000,
      overrides,
      callback: { send: false },
    })
    expect((await check()).body.checkout.hold_reason).toBe("currency")
    await expectRefused(order.checkoutId, asLess, "dismiss")
    const { case_version } = await viewOf(order.checkoutId)
    expect((await decide(order.checkoutId, case_version, "dismiss")).body.checkout.state).toBe("resolved")
  })
})

it("the log says of a payment that it stands on its order, which may owe more by now", async () => {
  const order = await placeWaitingOrder(store)
  await editUp(store, order.orderId, 2500)
  await payAttempt(order.checkoutId)
  const lines = await eventually(
    async () =>
      store
        .output()
        .split("\n")
        .filter((line) => line.includes("event=checkout.paid") && line.includes(order.checkoutId)),
    (found) => found.length > 0,
  )
  expect([await owedBy(store, order.orderId), lines]).toEqual([
    2500,
    [expect.stringContaining("Almara confirmed the money, and it stands on the order.")],
  ])
})

describe("what an order asks for besides its cart", () => {
  it("a claim whose replacement costs more is paid", async () => {
    const { order, item } = await sentOrder()
    await claim(store, order.orderId, item.id, item.unit_price + 800)
    const { body } = await tryAgain(store, order.paymentSessionId)
    expect(body.checkout).toMatchObject({ status: "open", amount: "800" })
    await payAttempt((await ledgerRow(store, body.checkout.payment_session_id)).id)
    expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[7000, 800], 0])
  })

  it("a gift card pays a part of the cart: the rest is asked and booked, and nothing is open or too much", async () => {
    const cart = await fillCart(store)
    await store.database.query(
      `insert into credit_line (id, cart_id, reference, reference_id, amount, raw_amount) values ('cali_SPEC', $1, 'gift-card', 'GIFT-1', 1000, '{"value":"1000","precision":20}')`,
      [cart.id],
    )
    expect(
      (await store.shop(`/store/carts/${cart.id}`, { method: "POST", body: { email: "wanjiku@example.com" } })).status,
    ).toBe(200)
    const session = await choosePayment(store, cart.paymentCollectionId)
    const { body } = await completeCart(store, cart.id)
    expect(body.type).toBe("order")
    const { id, amount } = await ledgerRow(store, session)
    expect(amount).toBe("6000")
    await payAttempt(id)
    expect([
      await bookedOn(store, body.order.id),
      await owedBy(store, body.order.id),
      await casesOf(body.order.id),
    ]).toEqual([[6000], 0, []])
    expect((await orderOf(store, body.order.id)).payment_status).toBe("captured")
  })

  it("a payment collection that the merchant made: its part is paid there, and the rest on Medusa's own", async () => {
    const order = await paidOrder()
    await editUp(store, order.orderId, 2500)
    const own = await addCollection(store, order.orderId, 1000)
    const session = await choosePayment(store, own)
    const { body } = await tryAgain(store, session)
    expect(body.checkout).toMatchObject({ status: "open", amount: "1000", outstanding_amount: "2500" })
    await payAttempt((await ledgerRow(store, session)).id)
    expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[7000, 1000], 1500])
    const rest = (await tryAgain(store, session)).body.checkout
    expect(rest).toMatchObject({ status: "open", amount: "1500" })
    await payAttempt((await ledgerRow(store, rest.payment_session_id)).id)
    expect([
      await bookedOn(store, order.orderId),
      await owedBy(store, order.orderId),
      (await orderOf(store, order.orderId)).payment_status,
    ]).toEqual([[7000, 1000, 1500], 0, "captured"])
  })

  it("one that asks for more than the order owes gets a page for what is owed", async () => {
    const order = await paidOrder()
    await editUp(store, order.orderId, 300)
    const session = await choosePayment(store, await addCollection(store, order.orderId, 9000))
    expect((await tryAgain(store, session)).body.checkout).toMatchObject({ status: "open", amount: "300" })
  })
})

describe("one page at a time", () => {
  it("payment is chosen anew on a waiting order: the deleted session's page is outdated with the new one", async () => {
    const order = await placeWaitingOrder(store)
    const anew = await choosePayment(store, order.paymentCollectionId)
    expect((await tryAgain(store, anew)).body.checkout).toMatchObject({ status: "open", amount: "7000" })
    expect((await checkoutRow(store, order.checkoutId)).outdated_at).toEqual(expect.any(Date))
    expect((await ledgerRow(store, anew)).outdated_at).toBeNull()
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ payment_session_id: anew, status: "open" })
    await gateway.decide((await ledgerRow(store, anew)).merchant_request_id, { outcome: "declined", code: 1 })
    await untilState(store, (await ledgerRow(store, anew)).id, "failed")
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "failed", can_retry: true })
    expect((await tryAgain(store, order.paymentSessionId)).body.checkout).toMatchObject({
      payment_session_id: anew,
      status: "open",
      attempt: 2,
    })
  })

  it("payment is chosen anew: the deleted session's page is handed out no more, and opens the new one's", async () => {
    const order = await placeWaitingOrder(store)
    const anew = await choosePayment(store, order.paymentCollectionId)
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "open",
      checkout_url: null,
      can_retry: true,
      is_outdated: false,
    })
    expect((await tryAgain(store, order.paymentSessionId)).body.checkout).toMatchObject({
      payment_session_id: anew,
      status: "open",
      checkout_url: expect.stringContaining("http"),
    })
    await offerOtherProvider(store)
    const other = await placeWaitingOrder(store)
    await chooseOtherProvider(store, other.paymentCollectionId)
    expect(await checkoutOf(store, other.paymentSessionId)).toMatchObject({
      status: "open",
      checkout_url: null,
      can_retry: false,
    })
  })

  it("payment is chosen anew after a decline: the deleted session's page goes on with the new session", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 1 })
    await untilState(store, order.checkoutId, "failed")
    const anew = await choosePayment(store, order.paymentCollectionId)
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "failed", can_retry: true })
    expect((await tryAgain(store, order.paymentSessionId)).body.checkout).toMatchObject({
      payment_session_id: anew,
      status: "open",
    })
  })

  it("another provider is chosen after a decline: what is refused is not offered", async () => {
    await offerOtherProvider(store)
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 1 })
    await untilState(store, order.checkoutId, "failed")
    await chooseOtherProvider(store, order.paymentCollectionId)
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "failed", can_retry: false })
    expect((await tryAgain(store, order.paymentSessionId)).status).toBe(400)
  })

  it("the page of another collection is opened: the one that was open before is handed out no more", async () => {
    const order = await placeWaitingOrder(store)
    const other = await choosePayment(store, await addCollection(store, order.orderId, 7000))
    // The better-named address of the same endpoint.
    const { status, body } = await store.shop(`/store/almara/checkouts/${other}/open`, { method: "POST", body: {} })
    expect([status, body.checkout]).toEqual([
      200,
      expect.objectContaining({
        payment_session_id: other,
        status: "open",
        amount: "7000",
        checkout_url: expect.stringContaining("http"),
      }),
    ])
    expect((await checkoutRow(store, order.checkoutId)).outdated_at).toEqual(expect.any(Date))
    const { rows } = await store.database.query(
      "select data->>'checkout_url' as page from payment_session where id = $1",
      [order.paymentSessionId],
    )
    expect(rows).toEqual([{ page: null }])
    expect(await checkoutOf(store, order.paymentSessionId)).toEqual(body.checkout)
    await payAttempt((await ledgerRow(store, other)).id)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, order.checkoutId, "twice")
    expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[7000], 0])
  })

  it("an edit makes the balance negative while a rest's page is open: no page, and what it brings is held", async () => {
    const order = await placeWaitingOrder(store, ["SHRT-BLK-XL-9981"])
    await editUp(store, order.orderId, 2200)
    const [dearer] = await itemsOf(store, order.orderId)
    await payAttempt(order.checkoutId)
    const { body } = await tryAgain(store, order.paymentSessionId)
    expect(body.checkout).toMatchObject({ status: "open", amount: "2200" })
    const rest = await ledgerRow(store, body.checkout.payment_session_id)
    await editDown(store, order.orderId, [dearer!.id])
    expect(await owedBy(store, order.orderId)).toBe(-300)
    expect(await checkoutOf(store, rest.payment_session_id)).toMatchObject({
      checkout_url: null,
      can_retry: false,
      outstanding_amount: "-300",
    })
    expect((await collectionsOf(store, order.orderId)).map(({ amount, captured }) => amount - captured)).toEqual([0, 0])
    expect(await tryAgain(store, rest.payment_session_id)).toMatchObject({
      status: 400,
      body: { message: shopperSentence("order_paid") },
    })
    await gateway.decide(rest.merchant_request_id, { outcome: "paid" })
    await expectHeld(store, rest.id, "twice")
    expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[2500], -300])
  })
})

describe("while an order's money is held, no page of any of its payment collections is handed out", () => {
  const SENTENCE = shopperSentence("review")
  const UNDER_REVIEW = {
    status: "review",
    reason: "received",
    checkout_url: null,
    can_retry: false,
    can_start_over: false,
    message: SENTENCE,
  }
  const REFUSED = { status: 400, body: { message: SENTENCE } }
  const sessionPage = async (sessionId: string): Promise<string | null> =>
    (await store.database.query("select data->>'checkout_url' as page from payment_session where id = $1", [sessionId]))
      .rows[0].page
  const resolve = (checkoutId: string) =>
    store.admin(`/admin/almara/checkouts/${checkoutId}/resolve`, {
      method: "POST",
      body: { action: "refunded", note: "sent back by bank" },
    })

  /** An order with an old page and the open one of another collection. */
  async function withTwoPages(skus?: string[]): Promise<{ order: WaitingOrder; other: string }> {
    const order = await placeWaitingOrder(store, skus)
    const other = await choosePayment(
      store,
      await addCollection(store, order.orderId, await owedBy(store, order.orderId)),
    )
    expect((await tryAgain(store, other)).status).toBe(200)
    return { order, other }
  }

  it.each([
    ["amount", { amount: 1 }],
    ["amount_unreadable", { overrides: { checkoutRequestLines: null } }],
    ["currency", { currencyCode: 840, currencyName: "USD" }],
    ["reference", { checkoutReference: "ORD-OF-SOMEBODY-ELSE" }],
  ] as const)("held for its %s: the open page is not shown, opened or left in its session", async (reason, report) => {
    const { order, other } = await withTwoPages()
    const page = await sessionPage(other)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", ...report })
    await expectHeld(store, order.checkoutId, reason)
    expect({
      page: await sessionPage(other),
      shown: await checkoutOf(store, other),
      opened: await tryAgain(store, other),
      itself: await checkoutOf(store, order.paymentSessionId),
      again: await tryAgain(store, order.paymentSessionId),
    }).toMatchObject({
      page: null,
      shown: { ...UNDER_REVIEW, payment_session_id: other },
      opened: REFUSED,
      itself: { ...UNDER_REVIEW, payment_session_id: order.paymentSessionId },
      again: REFUSED,
    })

    expect((await resolve(order.checkoutId)).status).toBe(200)
    expect({
      page: await sessionPage(other),
      shown: await checkoutOf(store, other),
      opened: (await tryAgain(store, other)).body.checkout,
    }).toMatchObject({
      page,
      shown: { status: "open", checkout_url: page },
      opened: { status: "open", checkout_url: page },
    })
    await payAttempt((await ledgerRow(store, other)).id)
    expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[7000], 0])
  })

  it("nor is one opened for a session without one, by shopper or Check status, nor the order given up", async () => {
    const { order, other } = await withTwoPages()
    const unopened = await choosePayment(store, await addCollection(store, order.orderId, 7000))
    await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 1 })
    await expectHeld(store, order.checkoutId, "amount")
    const checkStatus = async (session: string) => {
      await store.database.query("update payment_session set status = 'pending_authorization' where id = $1", [session])
      const { status, body } = await store.admin(`/admin/orders/${order.orderId}/payment-sessions/authorize`, {
        method: "POST",
        body: { payment_session_id: session },
      })
      return [status, body.message]
    }
    const givenUp = await store.shop(`/store/almara/checkouts/${other}/start-over`, { method: "POST", body: {} })
    const received = [422, SENTENCE]
    expect({
      givenUp: [givenUp.status, givenUp.body.message],
      shown: await checkoutOf(store, unopened),
      opened: await tryAgain(store, unopened),
      unopenedChecked: await checkStatus(unopened),
      otherChecked: await checkStatus(other),
      pages: [await sessionPage(unopened), await sessionPage(other)],
      attempts: await ledgerRow(store, unopened),
    }).toMatchObject({
      givenUp: [400, expect.stringContaining("do not pay again")],
      shown: { ...UNDER_REVIEW, payment_session_id: unopened },
      opened: REFUSED,
      unopenedChecked: received,
      otherChecked: received,
      pages: [null, null],
      attempts: undefined,
    })
  })

  it("the page of a deleted session's successor is not handed out once the deleted one was paid", async () => {
    const order = await placeWaitingOrder(store)
    const anew = await choosePayment(store, order.paymentCollectionId)
    expect((await tryAgain(store, anew)).status).toBe(200)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, order.checkoutId, "orphaned")
    expect([await checkoutOf(store, anew), await tryAgain(store, anew)]).toMatchObject([UNDER_REVIEW, REFUSED])
  })

  it("of a rest: what was paid stays told, and the rest is not asked again", async () => {
    const order = await paidOrder()
    await editUp(store, order.orderId, 2500)
    const { body } = await tryAgain(store, order.paymentSessionId)
    const rest = await ledgerRow(store, body.checkout.payment_session_id)
    await gateway.decide(rest.merchant_request_id, { outcome: "paid", amount: 1 })
    await expectHeld(store, rest.id, "amount")
    expect([
      await checkoutOf(store, order.paymentSessionId),
      await tryAgain(store, order.paymentSessionId),
      await checkoutOf(store, rest.payment_session_id),
    ]).toMatchObject([{ status: "paid", can_retry: false }, REFUSED, UNDER_REVIEW])
  })

  it("but for what was paid twice: that came for nothing, and bars no rest", async () => {
    const { order, other } = await withTwoPages(["SHRT-BLK-XL-9981"])
    await payAttempt((await ledgerRow(store, other)).id)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, order.checkoutId, "twice")
    await editUp(store, order.orderId, 2400)
    const { status, body } = await tryAgain(store, other)
    expect([status, body.checkout]).toMatchObject([200, { status: "open", amount: "2400" }])
  })
})

describe("Medusa's own mark as paid", () => {
  const openOf = async (orderId: string) =>
    (await collectionsOf(store, orderId)).find(({ captured }) => captured === 0)!
  const setAmount = (collectionId: string, amount: number) =>
    store.database.query(
      "update payment_collection set amount = $2::numeric, raw_amount = jsonb_build_object('value', $2::text, 'precision', 20) where id = $1",
      [collectionId, amount],
    )

  it("books what the order owes, not what the collection says", async () => {
    const order = await paidOrder()
    await editUp(store, order.orderId, 300)
    const { id } = await openOf(order.orderId)
    await setAmount(id, 9999)
    expect((await markAsPaid(store, order.orderId, id)).status).toBe(200)
    expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[7000, 300], 0])
  })

  it("refuses a collection that waits for our page, and says which endpoint asks Almara first", async () => {
    const order = await placeWaitingOrder(store)
    expect(await markAsPaid(store, order.orderId, order.paymentCollectionId)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining(`/admin/almara/orders/${order.orderId}/paid-otherwise`) },
    })
    await expectUnpaid(store, order)
  })

  it("of one of several: the others ask for less, an open page is outdated, what it brings is in sight", async () => {
    const order = await paidOrder()
    await editUp(store, order.orderId, 2500)
    const { body } = await tryAgain(store, order.paymentSessionId)
    const page = await ledgerRow(store, body.checkout.payment_session_id)
    const own = await addCollection(store, order.orderId, 1000)
    expect((await markAsPaid(store, order.orderId, own)).status).toBe(200)
    expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[7000, 1000], 1500])
    expect((await checkoutRow(store, page.id)).outdated_at).toEqual(expect.any(Date))
    await payAttempt(page.id)
    expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([
      [7000, 1000, 2500],
      -1000,
    ])
    expect(
      await eventually(
        () => casesOf(order.orderId),
        (cases) => cases.length === 1,
      ),
    ).toMatchObject([{ outstanding_amount: "-1000" }])
  })

  it("is refused where nothing is owed", async () => {
    const order = await paidOrder()
    const own = await addCollection(store, order.orderId, 500)
    expect(await markAsPaid(store, order.orderId, own)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining("owes nothing") },
    })
    expect(await bookedOn(store, order.orderId)).toEqual([7000])
  })

  it("is refused while our money is under way, and also on another collection of the order", async () => {
    const order = await placeWaitingOrder(store)
    const own = await addCollection(store, order.orderId, 7000)
    await breakBooks("payment")
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await eventually(
      () => checkoutRow(store, order.checkoutId),
      (seen) => seen.state === "received" && seen.last_error !== null,
    )
    expect(await markAsPaid(store, order.orderId, own)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining("being put onto it") },
    })
    await mendBooks("payment")
    await makeDue(store, order.checkoutId)
    await untilState(store, order.checkoutId, "paid")
    expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[7000], 0])
  })

  it("leaves an order alone that was never asked for through Almara", async () => {
    const cart = await fillCart(store)
    await store.shop(`/store/payment-collections/${cart.paymentCollectionId}/payment-sessions`, {
      method: "POST",
      body: { provider_id: "pp_system_default" },
    })
    const { body } = await completeCart(store, cart.id)
    const own = await addCollection(store, body.order.id, 123)
    expect((await markAsPaid(store, body.order.id, own)).status).toBe(200)
    expect(await bookedOn(store, body.order.id)).toEqual([123])
  })
})

describe("money that was paid twice", () => {
  const accept = (checkoutId: string) =>
    store.admin(`/admin/almara/checkouts/${checkoutId}/resolve`, {
      method: "POST",
      body: { action: "accept", note: "the customer wants more" },
    })
  const actionsOf = async (checkoutId: string): Promise<string[]> =>
    (await store.admin(`/admin/almara/checkouts/${checkoutId}`)).body.checkout.actions

  /** A paid order, and money of a first attempt that was paid as well: 2,500 each. */
  async function paidTwice(): Promise<WaitingOrder> {
    const order = await paidBySecondAttempt()
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, order.checkoutId, "twice")
    return order
  }

  it("is accepted once the order asks for more: exactly what came is booked, and the rest stays open", async () => {
    const order = await paidTwice()
    expect(await actionsOf(order.checkoutId)).toEqual(["check", "refunded", "dismiss"])
    expect(await accept(order.checkoutId)).toMatchObject({ status: 400, body: { code: "order_paid" } })

    await editUp(store, order.orderId, 3000)
    expect(await actionsOf(order.checkoutId)).toEqual(["check", "accept", "refunded", "dismiss"])
    const accepted = await accept(order.checkoutId)
    expect([accepted.status, accepted.body.checkout?.state, accepted.body.checkout?.order_id]).toEqual([
      200,
      "paid",
      order.orderId,
    ])
    expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[2500, 2500], 500])
    expect((await tryAgain(store, order.paymentSessionId)).body.checkout).toMatchObject({
      status: "open",
      amount: "500",
    })
    const { rows } = await store.database.query(
      "select booked_amount, order_id, closed_at from almara_settlement where checkout_id = $1 and closed_as is distinct from 'moved' and deleted_at is null",
      [order.checkoutId],
    )
    expect(rows).toEqual([{ booked_amount: "2500", order_id: order.orderId, closed_at: null }])
  })

  it("is booked once, of two that are accepted at one moment onto what is owed once", async () => {
    const order = await placeWaitingOrder(store, ["SHRT-BLK-XL-9981"])
    const canceled: { id: string; merchant_request_id: string }[] = []
    while (canceled.length < 2) {
      const attempt = await ledgerRow(store, order.paymentSessionId)
      const { request } = await gateway.checkout(attempt.merchant_request_id)
      await fetch(request.checkoutCancelUrl, { method: "POST", redirect: "manual" })
      await untilState(store, attempt.id, "canceled")
      expect((await tryAgain(store, order.paymentSessionId)).status).toBe(200)
      canceled.push(attempt)
    }
    await payAttempt((await ledgerRow(store, order.paymentSessionId)).id)
    for (const { id, merchant_request_id } of canceled) {
      await gateway.decide(merchant_request_id, { outcome: "paid" })
      await expectHeld(store, id, "twice")
    }
    await editUp(store, order.orderId, 2500)

    // The second has read what is owed before the first is granted, and has its session after that.
    await store.database.query(`
      create or replace function spec_slow() returns trigger language plpgsql as $$ begin perform pg_sleep(1.5); return new; end $$;
      create or replace trigger spec_slow before insert on payment_session for each row execute function spec_slow()`)
    const answers = await Promise.all(canceled.map(({ id }, place) => pause(place * 700).then(() => accept(id))))
    await store.database.query("drop trigger spec_slow on payment_session")
    expect(answers.map(({ status }) => status).sort()).toEqual([200, expect.any(Number)])
    expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[2500, 2500], 0])
  })

  it("is refused with a sentence where it is more than the order owes", async () => {
    const order = await paidTwice()
    await editUp(store, order.orderId, 2400)
    expect(await actionsOf(order.checkoutId)).toEqual(["check", "refunded", "dismiss"])
    const { status, body } = await accept(order.checkoutId)
    expect([status, body.code, body.message]).toEqual([400, "more_than_owed", expect.stringContaining("2,400.00")])
    expect([
      await bookedOn(store, order.orderId),
      await owedBy(store, order.orderId),
      (await checkoutRow(store, order.checkoutId)).state,
    ]).toEqual([[2500], 2400, "held"])
  })

  it("is taken by its own session that took nothing: the order was credited while its page was open", async () => {
    const order = await placeWaitingOrder(store, ["SHRT-BLK-XL-9981"])
    await credit(store, order.orderId, 2500)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await expectHeld(store, order.checkoutId, "twice")
    await editUp(store, order.orderId, 2500)
    expect((await accept(order.checkoutId)).status).toBe(200)
    expect(await checkoutRow(store, order.checkoutId)).toMatchObject({
      state: "paid",
      payment_session_id: order.paymentSessionId,
    })
    expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[2500], 0])
  })
})

describe("held money, and what its order owes by now", () => {
  const post = (path: string, body: unknown) => store.admin(`/admin/almara${path}`, { method: "POST", body })
  const offeredFor = async (checkoutId: string): Promise<string[]> =>
    (await store.admin(`/admin/almara/checkouts/${checkoutId}`)).body.checkout.actions
  const PAGELESS = { checkout_url: null, can_retry: false }

  /** What is offered is what is answered: a code where it is refused, else the state. */
  async function accept(checkoutId: string, more: { amount?: string } = {}): Promise<string> {
    const isOffered = (await offeredFor(checkoutId)).includes("accept")
    const { status, body } = await post(`/checkouts/${checkoutId}/resolve`, {
      action: "accept",
      note: "it fits by now",
      ...more,
    })
    expect([isOffered, status]).toEqual([status === 200, isOffered ? 200 : 400])
    return status === 200 ? body.checkout.state : body.code
  }

  /** Everywhere stands what was booked, and what is open; it stays so, whatever is asked or called again. */
  async function expectBooked(
    { orderId }: WaitingOrder,
    checkoutId: string,
    { amounts, owed }: { amounts: number[]; owed: number },
  ): Promise<void> {
    const row = await checkoutRow(store, checkoutId)
    expect(row).toMatchObject({ state: "paid", hold_reason: null, order_id: orderId })
    await gateway.callback(row.merchant_request_id)
    await post(`/checkouts/${checkoutId}/settle`, {})
    expect(await untilState(store, checkoutId, "paid")).toMatchObject({ payment_session_id: row.payment_session_id })

    const sum = amounts.at(-1)
    const order = await orderOf(store, orderId)
    const { rows: settlements } = await store.database.query(
      "select booked_amount::float, order_id, payment_session_id, closed_at from almara_settlement where checkout_id = $1 and closed_as is distinct from 'moved' and deleted_at is null",
      [checkoutId],
    )
    const { rows: payments } = await store.database.query(
      "select p.amount::float, c.amount::float as captured from payment p join capture c on c.payment_id = p.id where p.payment_session_id = $1 and p.canceled_at is null",
      [row.payment_session_id],
    )
    const { body } = await store.admin(`/admin/almara/checkouts/${checkoutId}`)
    const kinds: string[] = body.checkout.timeline.map(({ kind }: { kind: string }) => kind)
    expect({
      booked: await bookedOn(store, orderId),
      summary: [order.summary.paid_total, order.summary.pending_difference],
      isAllPaid: order.payment_status === "captured",
      settlements,
      payments,
      outstanding: body.checkout.outstanding_amount,
      received: body.checkout.received_amount,
      kinds: kinds.slice(kinds.indexOf("accepted")).filter((kind) => kind !== "callback"),
      shopper: (await checkoutOf(store, row.payment_session_id)).outstanding_amount,
      cases: await casesOf(orderId),
      books: await new BookWalk(await connectionTo(store)).books([checkoutId]),
    }).toEqual({
      booked: amounts,
      summary: [amounts.reduce((all, one) => all + one, 0), owed],
      isAllPaid: owed === 0,
      settlements: [
        { booked_amount: sum, order_id: orderId, payment_session_id: row.payment_session_id, closed_at: null },
      ],
      payments: [{ amount: sum, captured: sum }],
      outstanding: String(owed),
      received: String(sum),
      kinds: ["accepted", "paid"],
      shopper: String(owed),
      cases: [],
      books: [expect.objectContaining({ differ: false })],
    })
  }

  async function expectStillHeld(checkoutId: string, orderId: string, amounts: number[] = []): Promise<void> {
    expect([(await checkoutRow(store, checkoutId)).state, await bookedOn(store, orderId)]).toEqual(["held", amounts])
  }

  async function holdWith(report: Record<string, unknown>, reason: HoldReason = "amount"): Promise<WaitingOrder> {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", ...report })
    await expectHeld(store, order.checkoutId, reason)
    return order
  }

  describe("another sum than was asked for", () => {
    it("is accepted once the order was edited down to exactly that, and then stands on it", async () => {
      const order = await holdWith({ amount: 4500 })
      await editDown(store, order.orderId, [(await itemsOf(store, order.orderId))[0]!.id])
      expect(await owedBy(store, order.orderId)).toBe(4500)
      // Looked at again, it stays held: what was asked for is another sum.
      await post(`/checkouts/${order.checkoutId}/settle`, {})
      await expectStillHeld(order.checkoutId, order.orderId)
      expect(await accept(order.checkoutId)).toBe("paid")
      await expectBooked(order, order.checkoutId, { amounts: [4500], owed: 0 })
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "paid", ...PAGELESS })
    })

    it("is accepted once the order was edited up to exactly that", async () => {
      const order = await holdWith({ amount: 9000 })
      await editUp(store, order.orderId, 2000)
      expect(await accept(order.checkoutId)).toBe("paid")
      await expectBooked(order, order.checkoutId, { amounts: [9000], owed: 0 })
    })

    it("is not accepted where it is more than the order owes", async () => {
      const order = await holdWith({ amount: 4500 })
      await credit(store, order.orderId, 3000)
      expect(await accept(order.checkoutId)).toBe("other_amount")
      const { body } = await post(`/checkouts/${order.checkoutId}/resolve`, { action: "accept" })
      expect(body.values).toMatchObject({ received_amount: "4500", expected_amount: "4000" })
      await expectStillHeld(order.checkoutId, order.orderId)
    })

    it("is accepted as a part where it is less than is owed, and a link brings the rest", async () => {
      const order = await holdWith({ amount: 4500 })
      const { body } = await post(`/checkouts/${order.checkoutId}/resolve`, { action: "accept" })
      expect(body.checkout).toMatchObject({ state: "paid", received_amount: "4500", outstanding_amount: "2500" })
      expect((await store.admin(`/admin/almara/orders/${order.orderId}`)).body.order.may_make_link).toBe(true)
      await expectBooked(order, order.checkoutId, { amounts: [4500], owed: 2500 })

      const url = await linkFor(store, order.orderId)
      const page = await look(url)
      expect(page.text).toContain("Pay KES 2,500.00")
      const { location } = await press(url, page)
      const { rows } = await store.database.query("select * from almara_checkout where checkout_url = $1", [location])
      await gateway.decide(rows[0].merchant_request_id, { outcome: "paid" })
      await untilState(store, rows[0].id, "paid")
      expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[4500, 2500], 0])
      expect((await orderOf(store, order.orderId)).payment_status).toBe("captured")
      const ids = [order.checkoutId, rows[0].id]
      const books = await new BookWalk(await connectionTo(store)).books(ids)
      expect(books).toEqual(ids.map(() => expect.objectContaining({ differ: false })))
      expect(await casesOf(order.orderId)).toEqual([])
    })

    it("goes onto a session of its own where its own one has taken other money", async () => {
      const order = await paidBySecondAttempt()
      await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 2000 })
      await expectHeld(store, order.checkoutId, "amount")
      expect(await accept(order.checkoutId)).toBe("order_paid")
      await editUp(store, order.orderId, 2000)
      expect(await accept(order.checkoutId)).toBe("paid")
      await expectBooked(order, order.checkoutId, { amounts: [2500, 2000], owed: 0 })
    })
  })

  describe("a sum that could not be read", () => {
    it("is typed, and goes onto a session of its own where its own one has taken other money", async () => {
      const order = await paidBySecondAttempt()
      await gateway.decide(order.merchantRequestId, { outcome: "paid", overrides: { checkoutRequestLines: null } })
      await expectHeld(store, order.checkoutId, "amount_unreadable")
      expect(await accept(order.checkoutId, { amount: "2500" })).toBe("order_paid")
      await editUp(store, order.orderId, 3000)
      expect(await accept(order.checkoutId, { amount: "2500" })).toBe("paid")
      await expectBooked(order, order.checkoutId, { amounts: [2500, 2500], owed: 500 })
    })
  })

  describe("what came after the order was paid in another way", () => {
    async function paidOtherwise(): Promise<WaitingOrder> {
      const order = await placeWaitingOrder(store)
      expect((await post(`/orders/${order.orderId}/paid-otherwise`, { note: "in cash" })).status).toBe(200)
      await gateway.decide(order.merchantRequestId, { outcome: "paid" })
      await expectHeld(store, order.checkoutId, "twice")
      expect(await accept(order.checkoutId)).toBe("order_paid")
      return order
    }

    it.each([
      ["exactly that", 7000, 0],
      ["more", 9000, 2000],
    ])("is accepted once the order owes %s, although its session is gone", async (_, added, owed) => {
      const order = await paidOtherwise()
      await editUp(store, order.orderId, added)
      expect(await accept(order.checkoutId)).toBe("paid")
      await expectBooked(order, order.checkoutId, { amounts: [7000, 7000], owed })
    })

    it("is not accepted where it is more than the order owes", async () => {
      const order = await paidOtherwise()
      await editUp(store, order.orderId, 6000)
      expect(await accept(order.checkoutId)).toBe("more_than_owed")
      await expectStillHeld(order.checkoutId, order.orderId, [7000])
    })

    it("goes by another session of the order where the region offers Almara no more, else nowhere", async () => {
      const order = await paidOtherwise()
      await editUp(store, order.orderId, 7000)
      const offer = (isOffered: boolean) =>
        store.database.query(
          "update region_payment_provider set deleted_at = case when $1 then null else now() end where payment_provider_id = 'pp_almara_almara'",
          [isOffered],
        )
      const enable = (isEnabled: boolean) =>
        store.database.query("update payment_provider set is_enabled = $1 where id = 'pp_almara_almara'", [isEnabled])
      try {
        await enable(false)
        expect(await accept(order.checkoutId)).toBe("nothing_waits")
        await enable(true)
        await offer(false)
        expect(await accept(order.checkoutId)).toBe("nothing_waits")
        await offer(true)
        const open = (await collectionsOf(store, order.orderId)).find(({ captured }) => captured === 0)
        await choosePayment(store, open!.id)
        await offer(false)
        expect(await accept(order.checkoutId)).toBe("paid")
      } finally {
        await enable(true)
        await offer(true)
      }
      await expectBooked(order, order.checkoutId, { amounts: [7000, 7000], owed: 0 })
    })
  })

  describe("money whose session was deleted", () => {
    /** Payment is chosen anew, and the old page is paid. */
    async function orphaned(): Promise<{ order: WaitingOrder; anew: string }> {
      const order = await placeWaitingOrder(store)
      const anew = await choosePayment(store, order.paymentCollectionId)
      expect((await tryAgain(store, anew)).status).toBe(200)
      await gateway.decide(order.merchantRequestId, { outcome: "paid" })
      await expectHeld(store, order.checkoutId, "orphaned")
      return { order, anew }
    }

    it("is accepted where the order owes exactly that, and the newer page is handed out no more", async () => {
      const { order, anew } = await orphaned()
      expect(await accept(order.checkoutId)).toBe("paid")
      await expectBooked(order, order.checkoutId, { amounts: [7000], owed: 0 })
      expect(await checkoutOf(store, anew)).toMatchObject(PAGELESS)
      const page = await ledgerRow(store, anew)
      await gateway.decide(page.merchant_request_id, { outcome: "paid" })
      await expectHeld(store, page.id, "twice")
    })

    it("is accepted where the order owes more by now, and the rest is payable", async () => {
      const { order, anew } = await orphaned()
      await editUp(store, order.orderId, 2000)
      expect(await accept(order.checkoutId)).toBe("paid")
      await expectBooked(order, order.checkoutId, { amounts: [7000], owed: 2000 })
      expect((await tryAgain(store, anew)).body.checkout).toMatchObject({
        status: "open",
        amount: "2000",
      })
    })

    it("is told on the shopper's first page, whose session is gone, and the rest is payable there", async () => {
      const { order } = await orphaned()
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "review", ...PAGELESS })
      await editUp(store, order.orderId, 2000)
      expect(await accept(order.checkoutId)).toBe("paid")
      const { payment_session_id } = await checkoutRow(store, order.checkoutId)
      expect(payment_session_id).not.toBe(order.paymentSessionId)
      const told = {
        payment_session_id,
        status: "paid",
        amount: "7000",
        order: expect.objectContaining({ display_id: expect.any(Number) }),
      }
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ ...told, outstanding_amount: "2000" })
      const refused = await store.shop(`/store/almara/checkouts/${order.paymentSessionId}/start-over`, {
        method: "POST",
        body: {},
      })
      expect([refused.status, refused.body.type]).toEqual([400, "not_allowed"])
      const { checkout: rest } = (await tryAgain(store, order.paymentSessionId)).body
      expect(rest).toMatchObject({ status: "open", amount: "2000" })
      await payAttempt((await ledgerRow(store, rest.payment_session_id)).id)
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ ...told, outstanding_amount: "0" })
    })

    it("is not accepted where the order owes less by now, whatever the session after it asks for", async () => {
      const { order } = await orphaned()
      await editDown(store, order.orderId, [(await itemsOf(store, order.orderId))[0]!.id])
      expect(await accept(order.checkoutId)).toBe("more_than_owed")
      await expectStillHeld(order.checkoutId, order.orderId)
    })

    it("is accepted where the customer has chosen another provider since", async () => {
      await offerOtherProvider(store)
      const order = await placeWaitingOrder(store)
      await chooseOtherProvider(store, order.paymentCollectionId)
      await gateway.decide(order.merchantRequestId, { outcome: "paid" })
      await expectHeld(store, order.checkoutId, "orphaned")
      expect(await accept(order.checkoutId)).toBe("paid")
      await expectBooked(order, order.checkoutId, { amounts: [7000], owed: 0 })
    })
  })

  it.each([
    ["currency", { currencyCode: 840, currencyName: "USD" }],
    ["reference", { checkoutReference: "ORD-OF-SOMEBODY-ELSE" }],
  ] as const)("held for its %s it is accepted onto no order, whatever that owes", async (reason, report) => {
    const order = await holdWith(report, reason)
    await editUp(store, order.orderId, 500)
    expect(await accept(order.checkoutId)).toBe("not_acceptable")
    await expectStillHeld(order.checkoutId, order.orderId)
  })
})

describe("money that was granted, and whose order is canceled before it is booked", () => {
  it("is held as late and stands for nothing: no check makes a payment of it, and the books agree", async () => {
    const order = await placeWaitingOrder(store)
    await breakBooks("payment")
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await eventually(
      () => checkoutRow(store, order.checkoutId),
      (seen) => seen.state === "received" && seen.last_error !== null,
    )
    expect((await store.admin(`/admin/orders/${order.orderId}/cancel`, { method: "POST", body: {} })).status).toBe(200)
    await mendBooks("payment")
    // Somebody was told a moment ago that the money is there; what comes of that is known after two minutes.
    await passTime(store, "3 minutes")
    await makeDue(store, order.checkoutId)
    await expectHeld(store, order.checkoutId, "late")
    const { rows } = await store.database.query(
      "select closed_at, deleted_at from almara_settlement where checkout_id = $1",
      [order.checkoutId],
    )
    expect(rows).toEqual([{ closed_at: null, deleted_at: expect.any(Date) }])

    await store.database.query("update payment_session set status = 'pending_authorization' where id = $1", [
      order.paymentSessionId,
    ])
    await store.admin(`/admin/orders/${order.orderId}/payment-sessions/authorize`, {
      method: "POST",
      body: { payment_session_id: order.paymentSessionId },
    })
    await expectUnpaid(store, order)
    expect(
      (
        await store.admin(`/admin/almara/checkouts/${order.checkoutId}/resolve`, {
          method: "POST",
          body: { action: "refunded", note: "sent back" },
        })
      ).status,
    ).toBe(200)
    expect(await new BookWalk(await connectionTo(store)).books([order.checkoutId])).toEqual([
      expect.objectContaining({ ours: "0", theirs: "0", differ: false }),
    ])
  })
})

const breakBooks = (table: string) =>
  store.database.query(`
    create or replace function spec_full() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$;
    create or replace trigger spec_full before insert on ${table} for each row execute function spec_full()`)
const mendBooks = (table: string) => store.database.query(`drop trigger if exists spec_full on ${table}`)

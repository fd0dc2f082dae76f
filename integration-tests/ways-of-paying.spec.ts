import { formatMoney, money } from "../src/core/money"
import { expectHeld, expectPaidOnce } from "./setup/expectations"
import {
  choosePayment,
  completeCart,
  eventually,
  fillCart,
  inboxOf,
  ledgerRow,
  orderOf,
  PROVIDER_ID,
  SHIRTS,
  tryAgain,
  untilState,
  type WaitingOrder,
} from "./setup/shopper"
import { editUp } from "./setup/merchant"
import { passTime } from "./setup/clock"
import { callJson, OTHER_METHODS } from "./setup/store"
import { withStore } from "./setup/with-store"

/** A store with two more ways of paying beside the card checkout: by phone, and at a bank. */

const PHONE = "pp_almara-phone_almara"
const BANK = "pp_almara-bank_almara"

const { gateway, store } = withStore({ environment: { NODE_OPTIONS: OTHER_METHODS } })

beforeAll(async () => {
  const { rows } = await store.database.query("select id from region where currency_code = 'kes' limit 1")
  const offered = { payment_providers: [PROVIDER_ID, PHONE, BANK] }
  expect((await store.admin(`/admin/regions/${rows[0].id}`, { method: "POST", body: offered })).status).toBe(200)
})

async function tryToPlace(provider: string, skus?: string[]) {
  const cart = await fillCart(store, skus)
  const paymentSessionId = await choosePayment(store, cart.paymentCollectionId, undefined, provider)
  return { cart: { ...cart, paymentSessionId }, answer: await completeCart(store, cart.id) }
}

async function place(provider: string): Promise<WaitingOrder> {
  const { cart, answer } = await tryToPlace(provider)
  expect(answer.body.type).toBe("order")
  const row = await ledgerRow(store, cart.paymentSessionId)
  return { ...cart, orderId: answer.body.order.id, merchantRequestId: row.merchant_request_id, checkoutId: row.id }
}

it.each([
  [PHONE, "phone", false],
  [BANK, "bank", true],
  [PROVIDER_ID, "card", true],
])("%s: an order waits, is paid, and the ledger names its method", async (provider, method, hasPage) => {
  const order = await place(provider)
  const { checkout_url, ...row } = await ledgerRow(store, order.paymentSessionId)
  expect(row).toMatchObject({ state: "open", method, account: "almara" })
  expect(checkout_url !== null).toBe(hasPage)
  await gateway.decide(order.merchantRequestId, { outcome: "paid" })
  await untilState(store, order.checkoutId, "paid")
  await expectPaidOnce(store, order.orderId)
})

it("without a sum in the status answer, a signed callback that names another one holds the money", async () => {
  const order = await place(PHONE)
  await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 9000 })
  await expectHeld(store, order.checkoutId, "amount")
  const accepting = { method: "POST", body: { action: "accept", note: "It looks right" } }
  const answer = await store.admin(`/admin/almara/checkouts/${order.checkoutId}/resolve`, accepting)
  expect(answer).toMatchObject({ status: 400, body: { code: "amount_not_told" } })
  // The order asks for just that by now; but nobody knows that it came.
  await editUp(store, order.orderId, 2000)
  const { body } = await store.admin(`/admin/almara/checkouts/${order.checkoutId}`)
  expect(body.checkout).toMatchObject({ reported_amount: "9000", actions: ["check", "refunded", "dismiss"] })
  const again = await store.admin(`/admin/almara/checkouts/${order.checkoutId}/resolve`, accepting)
  expect([again.body.code, again.body.message]).toEqual(["amount_not_told", expect.stringContaining("way of paying")])
})

it("money whose payment session is gone is accepted by the way in which it was paid", async () => {
  const order = await place(PHONE)
  await choosePayment(store, order.paymentCollectionId, undefined, BANK)
  await store.database.query("delete from payment_session where id = $1", [order.paymentSessionId])
  await gateway.decide(order.merchantRequestId, { outcome: "paid" })
  await expectHeld(store, order.checkoutId, "orphaned")
  const accepting = { method: "POST", body: { action: "accept", note: "It is this order's" } }
  expect((await store.admin(`/admin/almara/checkouts/${order.checkoutId}/resolve`, accepting)).status).toBe(200)
  await untilState(store, order.checkoutId, "paid")
  const { rows } = await store.database.query("select provider_id from payment where payment_collection_id = $1", [
    order.paymentCollectionId,
  ])
  expect(rows).toEqual([{ provider_id: PHONE }])
})

it("a callback in the method's own format is a hint like any other, and brings its reference", async () => {
  const order = await place(PHONE)
  await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
  const { checkoutCallbackUrl } = (await gateway.checkout(order.merchantRequestId)).request
  const phoneCallback = { id: order.merchantRequestId, receipt: "RECEIPT-1", pin: "1234" }
  const { status } = await callJson(checkoutCallbackUrl, { method: "POST", body: { phoneCallback } })
  expect(status).toBe(200)
  await untilState(store, order.checkoutId, "paid")
  await expectPaidOnce(store, order.orderId)
  const [callback] = await inboxOf(store, order.checkoutId)
  expect(callback.payload).toEqual({ phoneCallback: { id: order.merchantRequestId, receipt: "RECEIPT-1" } })
  expect(callback.report).toMatchObject({ transactionReference: "RECEIPT-1" })
})

it("what a method cannot carry is refused before Almara hears of it, with a sentence", async () => {
  const { cart, answer } = await tryToPlace(PHONE, [...SHIRTS, ...SHIRTS, ...SHIRTS])
  expect(answer.body.type).toBe("cart")
  const most = formatMoney(money("20000", "KES"))
  expect(answer.body.error.message).toContain(`This way of paying takes ${most} at the most.`)
  expect(await ledgerRow(store, cart.paymentSessionId)).toBeUndefined()
})

it("a new attempt goes the same way", async () => {
  const order = await place(PHONE)
  await gateway.decide(order.merchantRequestId, { outcome: "declined" })
  await untilState(store, order.checkoutId, "failed")
  expect(await tryAgain(store, order.paymentSessionId)).toMatchObject({ status: 200 })
  expect(await ledgerRow(store, order.paymentSessionId)).toMatchObject({ attempt: 2, method: "phone", state: "open" })
})

it("an order that nobody paid is canceled at its deadline, as one of cards is", async () => {
  const order = await place(PHONE)
  await passTime(store, "1 day")
  const { status } = await eventually(
    () => orderOf(store, order.orderId),
    (seen) => seen.status === "canceled",
  )
  expect(status).toBe("canceled")
  await untilState(store, order.checkoutId, "expired")
})

it("a method that the store has no more is said by name, and its checkouts are kept", async () => {
  const order = await place(BANK)
  await store.database.query("update almara_checkout set method = 'cash' where id = $1", [order.checkoutId])
  const answer = await store.admin(`/admin/almara/checkouts/${order.checkoutId}/settle`, { method: "POST", body: {} })
  expect(JSON.stringify(answer.body)).toContain('no method \\"cash\\"')
  expect((await ledgerRow(store, order.paymentSessionId)).state).toBe("open")
})

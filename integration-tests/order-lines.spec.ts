import { choosePayment, completeCart, fillCartAnew, ledgerRow, orderOf, SHIRTS, untilState } from "./setup/shopper"
import { withStore } from "./setup/with-store"

/**
 * A store where nothing comes out even: tax on top of the prices, delivery that costs something, and a discount on the
 * whole.
 */

const TAX_IN_PERCENT = 16
const DELIVERY = 333.33
const DISCOUNT = 1000
/** (7000 - 1000 + 333.33) and 16 % on top: 7346.6628. */
const TOTAL_IN_CENTS = 734_666

const { gateway, store } = withStore()

beforeAll(async () => {
  await order("/admin/tax-regions", {
    country_code: "ke",
    provider_id: "tp_system",
    default_tax_rate: { rate: TAX_IN_PERCENT, code: "vat", name: "VAT" },
  })
  const { shipping_options } = await order(
    "/admin/shipping-options?fields=id,prices.id,prices.currency_code",
    undefined,
  )
  const [option] = shipping_options
  const price = option.prices.find(({ currency_code }: { currency_code: string }) => currency_code === "kes")
  await order(`/admin/shipping-options/${option.id}`, {
    prices: [{ id: price.id, currency_code: "kes", amount: DELIVERY }],
  })
  const application_method = {
    type: "fixed",
    target_type: "items",
    allocation: "across",
    currency_code: "kes",
    value: DISCOUNT,
  }
  await order("/admin/promotions", { code: "THOUSAND", type: "standard", status: "active", application_method })
})

async function order(path: string, body: unknown): Promise<any> {
  const answer = await store.admin(path, body === undefined ? {} : { method: "POST", body })
  if (answer.status !== 200) throw new Error(`The store answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

const inCents = (amount: number | string) => Math.round(Number(amount) * 100)

it("the lines at Almara are the cart's, with tax and discount, and add up to the total to the last cent", async () => {
  const cart = await fillCartAnew(store, SHIRTS)
  const discounted = await store.shop(`/store/carts/${cart.id}/promotions`, {
    method: "POST",
    body: { promo_codes: ["THOUSAND"] },
  })
  expect(discounted.body.cart).toMatchObject({ discount_total: expect.any(Number), promotions: [{ code: "THOUSAND" }] })
  const paymentSessionId = await choosePayment(store, cart.paymentCollectionId)
  const { body } = await completeCart(store, cart.id)
  expect(body.type).toBe("order")

  const checkout = await ledgerRow(store, paymentSessionId)
  const { request } = await gateway.checkout(checkout.merchant_request_id)
  const lines: { name: string; price: number }[] = request.checkoutRequestLines
  expect(lines.map(({ name }) => name)).toEqual([
    "Black Shirt XL",
    "Blue Shirt Large",
    "Green Shirt Medium",
    "Standard delivery",
  ])
  // Each price is written in whole cents, and their sum is what is paid.
  for (const { price } of lines) expect(Number((price * 100).toFixed(6))).toBe(inCents(price))
  expect(lines.reduce((sum, { price }) => sum + inCents(price), 0)).toBe(TOTAL_IN_CENTS)
  expect(inCents(checkout.amount)).toBe(TOTAL_IN_CENTS)

  await gateway.decide(checkout.merchant_request_id, { outcome: "paid" })
  await untilState(store, checkout.id, "paid")
  const paid = await orderOf(store, body.order.id)
  expect(paid).toMatchObject({ payment_status: "captured" })
  expect(inCents(paid.summary.paid_total)).toBe(TOTAL_IN_CENTS)
  expect(inCents(paid.total)).toBe(TOTAL_IN_CENTS)
  // On the same day, also at midnight.
  await store.database.query(
    "update payment set captured_at = (select paid_at from almara_checkout where id = $1) where payment_session_id = $2",
    [checkout.id, paymentSessionId],
  )
  // Medusa captured fractions of a cent, which nobody can pay: no difference to tell the merchant of.
  const { report } = (await store.admin("/admin/almara/settlement?days=7")).body
  expect(report).toMatchObject({ difference_count: 0, days: [{ almara_amount: "7346.66", medusa_amount: "7346.66" }] })
})

import { startGateway, type Gateway } from "./setup/gateway"
import { makePromotion } from "./setup/promotions"
import { checkoutOf, completeCart, fillCart } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

/** What an order takes of the shop that is never paid: stock, and what its codes may be used for. */

let gateway: Gateway
let store: RunningStore

beforeAll(async () => {
  gateway = await startGateway()
  store = await startStore({ almaraUrl: gateway.url })
})

afterAll(async () => {
  await store?.stop()
  await gateway?.stop()
})

describe("an order of nothing", () => {
  it("ends on Thank you, and no checkout is opened for it", async () => {
    const { code } = await makePromotion(store, { percent: 100 })
    const cart = await fillCart(store, undefined, { promo_codes: [code] })
    expect(await checkoutOf(store, cart.paymentSessionId)).toBeUndefined()
    const { body } = await completeCart(store, cart.id)
    expect(body).toMatchObject({ type: "order", order: { total: 0 } })
    expect(await checkoutOf(store, cart.paymentSessionId)).toMatchObject({ status: "paid", can_retry: false, checkout_url: null, amount: "0", order: { id: body.order.id } })
    expect((await store.database.query("select 1 from almara_checkout where payment_session_id = $1", [cart.paymentSessionId])).rows).toEqual([])
  })
})

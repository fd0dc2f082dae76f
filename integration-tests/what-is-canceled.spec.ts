import { offerOtherProvider, placeDraftOrder, placeWithOtherProvider } from "./setup/other-orders"
import { startGateway, type Gateway } from "./setup/gateway"
import { placeWaitingOrder, tryAgain, untilState } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

/** Only what is ours is canceled, and only when it is certain. */

let gateway: Gateway
let store: RunningStore

beforeAll(async () => {
  gateway = await startGateway()
  store = await startStore({ almaraUrl: gateway.url })
  await offerOtherProvider(store)
})

afterAll(async () => {
  await store?.stop()
  await gateway?.stop()
})

describe("what is kept of an order", () => {
  const rowsOf = async (orderId: string) => (await store.database.query("select id, cart_id, turn, is_kept, pay_by from almara_order where id = $1", [orderId])).rows

  it("says which cart was completed for it, once, however often it is tried", async () => {
    const order = await placeWaitingOrder(store)
    expect(await rowsOf(order.orderId)).toEqual([{ id: order.orderId, cart_id: order.id, turn: 0, is_kept: false, pay_by: null }])
    await gateway.decide(order.conversationId, { outcome: "declined", code: 1 })
    await untilState(store, order.checkoutId, "failed")
    expect((await tryAgain(store, order.paymentSessionId)).status).toBe(200)
    expect(await rowsOf(order.orderId)).toHaveLength(1)
  })

  it.each([
    ["the merchant made it by hand", placeDraftOrder],
    ["it was placed with another provider", placeWithOtherProvider],
  ])("says none where %s", async (_, place) => {
    const { orderId } = await place(store)
    expect(await rowsOf(orderId)).toEqual([{ id: orderId, cart_id: null, turn: 0, is_kept: false, pay_by: null }])
  })
})

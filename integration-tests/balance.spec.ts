import { passTime } from "./setup/clock"
import { expectPaidOnce } from "./setup/expectations"
import { startGateway, type Gateway } from "./setup/gateway"
import { collectionsOf, credit, editDown, editUp, exchange, fulfill, itemsOf, owedBy } from "./setup/merchant"
import { checkoutOf, checkoutRow, choosePayment, eventually, fillCart, ledgerRow, orderIdOf, orderOf, placeWaitingOrder, tryAgain, untilState, type WaitingOrder } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

/** What a page asks for, and what its money does, goes by what the order owes at that moment. The shirts cost 2,500, 2,500 and 2,000. */

let gateway: Gateway
let store: RunningStore

beforeAll(async () => {
  gateway = await startGateway()
})

afterAll(() => gateway?.stop())

const pay = (conversationId: string) => gateway.decide(conversationId, { outcome: "paid" })
const sessionsOf = (collectionId: string, provider: string) =>
  store.shop(`/store/payment-collections/${collectionId}/payment-sessions`, { method: "POST", body: { provider_id: provider } })
const booked = async (orderId: string): Promise<number[]> => (await orderOf(store, orderId)).transactions.map(({ amount }: { amount: number }) => amount)

async function payAttempt(checkoutId: string): Promise<any> {
  await pay((await checkoutRow(store, checkoutId)).conversation_id)
  return untilState(store, checkoutId, "paid")
}

describe("order first", () => {
  beforeAll(async () => {
    store = await startStore({ almaraUrl: gateway.url })
  })

  afterAll(() => store?.stop())

  const ONE_SHIRT = ["SHRT-BLK-XL-9981"]

  async function paidOrder(): Promise<WaitingOrder> {
    const order = await placeWaitingOrder(store)
    await pay(order.conversationId)
    await untilState(store, order.checkoutId, "paid")
    return order
  }

  describe("an item is added to a waiting order", () => {
    it("the old page is paid: its money stands on the order, and the rest is open", async () => {
      const order = await placeWaitingOrder(store, ONE_SHIRT)
      await editUp(store, order.orderId, 2200)
      await pay(order.conversationId)
      await untilState(store, order.checkoutId, "paid")
      expect([await booked(order.orderId), await owedBy(store, order.orderId)]).toEqual([[2500], 2200])
      expect(await collectionsOf(store, order.orderId)).toEqual([
        expect.objectContaining({ amount: 2500, captured: 2500, status: "completed" }),
        expect.objectContaining({ amount: 2200, captured: 0, status: "not_paid" }),
      ])
      expect((await orderOf(store, order.orderId)).payment_status).toBe("partially_captured")
    })
  })

  it("a paid order is edited up: what was added is paid onto a collection of its own, and is not held as paid twice", async () => {
    const order = await paidOrder()
    await editUp(store, order.orderId, 2500)
    const [, second] = await collectionsOf(store, order.orderId)
    const session = await choosePayment(store, second!.id)
    expect((await tryAgain(store, session)).body.checkout).toMatchObject({ amount: "2500", checkout_url: expect.stringContaining("http") })
    await payAttempt((await ledgerRow(store, session)).id)
    expect([await booked(order.orderId), await owedBy(store, order.orderId)]).toEqual([[7000, 2500], 0])
    expect((await orderOf(store, order.orderId)).payment_status).toBe("captured")
  })
})

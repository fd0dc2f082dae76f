import { startGateway, type Gateway } from "./setup/gateway"
import { addCollection, claim, collectionsOf, credit, editDown, editUp, exchange, fulfill, itemsOf, owedBy, refund, returnItem } from "./setup/merchant"
import { checkoutOf, checkoutRow, choosePayment, completeCart, eventually, fillCart, ledgerRow, orderOf, placeWaitingOrder, tryAgain, untilState, type WaitingOrder } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

/** What a merchant does to an order, from its change to the books: what it owes then is asked, and what is too much is in sight. The three shirts cost 7,000. */

let gateway: Gateway
let store: RunningStore

beforeAll(async () => {
  gateway = await startGateway()
  store = await startStore({ almaraUrl: gateway.url, environment: { ALMARA_REFUNDS: "manual" } })
  // The sweep would find everything as well, half a minute later: what is shown here is shown without it.
  await store.database.query("insert into almara_job_run (id, name, leased_by, leased_until) values ('almjob_spec', 'reconcile', 'another process', now() + interval '1 hour') on conflict do nothing")
  await store.database.query("update almara_job_run set leased_by = 'another process', leased_until = now() + interval '170 seconds' where name = 'reconcile'")
})

afterAll(async () => {
  await store?.stop()
  await gateway?.stop()
})

const booked = async (orderId: string): Promise<number[]> => (await orderOf(store, orderId)).transactions.map(({ amount }: { amount: number }) => amount)
const casesOf = async (orderId: string): Promise<any[]> =>
  (await store.admin("/admin/almara/checkouts?state=needs_attention&limit=100")).body.checkouts.filter((checkout: any) => checkout.order_id === orderId)

async function payAttempt(checkoutId: string): Promise<any> {
  await gateway.decide((await checkoutRow(store, checkoutId)).conversation_id, { outcome: "paid" })
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
    const [one, ...others] = await eventually(() => casesOf(order.orderId), (cases) => cases.length > 0)
    const owed = await owedBy(store, order.orderId)
    expect(owed).toBeLessThan(0)
    expect([one, others]).toEqual([expect.objectContaining({ id: order.checkoutId, state: "paid", hold_reason: reason, outstanding_amount: String(owed) }), []])
    expect(one.outcome.sentence).toContain(words)
    return owed
  }

  it("a return: once it is received, until the refund is booked", async () => {
    const { order, item } = await sentOrder()
    const receive = await returnItem(store, order.orderId, item.id)
    console.log("requested", await owedBy(store, order.orderId), (await checkoutOf(store, order.paymentSessionId)).outstanding_amount, await casesOf(order.orderId))
    await receive()
    const owed = await expectCase(order, "overpaid_return", "goods came back")
    await refund(store, order.orderId, -owed)
    await checkoutOf(store, order.paymentSessionId)
    console.log(await owedBy(store, order.orderId), await booked(order.orderId), await casesOf(order.orderId))
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
})

describe("a claim that costs more", () => {
  it("is paid", async () => {
    const { order, item } = await sentOrder()
    await claim(store, order.orderId, item.id, 5000)
    console.log(await owedBy(store, order.orderId), await collectionsOf(store, order.orderId))
  })
})

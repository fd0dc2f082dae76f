import { watchBoundaries, type Boundaries } from "./setup/boundaries"
import { stopSweep } from "./setup/clock"
import { copyOfTemplate } from "./setup/database"
import { startGateway, type Gateway } from "./setup/gateway"
import { collectionsOf, editDown, editUp, itemsOf, owedBy } from "./setup/merchant"
import {
  checkoutOf,
  checkoutRow,
  eventually,
  orderOf,
  placeWaitingOrder,
  tryAgain,
  untilState,
  type WaitingOrder,
} from "./setup/shopper"
import { migrateStore, startStore, type RunningStore } from "./setup/store"

/**
 * One process puts money onto an order while another one confirms its edit: after Almara has answered and the money was
 * granted, before Medusa captures it. Both hold locks of Medusa, for different keys. The three shirts cost 7,000.
 */

const BEFORE_THE_CAPTURE = "settle/apply-decision:before"

let gateway: Gateway

beforeAll(async () => {
  gateway = await startGateway()
})

afterAll(() => gateway?.stop())

describe.each([
  ["locks of their own", {}],
  ["Medusa's lock in Postgres", { MEDUSA_LOCKS: "postgres" }],
])("two processes with %s", (_, locks: Record<string, string>) => {
  let settling: RunningStore
  let editing: RunningStore
  let boundaries: Boundaries

  beforeAll(async () => {
    const database = await copyOfTemplate()
    boundaries = watchBoundaries()
    const place = { almaraUrl: gateway.url, database }
    if (locks.MEDUSA_LOCKS) await migrateStore({ ...place, environment: locks })
    settling = await startStore({ ...place, environment: { ...locks, ...boundaries.environment } })
    // With jobs as often as those of the first one it would take over what that one has just taken in.
    editing = await startStore({ ...place, environment: locks, jobs: "as in production" })
    await stopSweep(editing)
  })

  afterAll(async () => {
    await Promise.all([settling?.stop(), editing?.stop()])
    boundaries?.forget()
  })

  const booked = async (orderId: string): Promise<number[]> =>
    (await orderOf(editing, orderId)).transactions.map(({ amount }: { amount: number }) => amount)

  /** Its money is granted and about to be captured by one process, when the other one does this. */
  async function meanwhile(order: WaitingOrder, act: () => Promise<void>): Promise<void> {
    boundaries.haltAt(order.checkoutId, BEFORE_THE_CAPTURE)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await boundaries.untilHalted([order.checkoutId])
    expect(await checkoutRow(editing, order.checkoutId)).toMatchObject({ state: "received" })
    await act()
    boundaries.goOn(order.checkoutId)
    await untilState(editing, order.checkoutId, "paid")
  }

  it("an item is added: what came stands on the order, and the rest is open on a collection of its own", async () => {
    const order = await placeWaitingOrder(settling, ["SHRT-BLK-XL-9981"])
    await meanwhile(order, () => editUp(editing, order.orderId, 2200))
    expect([await booked(order.orderId), await owedBy(editing, order.orderId)]).toEqual([[2500], 2200])
    expect(await collectionsOf(editing, order.orderId)).toEqual([
      expect.objectContaining({ amount: 2500, captured: 2500, status: "completed" }),
      expect.objectContaining({ amount: 2200, captured: 0, status: "not_paid" }),
    ])
    expect(await checkoutOf(editing, order.paymentSessionId)).toMatchObject({
      status: "paid",
      outstanding_amount: "2200",
      can_retry: true,
    })
    expect((await tryAgain(editing, order.paymentSessionId)).body.checkout).toMatchObject({
      status: "open",
      amount: "2200",
    })
  })

  it("an item is taken off: what came stands on the order, and what is too much is in sight at once", async () => {
    const order = await placeWaitingOrder(settling)
    const { id } = (await itemsOf(settling, order.orderId)).find(({ unit_price }) => unit_price === 2200)!
    await meanwhile(order, () => editDown(editing, order.orderId, [id]))
    expect([await booked(order.orderId), await owedBy(editing, order.orderId)]).toEqual([[7000], -2200])
    const { attention } = await eventually(
      () => checkoutRow(editing, order.checkoutId),
      (seen) => seen.attention !== null,
      5_000,
    )
    expect(attention).toBe("overpaid")
    const { body } = await editing.admin(`/admin/almara/checkouts/${order.checkoutId}`)
    expect(body.checkout).toMatchObject({
      outstanding_amount: "-2200",
      outcome: { sentence: expect.stringContaining("2,200.00 more than the order asks now") },
    })
  })
})

import { watchBoundaries, type Boundaries } from "./setup/boundaries"
import { passTime, stopSweep } from "./setup/clock"
import { copyOfTemplate } from "./setup/database"
import { haltInserts, type HaltedInserts } from "./setup/halted-inserts"
import { bookedOn, bookAgain, collectionsOf, editDown, editUp, itemsOf, owedBy } from "./setup/merchant"
import {
  checkoutOf,
  checkoutRow,
  eventually,
  ledgerRow,
  orderOf,
  placeWaitingOrder,
  tryAgain,
  untilState,
  type WaitingOrder,
} from "./setup/shopper"
import { migrateStore, startStore, type RunningStore } from "./setup/store"
import { withGateway } from "./setup/with-store"

/**
 * One process puts money onto an order while another one confirms its edit: after Almara has answered and the money was
 * granted, before Medusa captures it. Both hold locks of Medusa, for different keys. The three shirts cost 7,000.
 */

const BEFORE_THE_CAPTURE = "settle/apply-decision:before"

const gateway = withGateway()

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

  /** One sweep, and none after it. */
  async function sweep(): Promise<void> {
    await editing.database.query(
      "update almara_job_run set leased_by = null, leased_until = null, finished_at = null where name = 'reconcile'",
    )
    await passTime(editing, "31 seconds")
    const swept = () =>
      editing.database.query(
        "select 1 from almara_job_run where name = 'reconcile' and leased_by is null and finished_at is not null",
      )
    await eventually(swept, ({ rowCount }) => rowCount === 1)
    await stopSweep(editing)
  }

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
    expect([await bookedOn(editing, order.orderId), await owedBy(editing, order.orderId)]).toEqual([[2500], 2200])
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
    expect([await bookedOn(editing, order.orderId), await owedBy(editing, order.orderId)]).toEqual([[7000], -2200])
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

  describe("Medusa's own Check status is pressed meanwhile, and has not yet seen what this plugin writes", () => {
    let halted: HaltedInserts

    afterEach(() => halted?.forget())

    const checkStatus = ({ orderId, paymentSessionId }: WaitingOrder) =>
      editing.admin(`/admin/orders/${orderId}/payment-sessions/authorize`, {
        method: "POST",
        body: { payment_session_id: paymentSessionId },
      })
    const summaryOf = async (orderId: string) => (await orderOf(editing, orderId)).summary
    /** As Medusa has stored them. */
    const totalsOf = async (orderId: string) =>
      (await editing.database.query("select totals from order_summary where order_id = $1", [orderId])).rows[0].totals
    const PAID = { paid_total: 2500, transaction_total: 2500, pending_difference: 0 }

    /**
     * Its money is granted, and it is Medusa's Check status that captures it and is about to write it onto the order.
     */
    async function capturedByMedusa(): Promise<{ order: WaitingOrder; pressed: ReturnType<typeof checkStatus> }> {
      const order = await placeWaitingOrder(settling, ["SHRT-BLK-XL-9981"])
      boundaries.haltAt(order.checkoutId, BEFORE_THE_CAPTURE)
      await gateway.decide(order.merchantRequestId, { outcome: "paid" })
      await boundaries.untilHalted([order.checkoutId])
      const pressed = checkStatus(order)
      await halted.untilWaiting(1)
      return { order, pressed }
    }

    it("both write the capture onto the order, and count it once: it stands there once", async () => {
      halted = await haltInserts(editing.database, "order_transaction")
      const { order, pressed } = await capturedByMedusa()
      boundaries.goOn(order.checkoutId)
      await halted.untilWaiting(2)
      await halted.goOn()
      expect((await pressed).status).toBe(200)
      const { attention } = await untilState(editing, order.checkoutId, "paid")
      expect([await bookedOn(editing, order.orderId), await summaryOf(order.orderId), attention]).toEqual([
        [2500],
        expect.objectContaining(PAID),
        null,
      ])
    })

    it("Medusa writes it again after all was settled: no money seems doubled, and the sweep takes it off", async () => {
      halted = await haltInserts(editing.database, "order_transaction")
      const { order, pressed } = await capturedByMedusa()
      await halted.haltNoMore()
      boundaries.goOn(order.checkoutId)
      await untilState(editing, order.checkoutId, "paid")
      const before = await totalsOf(order.orderId)
      await halted.goOn()
      expect((await pressed).status).toBe(200)
      expect(await bookedOn(editing, order.orderId)).toEqual([2500, 2500])
      expect(await checkoutOf(editing, order.paymentSessionId)).toMatchObject({
        status: "paid",
        outstanding_amount: "0",
      })

      await sweep()
      expect([await bookedOn(editing, order.orderId), await totalsOf(order.orderId)]).toEqual([[2500], before])
      expect(before).toMatchObject(PAID)
      expect(await checkoutRow(editing, order.checkoutId)).toMatchObject({ state: "paid", attention: null })
    })
  })

  it("of a capture that was written twice the first line stays, and of two captures of one sum both", async () => {
    const order = await placeWaitingOrder(settling, ["SHRT-BLK-XL-9981"])
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await untilState(editing, order.checkoutId, "paid")
    await editUp(editing, order.orderId, 2500)
    const { body } = await tryAgain(editing, order.paymentSessionId)
    const second = await ledgerRow(editing, body.checkout.payment_session_id)
    await gateway.decide(second.merchant_request_id, { outcome: "paid" })
    await untilState(editing, second.id, "paid")
    const lines = async () =>
      (
        await editing.database.query(
          "select id, amount::float from order_transaction where order_id = $1 and deleted_at is null order by id",
          [order.orderId],
        )
      ).rows
    const before = await lines()
    expect(before.map(({ amount }) => amount)).toEqual([2500, 2500])

    for (const { id } of before) await bookAgain(editing, id, 2500)
    expect(await lines()).toHaveLength(4)
    await sweep()
    expect([await lines(), await owedBy(editing, order.orderId)]).toEqual([before, 0])

    // A line of another sum is no repetition: what it is, a person finds out.
    await bookAgain(editing, before[0].id, 100)
    await sweep()
    expect([await lines(), await owedBy(editing, order.orderId)]).toEqual([
      expect.arrayContaining([...before, expect.objectContaining({ amount: 100 })]),
      -100,
    ])
  })
})

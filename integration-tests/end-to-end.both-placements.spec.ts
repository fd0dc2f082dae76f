import { readFileSync } from "node:fs"
import path from "node:path"
import { findCanceledPaidOrders } from "../src/modules/almara/jobs/abandoned-orders"
import { connectionTo } from "./setup/connection"
import { expectHeld, expectPaidOnce, expectUnpaid } from "./setup/expectations"
import {
  beginPayment,
  checkoutRow,
  eventually,
  makeDue,
  orderIdOf,
  orderOf,
  passDueDate,
  untilState,
  untilProcessed,
  type BegunPayment,
} from "./setup/shopper"
import { withGateway, withStoreOf } from "./setup/with-store"

/** Hard scenarios that are the same whether the order or the money comes first. */

const EXAMPLE = readFileSync(path.join(__dirname, "fixtures/checkout-callback.json"), "utf8")
const saysPaid = ({ merchantRequestId, checkoutReference }: BegunPayment) =>
  EXAMPLE.replace("00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66", merchantRequestId).replace(
    "ORD-20260126-7848",
    checkoutReference,
  )

const gateway = withGateway()

afterEach(() => gateway.behave({ checkStatus: { mode: "ok" } }))

describe.each(["order_first", "pay_first"] as const)("hard scenarios, %s", (placement) => {
  const store = withStoreOf(gateway, { environment: { ALMARA_PLACEMENT: placement, ALMARA_REFUNDS: "manual" } })

  const begin = () => beginPayment(store, placement)
  const payInSilence = ({ merchantRequestId }: BegunPayment) =>
    gateway.decide(merchantRequestId, { outcome: "paid", callback: { send: false } })
  const timelineOf = async ({ checkoutId }: BegunPayment) =>
    (
      await store.database.query(
        "select kind, detail from almara_checkout_event where checkout_id = $1 order by created_at",
        [checkoutId],
      )
    ).rows

  async function pay(): Promise<BegunPayment> {
    const payment = await begin()
    await gateway.decide(payment.merchantRequestId, { outcome: "paid" })
    await expectPaid(payment)
    return payment
  }

  async function expectPaid(payment: BegunPayment): Promise<void> {
    await untilState(store, payment.checkoutId, "paid")
    await expectPaidOnce(store, await orderIdOf(store, payment))
  }

  async function expectOpen(payment: BegunPayment): Promise<void> {
    expect(await checkoutRow(store, payment.checkoutId)).toMatchObject({ state: "open", transaction_reference: null })
    await expectUnpaid(store, payment)
  }

  it("the same callback one hundred times at once: one capture, after one status check or two", async () => {
    const payment = await begin()
    await payInSilence(payment)
    const deliveries = await gateway.callback(payment.merchantRequestId, { copies: 100 })
    expect(deliveries.every(({ status }) => status === 200)).toBe(true)
    await untilProcessed(store, payment.checkoutId, 100)
    await expectPaid(payment)
    expect((await checkoutRow(store, payment.checkoutId)).checks).toBeLessThanOrEqual(2)
  })

  it("an unsigned forgery that says paid, twenty times: one check in five seconds at most, and no payment", async () => {
    const payment = await begin()
    const forged = saysPaid(payment)
    await Promise.all(
      Array.from({ length: 20 }, () => fetch(`${store.url}/checkout/cart`, { method: "POST", body: forged })),
    )
    await untilProcessed(store, payment.checkoutId, 20)
    const { rows } = await store.database.query(
      "select extract(epoch from created_at - lag(created_at) over (order by created_at))::float8 as pause from almara_checkout_event where checkout_id = $1 and kind = 'status_check' and actor = 'callback'",
      [payment.checkoutId],
    )
    expect(rows.length).toBeGreaterThan(0)
    // How many there are is a matter of how long the machine takes for twenty of them.
    for (const { pause } of rows.slice(1)) expect(pause).toBeGreaterThanOrEqual(5)
    await expectOpen(payment)
  })

  it("a signature of another checkout is none: a hint, one status check, and no payment", async () => {
    const [payment, other] = [await begin(), await begin()]
    const { request } = await gateway.checkout(other.merchantRequestId)
    const body = saysPaid(payment)
    expect((await fetch(request.checkoutCallbackUrl, { method: "POST", body })).status).toBe(200)
    const [hint] = await untilProcessed(store, payment.checkoutId, 1)
    expect(hint).toMatchObject({ signed: false, state: "done" })
    expect((await checkoutRow(store, payment.checkoutId)).checks).toBe(1)
    await expectOpen(payment)
  })

  it("a replay of yesterday's callback is recorded as a duplicate and changes nothing", async () => {
    const payment = await pay()
    const [yesterdays] = await untilProcessed(store, payment.checkoutId, 1)
    for (const table of ["almara_callback", "almara_checkout_event"]) {
      await store.database.query(
        `update ${table} set created_at = created_at - interval '1 day' where checkout_id = $1`,
        [payment.checkoutId],
      )
    }
    const before = [await timelineOf(payment), await checkoutRow(store, payment.checkoutId)]
    await gateway.callback(payment.merchantRequestId)
    const [, replayed] = await untilProcessed(store, payment.checkoutId, 2)
    expect(replayed).toMatchObject({ duplicate_of: yesterdays.id, tries: 0 })
    expect([await timelineOf(payment), await checkoutRow(store, payment.checkoutId)]).toEqual(before)
    await expectPaid(payment)
  })

  it("POST /hooks/payment/almara_almara used by mistake: it says so in the log, and nothing moves", async () => {
    const payment = await begin()
    const said = JSON.parse(saysPaid(payment).replace(/,(\s*})/g, "$1"))
    const hook = await fetch(`${store.url}/hooks/payment/almara_almara`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(said),
    })
    expect(hook.status).toBe(200)
    await eventually(
      async () => store.output(),
      (log) => log.includes("event=callback.misdirected"),
    )
    expect((await checkoutRow(store, payment.checkoutId)).checks).toBe(0)
    await expectOpen(payment)
  })

  it("token refused in the middle: it is renewed once, and the payment goes on", async () => {
    const payment = await begin()
    // The scheduler's checks of other checkouts do not count.
    await store.database.query("update almara_checkout set next_check_at = now() + interval '1 day'")
    await payInSilence(payment)
    await gateway.revokeTokens()
    const before = await gateway.counts()
    await gateway.callback(payment.merchantRequestId)
    await expectPaid(payment)
    const after = await gateway.counts()
    const calls = (part: string) =>
      Object.keys(after)
        .filter((name) => name.includes(part))
        .reduce((sum, name) => sum + (after[name] ?? 0) - (before[name] ?? 0), 0)
    // The check that was refused, and the same one again.
    expect({ renewals: calls("token"), checks: calls("check-status") }).toEqual({ renewals: 1, checks: 2 })
  })

  it("check-status says declined, the callback says paid: Almara, asked, is believed", async () => {
    const payment = await begin()
    await gateway.decide(payment.merchantRequestId, { outcome: "declined", code: 18, callback: { send: false } })
    await gateway.callback(payment.merchantRequestId, {
      overrides: { checkoutOutcome: { Status: 4, ResultCode: "000" } },
    })
    await untilState(store, payment.checkoutId, "failed")
    await expectUnpaid(store, payment)
  })

  it("check-status says paid, the callback says declined: Almara, asked, is believed", async () => {
    const payment = await begin()
    await payInSilence(payment)
    await gateway.callback(payment.merchantRequestId, {
      overrides: { checkoutOutcome: { Status: 3, ResultCode: "18" } },
    })
    await expectPaid(payment)
  })

  it("check-status not permitted: it waits with the reason in sight, and even the due date closes nothing", async () => {
    const payment = await begin()
    await gateway.behave({ checkStatus: { mode: "forbidden" } })
    await gateway.decide(payment.merchantRequestId, { outcome: "paid" })
    const asked = await eventually(
      () => checkoutRow(store, payment.checkoutId),
      (seen) => seen.last_error !== null && seen.leased_by === null,
    )
    const { body } = await store.admin(`/admin/almara/checkouts/${payment.checkoutId}`)
    expect(body.checkout.last_error).toMatch(/permission|not permitted|403/i)
    await passDueDate(store, payment.checkoutId)
    await eventually(
      () => checkoutRow(store, payment.checkoutId),
      (seen) => seen.checks > asked.checks && seen.leased_by === null,
    )
    expect(await checkoutRow(store, payment.checkoutId)).toMatchObject({ state: "open", closed_at: null })
    await expectUnpaid(store, payment)

    await gateway.behave({ checkStatus: { mode: "ok" } })
    await makeDue(store, payment.checkoutId)
    await expectPaid(payment)
  })

  it("a new payment session on a paid order is refused, in the store and in the admin", async () => {
    const payment = await pay()
    const route = `/payment-collections/${payment.paymentCollectionId}/payment-sessions`
    for (const again of [
      await store.shop(`/store${route}`, { method: "POST", body: { provider_id: "pp_almara_almara" } }),
      await store.admin(`/admin${route}`, { method: "POST", body: { provider_id: "pp_almara_almara" } }),
    ]) {
      expect([again.status, again.body.message]).toEqual([400, expect.stringMatching(/already paid/)])
    }
    await expectPaid(payment)
  })

  it("a paid order is canceled with refunds by hand: Medusa books it, and a person has to say it was made", async () => {
    const payment = await pay()
    const orderId = await orderIdOf(store, payment)
    expect((await store.admin(`/admin/orders/${orderId}/cancel`, { method: "POST", body: {} })).status).toBe(200)
    expect((await orderOf(store, orderId ?? "")).status).toBe("canceled")
    const refunds = await store.database.query(
      "select refund.amount::int as amount from refund join payment on payment.id = refund.payment_id where payment.payment_collection_id = $1",
      [payment.paymentCollectionId],
    )
    expect(refunds.rows).toEqual([{ amount: 7000 }])
    await expectHeld(store, payment.checkoutId, "order_canceled")
    const { body } = await store.admin(`/admin/almara/checkouts/${payment.checkoutId}`)
    expect(body.checkout.timeline.slice(-2)).toMatchObject([
      { kind: "refunded_outside", detail: { amount: "7000" } },
      { kind: "held" },
    ])
    const resolved = await store.admin(`/admin/almara/checkouts/${payment.checkoutId}/resolve`, {
      method: "POST",
      body: { action: "refunded", note: "by M-Pesa, today" },
    })
    expect([resolved.status, resolved.body.checkout.state]).toEqual([200, "resolved"])
    expect(await findCanceledPaidOrders(await connectionTo(store), 20)).not.toContain(orderId)
  })

  it("a paid order is refunded by hand and canceled later: that was said before, and needs nobody", async () => {
    const [payment, partly] = [await pay(), await pay()]
    for (const [{ paymentCollectionId }, amount] of [
      [payment, 7000],
      [partly, 3000],
    ] as const) {
      const { rows } = await store.database.query("select id from payment where payment_collection_id = $1", [
        paymentCollectionId,
      ])
      expect(
        (await store.admin(`/admin/payments/${rows[0].id}/refund`, { method: "POST", body: { amount } })).status,
      ).toBe(200)
      await store.database.query(
        "update refund set created_at = created_at - interval '2 minutes' where payment_id = $1",
        [rows[0].id],
      )
    }
    for (const one of [payment, partly])
      expect(
        (await store.admin(`/admin/orders/${await orderIdOf(store, one)}/cancel`, { method: "POST", body: {} })).status,
      ).toBe(200)
    // The rest of the other one Medusa has booked by itself.
    await untilState(store, partly.checkoutId, "held")
    const { body } = await store.admin(`/admin/almara/checkouts/${partly.checkoutId}`)
    expect(body.checkout).toMatchObject({
      hold_reason: "order_canceled",
      refunded_amount: "3000",
      left_amount: "4000",
      outcome: {
        label: "Needs attention",
        sentence: expect.stringMatching(/only KES\s4,000\.00 is left to refund\.$/),
      },
    })
    expect(await checkoutRow(store, payment.checkoutId)).toMatchObject({ state: "paid", hold_reason: null })
    expect(await findCanceledPaidOrders(await connectionTo(store), 20)).not.toContain(await orderIdOf(store, payment))
  })
})

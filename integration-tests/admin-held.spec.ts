import { editDown, editUp, itemsOf, owedBy } from "./setup/merchant"
import { chooseOtherProvider, offerOtherProvider } from "./setup/other-orders"
import {
  checkoutOf,
  eventually,
  fillCart,
  ledgerRow,
  orderOf,
  placeWaitingOrder,
  tryAgain,
  type WaitingOrder,
} from "./setup/shopper"
import { callJson, startStore, type RunningStore } from "./setup/store"
import { withStore } from "./setup/with-store"

const { gateway, store } = withStore()
let paid: WaitingOrder
let waiting: WaitingOrder
let mismatched: WaitingOrder
let dismissed: WaitingOrder

const untilState = (order: Pick<WaitingOrder, "paymentSessionId">, state: string) =>
  eventually(
    () => ledgerRow(store, order.paymentSessionId),
    (row) => row.state === state,
  )
const get = (path: string) => store.admin(`/admin/almara${path}`)
const post = (path: string, body: unknown = {}) => store.admin(`/admin/almara${path}`, { method: "POST", body })
const exported = async (query: string): Promise<string[]> => {
  const { body } = await store.admin("/auth/token/refresh", { method: "POST", body: {} })
  const answer = await fetch(`${store.url}/admin/almara/checkouts/export${query}`, {
    headers: { authorization: `Bearer ${body.token}` },
  })
  return (await answer.text()).trim().split("\r\n")
}
const resolve = (order: WaitingOrder, body: unknown) => post(`/checkouts/${order.checkoutId}/resolve`, body)

beforeAll(async () => {
  paid = await placeWaitingOrder(store)
  waiting = await placeWaitingOrder(store)
  mismatched = await placeWaitingOrder(store)
  dismissed = await placeWaitingOrder(store)
  await gateway.decide(paid.merchantRequestId, { outcome: "paid", reference: "TXN565FDR43211" })
  await gateway.decide(mismatched.merchantRequestId, { outcome: "paid", amount: 8000 })
  await gateway.decide(dismissed.merchantRequestId, { outcome: "paid", amount: 1 })
  await untilState(paid, "paid")
  await untilState(mismatched, "held")
  await untilState(dismissed, "held")
})

describe("money that needs attention", () => {
  it("says which sum Almara reported, and is offered to be accepted only where it fits", async () => {
    const { body } = await get(`/checkouts/${mismatched.checkoutId}`)
    expect(body.checkout).toMatchObject({
      amount: "7000",
      reported_amount: "8000",
      reported_currency_code: "kes",
      reported_differs: true,
      actions: ["check", "refunded", "dismiss"],
    })
    expect((await get(`/checkouts/${paid.checkoutId}`)).body.checkout).toMatchObject({
      reported_amount: null,
      reported_differs: false,
    })
  })

  it("another sum than the order's is not accepted, and the answer says why", async () => {
    const { status, body } = await resolve(mismatched, { action: "accept" })
    expect(status).toBe(400)
    expect(body.message).toMatch(/paid KES\s8,000\.00, but KES\s7,000\.00/)
    expect(body).toMatchObject({
      code: "other_amount",
      type: "not_allowed",
      values: { received_amount: "8000", expected_amount: "7000" },
    })
    expect((await ledgerRow(store, mismatched.paymentSessionId)).state).toBe("held")
    expect((await orderOf(store, mismatched.orderId)).transactions).toHaveLength(0)
  })

  it("the same figure in another currency is not accepted", async () => {
    await gateway.decide(mismatched.merchantRequestId, {
      outcome: "paid",
      amount: 7000,
      overrides: { checkoutCurrencyCode: 840, checkoutCurrencyName: "USD" },
      callback: { send: false },
    })
    const { status, body } = await resolve(mismatched, { action: "accept" })
    expect([status, body.code]).toEqual([400, "other_amount"])
    expect(body.values).toMatchObject({
      received_amount: "7000",
      received_currency: "USD",
      expected_amount: "7000",
      expected_currency: "KES",
    })
    expect((await ledgerRow(store, mismatched.paymentSessionId)).state).toBe("held")
  })

  it("another checkout's reference is not accepted, whatever the sum", async () => {
    await gateway.decide(mismatched.merchantRequestId, {
      outcome: "paid",
      amount: 7000,
      checkoutReference: "ANOTHER-ORDER",
      callback: { send: false },
    })
    const { status, body } = await resolve(mismatched, { action: "accept" })
    expect([status, body.code]).toEqual([400, "other_reference"])
    expect((await ledgerRow(store, mismatched.paymentSessionId)).state).toBe("held")
    expect((await orderOf(store, mismatched.orderId)).transactions).toHaveLength(0)
  })

  it("is accepted when Almara, asked once more, reports what the order waits for", async () => {
    await gateway.decide(mismatched.merchantRequestId, { outcome: "paid", amount: 7000, callback: { send: false } })
    await store.database.query("update almara_checkout set paid_at = now() - interval '1 day' where id = $1", [
      mismatched.checkoutId,
    ])
    const { paid_at: seenAt } = await ledgerRow(store, mismatched.paymentSessionId)
    const { status, body } = await resolve(mismatched, { action: "accept", note: "Almara corrected it" })
    expect([status, body.checkout?.state, body.message]).toEqual([200, "paid", undefined])
    expect(body.checkout).toMatchObject({ reported_amount: "7000", reported_differs: false })
    expect(body.checkout.timeline.find((entry: { kind: string }) => entry.kind === "accepted")).toMatchObject({
      actor: { kind: "user", name: "admin@example.com" },
      detail: { note: "Almara corrected it" },
    })
    const order = await orderOf(store, mismatched.orderId)
    expect([order.payment_status, order.transactions.length, order.summary.paid_total]).toEqual(["captured", 1, 7000])
    // The money came when it was first seen, not when a person accepted it.
    expect((await ledgerRow(store, mismatched.paymentSessionId)).paid_at).toEqual(seenAt)
  })

  describe("whose amount could not be read", () => {
    const unread = async (
      overrides: Record<string, unknown> = { checkoutRequestLines: null },
    ): Promise<WaitingOrder> => {
      const order = await placeWaitingOrder(store)
      await gateway.decide(order.merchantRequestId, { outcome: "paid", overrides })
      await untilState(order, "held")
      return order
    }

    it.each([
      ["no lines", { checkoutRequestLines: null }],
      ["a currency's name that is no code", { checkoutCurrencyName: "Kenyan Shilling" }],
    ])("has its own reason: %s", async (_, overrides) => {
      const order = await unread(overrides)
      const { body } = await get(`/checkouts/${order.checkoutId}`)
      expect(body.checkout).toMatchObject({
        hold_reason: "amount_unreadable",
        reported_amount: null,
        actions: ["check", "accept", "refunded", "dismiss"],
      })
    })

    it("is booked by itself where a sum stands in the place of the lines", async () => {
      const order = await placeWaitingOrder(store)
      await gateway.decide(order.merchantRequestId, {
        outcome: "paid",
        overrides: { checkoutRequestLines: null, totalAmount: "7000.00" },
      })
      await untilState(order, "paid")
    })

    it("is accepted with the sum that was typed, and with nothing less or more", async () => {
      const order = await unread()
      for (const [more, code] of [
        [{}, "amount_needed"],
        [{ amount: "seven" }, "amount_invalid"],
        [{ amount: "0" }, "amount_invalid"],
        [{ amount: "-5" }, "amount_invalid"],
        [{ amount: "0.00" }, "amount_invalid"],
        [{ amount: "7000.001" }, "amount_invalid"],
        [{ amount: "7000 USD" }, "amount_invalid"],
        [{ amount: "USD 7000" }, "amount_invalid"],
        [{ amount: "7,000" }, "amount_invalid"],
        [{ amount: "7e3" }, "amount_invalid"],
        [{ amount: "1".repeat(16) }, "amount_invalid"],
        [{ amount: "7000.01" }, "more_than_owed"],
      ] as const) {
        const refused = await resolve(order, { action: "accept", ...more })
        expect([refused.status, refused.body.code]).toEqual([400, code])
      }
      expect((await resolve(order, { action: "refunded", note: "sent back", amount: "5" })).status).toBe(400)
      expect((await resolve(order, { action: "accept", amount: "7000", currency_code: "usd" })).status).toBe(400)
      expect((await ledgerRow(store, order.paymentSessionId)).state).toBe("held")
      const { status, body } = await resolve(order, { action: "accept", amount: "7000", note: "looked up" })
      expect([status, body.checkout?.state, body.message]).toEqual([200, "paid", undefined])
      const accepted = body.checkout.timeline.find((entry: { kind: string }) => entry.kind === "accepted")
      expect(accepted).toMatchObject({
        actor: { kind: "user", name: "admin@example.com" },
        detail: { amount_typed: true, received_amount: "7000", reason: "amount_unreadable" },
      })
      const settled = await orderOf(store, order.orderId)
      expect([settled.payment_status, settled.transactions.length, settled.summary.paid_total]).toEqual([
        "captured",
        1,
        7000,
      ])
    })

    it("books exactly what was typed, never what was asked: the rest stays owed", async () => {
      const order = await unread()
      const { status, body } = await resolve(order, { action: "accept", amount: "2500.50", note: "looked up" })
      expect([status, body.checkout?.state, body.message]).toEqual([200, "paid", undefined])
      const settled = await orderOf(store, order.orderId)
      expect([settled.transactions.length, settled.summary.paid_total, settled.summary.pending_difference]).toEqual([
        1, 2500.5, 4499.5,
      ])
      const { rows } = await store.database.query(
        "select booked_amount, closed_at from almara_settlement where checkout_id = $1 and closed_as is distinct from 'moved'",
        [order.checkoutId],
      )
      expect(rows).toEqual([{ booked_amount: "2500.5", closed_at: null }])
      expect((await get(`/checkouts/${order.checkoutId}`)).body.checkout.attention).toBeNull()
    })

    it("is told on the shopper's first page as well, which names the session that the money had come for", async () => {
      const order = await unread()
      const { body } = await resolve(order, { action: "accept", amount: "2500.50", note: "looked up" })
      const { payment_session_id } = body.checkout
      expect(payment_session_id).not.toBe(order.paymentSessionId)
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
        payment_session_id,
        status: "paid",
        amount: "2500.5",
        outstanding_amount: "4499.5",
        can_retry: true,
        message: expect.stringContaining("A part is still open"),
      })
      const { checkout: rest } = (await tryAgain(store, order.paymentSessionId)).body
      expect(rest).toMatchObject({ status: "open", amount: "4499.5" })
      const page = await ledgerRow(store, rest.payment_session_id)
      await gateway.decide(page.merchant_request_id, { outcome: "paid" })
      await untilState({ paymentSessionId: page.payment_session_id }, "paid")
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
        status: "paid",
        outstanding_amount: "0",
        can_retry: false,
      })
    })

    it("is told there as well where an attempt was declined before", async () => {
      const order = await placeWaitingOrder(store)
      await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 18 })
      await untilState(order, "failed")
      expect((await tryAgain(store, order.paymentSessionId)).status).toBe(200)
      const second = await ledgerRow(store, order.paymentSessionId)
      await gateway.decide(second.merchant_request_id, { outcome: "paid", overrides: { checkoutRequestLines: null } })
      await untilState(order, "held")
      const { body } = await resolve(
        { ...order, checkoutId: second.id },
        { action: "accept", amount: "6000", note: "x" },
      )
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
        payment_session_id: body.checkout.payment_session_id,
        status: "paid",
        amount: "6000",
        outstanding_amount: "1000",
      })
    })

    it("a session of another provider that names somebody else's payment shows nothing of it", async () => {
      await offerOtherProvider(store)
      const cart = await fillCart(store)
      await chooseOtherProvider(store, cart.paymentCollectionId)
      const { checkout_reference } = await ledgerRow(store, waiting.paymentSessionId)
      const { rows } = await store.database.query(
        "update payment_session set data = jsonb_build_object('checkout_reference', $2::text) where payment_collection_id = $1 and provider_id = 'pp_system_default' returning id",
        [cart.paymentCollectionId, checkout_reference],
      )
      expect(rows).toHaveLength(1)
      expect(await checkoutOf(store, rows[0].id)).toBeUndefined()
    })

    it("shows what was booked beside what was asked for: list, file and shopper; an unknown sum nowhere", async () => {
      const order = await unread()
      const { checkout_reference } = await ledgerRow(store, order.paymentSessionId)
      const listed = async () => (await get(`/checkouts?q=${checkout_reference}`)).body.checkouts
      expect(await listed()).toEqual([
        expect.objectContaining({ state: "held", amount: "7000", received_amount: null, received_currency_code: null }),
      ])
      expect(
        (await get(`/checkouts?q=${(await ledgerRow(store, waiting.paymentSessionId)).checkout_reference}`)).body
          .checkouts,
      ).toMatchObject([{ state: "open", received_amount: null }])

      const { body } = await resolve(order, { action: "accept", amount: "2500.50", note: "looked up" })
      const booked = {
        state: "paid",
        amount: "7000",
        currency_code: "kes",
        received_amount: "2500.5",
        received_currency_code: "kes",
      }
      expect({
        detail: body.checkout,
        list: await listed(),
        file: await exported(`?q=${checkout_reference}`),
        shopper: await checkoutOf(store, body.checkout.payment_session_id),
      }).toMatchObject({
        detail: { ...booked, reported_amount: "2500.5", reported_differs: true },
        list: [booked],
        file: [
          expect.stringMatching(
            /^"created_at","state","amount","currency","order_number","email","asked_amount","asked_currency",/,
          ),
          expect.stringMatching(/,"paid",2500\.5,"KES",\d+,"wanjiku@example\.com",7000,"KES",/),
        ],
        shopper: { status: "paid", amount: "2500.5", outstanding_amount: "4499.5" },
      })
      expect(
        (await get(`/checkouts?q=${(await ledgerRow(store, paid.paymentSessionId)).checkout_reference}`)).body
          .checkouts,
      ).toMatchObject([{ amount: "7000", received_amount: "7000" }])
    })

    it("is not accepted with more than the order owes, nor with more than was asked for", async () => {
      const order = await unread()
      const tooMuch = await resolve(order, { action: "accept", amount: "7000.01" })
      expect(tooMuch).toMatchObject({
        status: 400,
        body: { code: "more_than_owed", values: { received_amount: "7000.01", expected_amount: "7000" } },
      })
      expect(await ledgerRow(store, order.paymentSessionId)).toMatchObject({
        state: "held",
        hold_reason: "amount_unreadable",
      })
      expect((await orderOf(store, order.orderId)).transactions).toHaveLength(0)

      // Less is asked for by now, and the old page was paid: what it asked for is taken, and what is too much is in
      // sight.
      const [dearest] = await itemsOf(store, order.orderId)
      await editDown(store, order.orderId, [dearest!.id])
      const owed = await owedBy(store, order.orderId)
      expect(owed).toBeLessThan(7000)
      expect(await resolve(order, { action: "accept", amount: "7000.01" })).toMatchObject({
        status: 400,
        body: { code: "more_than_owed", values: { expected_amount: String(owed) } },
      })
      expect((await resolve(order, { action: "accept", amount: "6999.99" })).body.checkout?.state).toBe("paid")
      expect((await orderOf(store, order.orderId)).transactions).toMatchObject([{ amount: 6999.99 }])
    })

    it("is accepted with more than was asked for where the order owes as much by now", async () => {
      const order = await unread()
      await editUp(store, order.orderId, 2000)
      expect((await resolve(order, { action: "accept", amount: "9000.01" })).body.code).toBe("more_than_owed")
      expect((await resolve(order, { action: "accept", amount: "8000" })).body.checkout?.state).toBe("paid")
      expect([(await orderOf(store, order.orderId)).transactions, await owedBy(store, order.orderId)]).toEqual([
        [expect.objectContaining({ amount: 8000 })],
        1000,
      ])
    })

    it("takes no other sum once Almara's report names one", async () => {
      const order = await unread()
      await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
      const refused = await resolve(order, { action: "accept", amount: "6000" })
      expect([refused.status, refused.body.code, refused.body.values.received_amount]).toEqual([
        400,
        "amount_known",
        "7000",
      ])
      expect((await resolve(order, { action: "accept" })).body.checkout?.state).toBe("paid")
    })
  })

  it("late money is not accepted onto a canceled order, and is marked as refunded with a note", async () => {
    const late = await placeWaitingOrder(store)
    await store.admin(`/admin/orders/${late.orderId}/cancel`, { method: "POST", body: {} })
    await gateway.decide(late.merchantRequestId, { outcome: "paid" })
    await untilState(late, "held")
    // Another run is still at it for a moment: the admin's click waits.
    await store.database.query(
      "update almara_checkout set leased_by = 'another-run', leased_until = now() + interval '1 second' where id = $1",
      [late.checkoutId],
    )
    expect((await get(`/checkouts/${late.checkoutId}`)).body.checkout.actions).toEqual([
      "check",
      "place_anew",
      "refunded",
      "dismiss",
    ])
    const refused = await resolve(late, { action: "accept", note: "try" })
    expect(refused.status).toBe(400)
    expect(refused.body.message).toMatch(/order was canceled/)
    expect(refused.body.code).toBe("order_canceled")
    const { status, body } = await resolve(late, { action: "refunded", note: "Sent back, card 4111 1111 1111 1111" })
    expect([status, body.checkout.state]).toEqual([200, "resolved"])
    const last = body.checkout.timeline.at(-1)
    expect(last).toMatchObject({ kind: "resolved", detail: { action: "refunded", reason: "late" } })
    expect(last.detail.note).not.toContain("4111")
    const { rows } = await store.database.query(
      "select actor from almara_checkout_event where checkout_id = $1 and kind = 'resolved'",
      [late.checkoutId],
    )
    expect(rows).toEqual([{ actor: expect.stringMatching(/^user_/) }])
  })

  it("is dismissed with a reason, once; nothing but that happens", async () => {
    const { status, body } = await resolve(dismissed, { action: "dismiss", note: "A test of ours" })
    expect([status, body.checkout.state, body.checkout.actions]).toEqual([200, "resolved", []])
    const again = await resolve(dismissed, { action: "dismiss", note: "again" })
    expect([again.status, again.body.code]).toEqual([400, "not_held"])
    expect((await orderOf(store, dismissed.orderId)).transactions).toHaveLength(0)
  })

  it("what stands on its order by now is not resolved: only a refund of the order undoes that", async () => {
    await store.database.query("update almara_checkout set state = 'held', hold_reason = 'unplaceable' where id = $1", [
      paid.checkoutId,
    ])
    expect((await get(`/checkouts/${paid.checkoutId}`)).body.checkout.actions).toEqual(["check"])
    for (const action of ["accept", "refunded", "dismiss"]) {
      const { status, body } = await resolve(paid, { action, note: "sent back" })
      expect([status, body.code]).toEqual([400, "already_booked"])
    }
    expect(
      (await store.database.query("select closed_at from almara_settlement where checkout_id = $1", [paid.checkoutId]))
        .rows,
    ).toEqual([{ closed_at: null }])
    await post(`/checkouts/${paid.checkoutId}/settle`)
    await untilState(paid, "paid")
  })

  it("what does not need attention cannot be resolved", async () => {
    for (const order of [paid, waiting]) {
      expect((await resolve(order, { action: "dismiss", note: "why not" })).status).toBe(400)
    }
  })
})

describe("where the credentials may not ask Almara", () => {
  let signed: RunningStore

  beforeAll(async () => {
    signed = await startStore({ almaraUrl: gateway.url, environment: { ALMARA_VERIFICATION: "signature" } })
  })
  afterAll(() => signed?.stop())

  it("a callback whose address does not fit is refused, and counted where the merchant looks", async () => {
    const call = async (query: string) =>
      (
        await callJson(`${signed.url}/checkout/cart${query}`, {
          method: "POST",
          body: { originatorConversationId: "00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66" },
        })
      ).status
    const problems = async () => (await signed.admin("/admin/almara/status")).body.status.ledger.address_problems
    const before = (await problems()).count
    expect([
      await call(""),
      await call("?hash=abc"),
      await call(`?checkout=00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66&signature=${"A".repeat(43)}`),
    ]).toEqual([401, 401, 401])
    expect(await eventually(problems, ({ count }) => count === before + 3)).toMatchObject({ last_problem: "wrong" })
    expect((await signed.database.query("select 1 from almara_callback")).rows).toEqual([])
  })

  it("neither a check is offered, nor an amount accepted that is not certain", async () => {
    const [open, other] = [await placeWaitingOrder(signed), await placeWaitingOrder(signed)]
    const actionsOf = async (order: WaitingOrder): Promise<string[]> =>
      (await signed.admin(`/admin/almara/checkouts/${order.checkoutId}`)).body.checkout.actions
    expect(await actionsOf(open)).toEqual([])
    await gateway.decide(other.merchantRequestId, { outcome: "paid", amount: 6000 })
    await eventually(
      () => ledgerRow(signed, other.paymentSessionId),
      (row) => row.state === "held",
    )
    expect(await actionsOf(other)).toEqual(["refunded", "dismiss"])
  })
})

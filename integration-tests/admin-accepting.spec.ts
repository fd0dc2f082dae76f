import { expectHeld, expectPaidOnce } from "./setup/expectations"
import { editUp } from "./setup/merchant"
import { chooseOtherProvider, loseOtherPayment, offerOtherProvider } from "./setup/other-orders"
import { runScript } from "./setup/script"
import {
  checkoutRow,
  choosePayment,
  completeCart,
  eventually,
  fillCart,
  ledgerRow,
  makeDue,
  orderOf,
  passDueDate,
  placeWaitingOrder,
  untilState,
  type FilledCart,
} from "./setup/shopper"
import type { RunningStore } from "./setup/store"
import { withGateway, withStoreOf } from "./setup/with-store"

const gateway = withGateway()

const resolveBy = (store: RunningStore, checkoutId: string, body: unknown) =>
  store.admin(`/admin/almara/checkouts/${checkoutId}/resolve`, { method: "POST", body })
const settlementsOf = async (store: RunningStore, checkoutId: string): Promise<number> =>
  (
    await store.database.query("select count(*)::int as count from almara_settlement where checkout_id = $1", [
      checkoutId,
    ])
  ).rows[0].count

describe("accepting held money, pay first", () => {
  const store = withStoreOf(gateway, { environment: { ALMARA_PLACEMENT: "pay_first" } })

  // Not the stock: Medusa looks at that beside other steps, and under load its engine gets in its own way there
  // (docs/medusa-upstream.md, 24).
  const delivery = (cart: FilledCart, is: "gone" | "back") =>
    store.database.query(
      "update cart_shipping_method set deleted_at = case when $2 then now() end where cart_id = $1",
      [cart.id, is === "gone"],
    )
  const held = (cart: FilledCart, reason: string) =>
    eventually(
      () => ledgerRow(store, cart.paymentSessionId),
      (row) => row.state === "held" && row.hold_reason === reason,
    )
  const rowOf = async (id: string) =>
    (await store.database.query("select * from almara_checkout where id = $1", [id])).rows[0]
  const orderIdOf = async (cart: FilledCart): Promise<string | undefined> =>
    (await store.database.query("select order_id from order_cart where cart_id = $1 and deleted_at is null", [cart.id]))
      .rows[0]?.order_id

  const offered = async (id: string): Promise<string[]> =>
    (await store.admin(`/admin/almara/checkouts/${id}`)).body.checkout.actions

  async function setQuantity(cart: FilledCart, quantity: number): Promise<void> {
    const { rows } = await store.database.query(
      "select id from cart_line_item where cart_id = $1 and deleted_at is null order by id limit 1",
      [cart.id],
    )
    expect(
      (await store.shop(`/store/carts/${cart.id}/line-items/${rows[0].id}`, { method: "POST", body: { quantity } }))
        .status,
    ).toBe(200)
  }

  it("unplaceable: refused with the reason while there is no delivery, accepted when it is back", async () => {
    const cart = await fillCart(store)
    const { id, merchant_request_id } = await ledgerRow(store, cart.paymentSessionId)
    await delivery(cart, "gone")
    await gateway.decide(merchant_request_id, { outcome: "paid" })
    await held(cart, "unplaceable")

    const refused = await resolveBy(store, id, { action: "accept", note: "is there a delivery?" })
    expect(refused).toMatchObject({
      status: 400,
      body: { code: "not_placed", values: { reason: expect.stringMatching(/shipping method/i) } },
    })
    expect(refused.body.message).toContain(refused.body.values.reason)
    await held(cart, "unplaceable")
    expect(await orderIdOf(cart)).toBeUndefined()

    await delivery(cart, "back")
    expect(await offered(id)).toEqual(["check", "accept", "refunded", "dismiss"])
    const accepted = await resolveBy(store, id, { action: "accept", note: "it is sent after all" })
    expect([accepted.status, accepted.body.checkout?.state]).toEqual([200, "paid"])
    expect(accepted.body.checkout.order_id).toBe(await orderIdOf(cart))
    expect(
      accepted.body.checkout.timeline.filter((entry: { kind: string }) => entry.kind === "accepted").at(-1),
    ).toMatchObject({ actor: { kind: "user" }, detail: { note: "it is sent after all", reason: "unplaceable" } })
    await expectPaidOnce(store, await orderIdOf(cart))
    expect((await resolveBy(store, id, { action: "accept" })).body.code).toBe("not_held")
  })

  it("orphaned: accepted onto the session after its own, for the very sum; that one's money is then held", async () => {
    const cart = await fillCart(store)
    const { id, merchant_request_id } = await ledgerRow(store, cart.paymentSessionId)
    await setQuantity(cart, 2)
    await gateway.decide(merchant_request_id, { outcome: "paid" })
    await held(cart, "orphaned")

    expect(await offered(id)).toEqual(["check", "refunded", "dismiss"])
    const nothing = await resolveBy(store, id, { action: "accept" })
    expect([nothing.status, nothing.body.code]).toEqual([400, "nothing_waits"])

    await choosePayment(store, cart.paymentCollectionId)
    expect(await offered(id)).toEqual(["check", "refunded", "dismiss"])
    const dearer = await resolveBy(store, id, { action: "accept" })
    expect([dearer.status, dearer.body.code]).toEqual([400, "other_amount"])
    expect(dearer.body.values).toMatchObject({
      received_amount: "7000",
      received_currency: "KES",
      expected_currency: "KES",
    })
    expect(Number(dearer.body.values.expected_amount)).toBeGreaterThan(7000)
    expect((await rowOf(id)).state).toBe("held")

    await setQuantity(cart, 1)
    const session = await choosePayment(store, cart.paymentCollectionId)
    const replaced = await ledgerRow(store, session)
    expect(await offered(id)).toEqual(["check", "accept", "refunded", "dismiss"])
    const accepted = await resolveBy(store, id, { action: "accept" })
    expect([accepted.status, accepted.body.checkout?.state, accepted.body.checkout?.payment_session_id]).toEqual([
      200,
      "paid",
      session,
    ])
    await expectPaidOnce(store, await orderIdOf(cart))

    await gateway.decide(replaced.merchant_request_id, { outcome: "paid" })
    await eventually(
      () => rowOf(replaced.id),
      (row) => row.state === "held" && row.hold_reason === "twice",
    )
    expect(await offered(replaced.id)).toEqual(["check", "refunded", "dismiss"])
    expect((await resolveBy(store, replaced.id, { action: "accept" })).body.code).toBe("order_paid")
    await expectPaidOnce(store, await orderIdOf(cart))
  })

  it("unread: a cart becomes an order for the sum that it needs, and for no other that was typed", async () => {
    const cart = await fillCart(store)
    const { id, merchant_request_id } = await ledgerRow(store, cart.paymentSessionId)
    await gateway.decide(merchant_request_id, { outcome: "paid", overrides: { checkoutRequestLines: null } })
    await held(cart, "amount_unreadable")
    for (const amount of ["6999.99", "7000.01"]) {
      expect(await resolveBy(store, id, { action: "accept", amount })).toMatchObject({
        status: 400,
        body: { code: "cart_needs_amount", values: { received_amount: amount, expected_amount: "7000" } },
      })
    }
    await held(cart, "amount_unreadable")
    expect(await orderIdOf(cart)).toBeUndefined()
    const accepted = await resolveBy(store, id, { action: "accept", amount: "7000", note: "looked up" })
    expect([accepted.status, accepted.body.checkout?.state]).toEqual([200, "paid"])
    await expectPaidOnce(store, await orderIdOf(cart))
  })

  it("orphaned money of a cart that never became an order is among its customer's payments", async () => {
    const cart = await fillCart(store)
    const { id, merchant_request_id } = await ledgerRow(store, cart.paymentSessionId)
    await delivery(cart, "gone")
    await gateway.decide(merchant_request_id, { outcome: "paid" })
    await held(cart, "unplaceable")
    expect(await orderIdOf(cart)).toBeUndefined()
    const { rows } = await store.database.query("select customer_id from cart where id = $1", [cart.id])
    const { body } = await store.admin(`/admin/almara/checkouts?customer_id=${rows[0].customer_id}`)
    expect(body.checkouts[0]).toMatchObject({ id, state: "held", order: null })
    // Of the same customer are the carts that became orders.
    expect(body.checkouts.length).toBeGreaterThan(1)
    const times = body.checkouts.map((checkout: { created_at: string }) => checkout.created_at)
    expect(times).toEqual([...times].sort().reverse())
  })

  it("orphaned: not accepted when Almara, asked once more, does not confirm it or cannot be asked", async () => {
    const cart = await fillCart(store)
    const { id, merchant_request_id } = await ledgerRow(store, cart.paymentSessionId)
    await setQuantity(cart, 2)
    await gateway.decide(merchant_request_id, { outcome: "paid" })
    await held(cart, "orphaned")
    await setQuantity(cart, 1)
    await choosePayment(store, cart.paymentCollectionId)

    // The scheduler's check of another cart must not be refused instead.
    await store.database.query("update almara_checkout set next_check_at = now() + interval '1 day'")
    await gateway.behave({ checkStatus: { mode: "forbidden", times: 1 } })
    const unasked = await resolveBy(store, id, { action: "accept" })
    expect([unasked.status, unasked.body.code, unasked.body.values.kind]).toEqual([400, "cannot_check", "forbidden"])
    await gateway.decide(merchant_request_id, { outcome: "pending", callback: { send: false } })
    expect((await resolveBy(store, id, { action: "accept" })).body.code).toBe("not_confirmed")
    expect((await rowOf(id)).state).toBe("held")
    expect(await settlementsOf(store, id)).toBe(0)
    expect(await orderIdOf(cart)).toBeUndefined()
  })

  it("orphaned money that its collection ties to an order: not paid in another way until it went back", async () => {
    await offerOtherProvider(store)
    const cart = await fillCart(store)
    const { id, merchant_request_id } = await ledgerRow(store, cart.paymentSessionId)
    await setQuantity(cart, 2)
    await gateway.decide(merchant_request_id, { outcome: "paid" })
    await held(cart, "orphaned")
    await chooseOtherProvider(store, cart.paymentCollectionId)
    const { body } = await completeCart(store, cart.id)
    await loseOtherPayment(store, cart.paymentCollectionId)
    expect(await rowOf(id)).toMatchObject({
      state: "held",
      order_id: null,
      payment_collection_id: cart.paymentCollectionId,
    })

    const say = () =>
      store.admin(`/admin/almara/orders/${body.order.id}/paid-otherwise`, { method: "POST", body: { note: "in cash" } })
    expect(await say()).toMatchObject({ status: 400, body: { code: "almara_has_money" } })
    expect((await orderOf(store, body.order.id)).transactions).toEqual([])
    expect((await resolveBy(store, id, { action: "refunded", note: "sent back by bank" })).status).toBe(200)
    expect(await say()).toMatchObject({ status: 200, body: { order: { owes: false } } })
  })

  describe("held money, and what its order or cart asks for by now", () => {
    /** What is offered is what is answered: a code where it is refused, else the state. */
    async function accept(id: string): Promise<string> {
      const isOffered = (await offered(id)).includes("accept")
      const { status, body } = await resolveBy(store, id, { action: "accept", note: "it fits by now" })
      expect([isOffered, status]).toEqual([status === 200, isOffered ? 200 : 400])
      return status === 200 ? body.checkout.state : body.code
    }
    const amountOf = async (session: string) => Number((await ledgerRow(store, session)).amount)
    const pay = async (id: string, report: Record<string, unknown> = {}) =>
      gateway.decide((await checkoutRow(store, id)).merchant_request_id, { outcome: "paid", ...report })

    /** The cart was changed after the shopper had gone to pay: the first session is deleted, a second one waits. */
    async function withTwoPages(): Promise<{ cart: FilledCart; first: string; second: string; sum: number }> {
      const cart = await fillCart(store)
      const { id: first } = await ledgerRow(store, cart.paymentSessionId)
      await setQuantity(cart, 2)
      const session = await choosePayment(store, cart.paymentCollectionId)
      return { cart, first, second: (await ledgerRow(store, session)).id, sum: await amountOf(session) }
    }

    async function expectBooked(cart: FilledCart, id: string, amounts: number[]): Promise<void> {
      const orderId = (await orderIdOf(cart)) ?? "none"
      expect(await checkoutRow(store, id)).toMatchObject({ state: "paid", hold_reason: null, order_id: orderId })
      const order = await orderOf(store, orderId)
      const payments = order.payment_collections.flatMap((collection: any) => collection.payments)
      const { body } = await store.admin(`/admin/almara/checkouts/${id}`)
      const { rows: settlements } = await store.database.query(
        "select booked_amount::float as booked, closed_at from almara_settlement where checkout_id = $1 and closed_as is distinct from 'moved' and deleted_at is null",
        [id],
      )
      expect({
        transactions: order.transactions.map(({ amount }: { amount: number }) => amount),
        captured: payments.flatMap(({ captures }: any) => captures.map(({ amount }: any) => amount)).sort(),
        payment_status: order.payment_status,
        summary: [order.summary.paid_total, order.summary.pending_difference],
        outstanding: body.checkout.outstanding_amount,
        settlements,
      }).toEqual({
        transactions: amounts,
        captured: [...amounts].sort(),
        payment_status: "captured",
        summary: [amounts.reduce((all, one) => all + one, 0), 0],
        outstanding: "0",
        settlements: [{ booked: amounts.at(-1), closed_at: null }],
      })
    }

    it("another sum than was asked for: accepted onto the cart that was changed to exactly that", async () => {
      const { cart, first, sum } = await withTwoPages()
      await pay(first, { amount: sum })
      await expectHeld(store, first, "amount")
      expect(await accept(first)).toBe("paid")
      await expectBooked(cart, first, [sum])
    })

    it("another sum than was asked for: not accepted onto a cart that asks for more or less", async () => {
      for (const more of [500, -500]) {
        const { cart, first, sum } = await withTwoPages()
        await pay(first, { amount: sum + more })
        await expectHeld(store, first, "amount")
        expect(await accept(first)).toBe("other_amount")
        expect([(await rowOf(first)).state, await orderIdOf(cart)]).toEqual(["held", undefined])
      }
    })

    it.each([
      ["amount", 4500],
      ["twice", 7000],
    ] as const)("held as %s: accepted once the order, paid by another session, owes as much", async (reason, came) => {
      const { cart, first, second, sum } = await withTwoPages()
      await pay(second)
      await untilState(store, second, "paid")
      await pay(first, { amount: came })
      await expectHeld(store, first, reason)
      expect(await accept(first)).toBe("order_paid")
      await editUp(store, (await orderIdOf(cart)) ?? "none", came)
      expect(await accept(first)).toBe("paid")
      await expectBooked(cart, first, [sum, came])
    })

    it("held as late, and the cart became an order by another session: accepted once it owes as much", async () => {
      const { cart, first, second, sum } = await withTwoPages()
      await passDueDate(store, first)
      await untilState(store, first, "expired")
      await pay(first)
      await expectHeld(store, first, "late")
      expect(await accept(first)).toBe("other_amount")
      await pay(second)
      await untilState(store, second, "paid")
      expect(await accept(first)).toBe("order_paid")
      await editUp(store, (await orderIdOf(cart)) ?? "none", 7000)
      expect(await accept(first)).toBe("paid")
      await expectBooked(cart, first, [sum, 7000])
    })

    it("a cart that other money stands for already takes no more", async () => {
      const cart = await fillCart(store)
      const { id: first } = await ledgerRow(store, cart.paymentSessionId)
      await setQuantity(cart, 2)
      await setQuantity(cart, 1)
      const { id: second } = await ledgerRow(store, await choosePayment(store, cart.paymentCollectionId))
      await pay(first)
      await expectHeld(store, first, "orphaned")
      await delivery(cart, "gone")
      await pay(second)
      await expectHeld(store, second, "unplaceable")
      expect(await accept(first)).toBe("nothing_waits")
      await delivery(cart, "back")
      expect(await accept(second)).toBe("paid")
      await expectBooked(cart, second, [7000])
    })
  })
})

describe("money of a paid order that was canceled by the store's own code", () => {
  const store = withStoreOf(gateway)
  let database: string

  beforeAll(async () => {
    database = (await store.database.query("select current_database() as name")).rows[0].name
  })

  const cancelPastTheEndpoints = (orderId: string, checkoutId: string) =>
    runScript("cancel-order.ts", [orderId, checkoutId], { storeUrl: store.url, almaraUrl: gateway.url, database })

  it("is held, cannot be accepted, and is marked as refunded; the books stay as they are", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await eventually(
      () => ledgerRow(store, order.paymentSessionId),
      (row) => row.state === "paid",
    )
    await cancelPastTheEndpoints(order.orderId, order.checkoutId)
    const canceled = await orderOf(store, order.orderId)
    expect(canceled.status).toBe("canceled")

    const { body } = await store.admin(`/admin/almara/checkouts/${order.checkoutId}`)
    expect(body.checkout).toMatchObject({
      state: "held",
      hold_reason: "order_canceled",
      actions: ["check", "refunded", "dismiss"],
    })
    expect((await resolveBy(store, order.checkoutId, { action: "accept" })).body.code).toBe("not_acceptable")

    const resolved = await resolveBy(store, order.checkoutId, { action: "refunded", note: "Sent back by bank" })
    expect([resolved.status, resolved.body.checkout?.state]).toEqual([200, "resolved"])
    expect(resolved.body.checkout.timeline.at(-1)).toMatchObject({
      kind: "resolved",
      detail: { action: "refunded", reason: "order_canceled", note: "Sent back by bank" },
    })
    // The settlement keeps its row, and stands for nothing any more.
    const { rows: settlements } = await store.database.query(
      "select closed_as, closed_at from almara_settlement where checkout_id = $1",
      [order.checkoutId],
    )
    expect(settlements).toEqual([{ closed_as: "refunded", closed_at: expect.any(Date) }])
    const again = await store.shop(`/store/payment-collections/${order.paymentCollectionId}/payment-sessions`, {
      method: "POST",
      body: { provider_id: "pp_almara_almara" },
    })
    expect([again.status, again.body.message]).toEqual([400, expect.stringMatching(/order was canceled/)])
    expect(await orderOf(store, order.orderId)).toEqual(canceled)

    await gateway.callback(order.merchantRequestId)
    await eventually(
      async () =>
        (await store.database.query("select state from almara_callback where checkout_id = $1", [order.checkoutId]))
          .rows,
      (rows) => rows.length > 1 && rows.every((row) => row.state === "done"),
    )
    expect((await ledgerRow(store, order.paymentSessionId)).state).toBe("resolved")
    expect(await orderOf(store, order.orderId)).toEqual(canceled)
  })

  describe("accepted money that Medusa cannot write down at that moment", () => {
    /** Medusa calls such an error invalid data, and an endpoint would answer 400 without a code. */
    const breakPayments = () =>
      store.database.query(`
        create or replace function spec_null() returns trigger language plpgsql as $$ begin
          raise exception 'a null value' using errcode = 'not_null_violation', table = 'payment', column = 'amount';
        end $$;
        create or replace trigger spec_null before insert on payment for each row execute function spec_null()`)
    const mendPayments = () => store.database.query("drop trigger if exists spec_null on payment")

    afterEach(mendPayments)

    it("is answered with a code and a sentence, stays accepted, and is booked once that is mended", async () => {
      const order = await placeWaitingOrder(store)
      await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 6000 })
      await expectHeld(store, order.checkoutId, "amount")
      await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 7000, callback: { send: false } })
      await breakPayments()
      const accepted = await resolveBy(store, order.checkoutId, { action: "accept", note: "Almara corrected it" })
      expect(accepted).toMatchObject({
        status: 409,
        body: { code: "not_settled", values: { reason: expect.stringContaining("amount") } },
      })
      expect(accepted.body.message).toContain("tried again by itself")
      expect(await checkoutRow(store, order.checkoutId)).toMatchObject({
        state: "received",
        last_error: accepted.body.values.reason,
      })
      await mendPayments()
      await makeDue(store, order.checkoutId)
      await untilState(store, order.checkoutId, "paid")
      await expectPaidOnce(store, order.orderId)
    })
  })

  it("a check whose claim another run has taken over meanwhile looks again, and answers what came of it", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await gateway.behave({ checkStatus: { mode: "answer_late", delayMs: 1500, times: 1 } })
    const checking = store.admin(`/admin/almara/checkouts/${order.checkoutId}/settle`, { method: "POST", body: {} })
    await eventually(
      () => checkoutRow(store, order.checkoutId),
      (seen) => seen.leased_by !== null,
    )
    await store.database.query(
      "update almara_checkout set leased_by = 'another-run', leased_until = now() + interval '2 seconds' where id = $1",
      [order.checkoutId],
    )
    expect(await checking).toMatchObject({ status: 200, body: { checkout: { state: "paid" } } })
    await expectPaidOnce(store, order.orderId)
  })
})

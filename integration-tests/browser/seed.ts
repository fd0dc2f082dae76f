import type { Gateway } from "../setup/gateway"
import { eventually, ledgerRow, placeWaitingOrder, type WaitingOrder } from "../setup/shopper"
import type { RunningStore } from "../setup/store"

/** Orders of every outcome, by what became of them. */
export interface SeededOrders {
  open: WaitingOrder
  paid: WaitingOrder
  failed: WaitingOrder
  canceled: WaitingOrder
  expired: WaitingOrder
  mismatched: WaitingOrder
  late: WaitingOrder
  dismissable: WaitingOrder
  /** Declined, tried again and paid: two attempts. */
  retried: WaitingOrder
}

/**
 * States and reasons that take a crash or a rare accident to come about: each is written straight into the ledger,
 * under an id that names it.
 */
export const WRITTEN = {
  creating: { state: "creating" },
  refused: {
    state: "refused",
    last_error: "Almara refused the request (new-order): 400: checkoutRouteId is not active",
  },
  // As if somebody had seen that it cannot be booked: the sweep would call for attention after minutes.
  received: { state: "received", attention_closed_key: "not_booked" },
  overpaid: {
    state: "paid",
    attention: "overpaid",
    attention_key: "overpaid:-2200",
    attention_detail: { amount: "2200", currency_code: "kes" },
  },
  review: { state: "open", needs_review: true, result_code: "12" },
  currency: { state: "held", hold_reason: "currency" },
  reference: { state: "held", hold_reason: "reference" },
  twice: { state: "held", hold_reason: "twice" },
  orphaned: { state: "held", hold_reason: "orphaned" },
  order_canceled: { state: "held", hold_reason: "order_canceled" },
  unplaceable: {
    state: "held",
    hold_reason: "unplaceable",
    last_error: "Some variant does not have the required inventory",
  },
} as const

export const writtenId = (name: keyof typeof WRITTEN): string => `almchk_written_${name}`

/**
 * How many checkouts of the last 90 days are written straight into the ledger, for the chart and the pages of the
 * table.
 */
const PAST_CHECKOUTS = 5000

/** Plays every outcome through the real endpoints, and adds a past to look back on. */
export async function seedEveryOutcome(store: RunningStore, gateway: Gateway): Promise<SeededOrders> {
  const place = () => placeWaitingOrder(store)
  const untilState = (order: WaitingOrder, state: string) =>
    eventually(
      () => ledgerRow(store, order.paymentSessionId),
      (row) => row.state === state,
    )
  const settle = (order: WaitingOrder) =>
    store.admin(`/admin/almara/checkouts/${order.checkoutId}/settle`, { method: "POST", body: {} })

  const orders: SeededOrders = {
    open: await place(),
    paid: await place(),
    failed: await place(),
    canceled: await place(),
    expired: await place(),
    mismatched: await place(),
    late: await place(),
    dismissable: await place(),
    retried: await place(),
  }
  await gateway.decide(orders.retried.merchantRequestId, { outcome: "declined", code: 18 })
  await untilState(orders.retried, "failed")
  await store.shop(`/store/almara/checkouts/${orders.retried.paymentSessionId}/retry`, { method: "POST", body: {} })
  const second = await ledgerRow(store, orders.retried.paymentSessionId)
  await gateway.decide(second.merchant_request_id, { outcome: "paid", reference: "TXNSECONDTRY01" })
  await gateway.decide(orders.paid.merchantRequestId, { outcome: "paid", reference: "TXN565FDR43211" })
  await gateway.decide(orders.failed.merchantRequestId, { outcome: "declined", code: 1 })
  await gateway.decide(orders.mismatched.merchantRequestId, { outcome: "paid", amount: 8000 })
  await gateway.decide(orders.dismissable.merchantRequestId, { outcome: "paid", amount: 1 })
  await store.admin(`/admin/orders/${orders.late.orderId}/cancel`, { method: "POST", body: {} })
  await gateway.decide(orders.late.merchantRequestId, { outcome: "paid" })
  const { request } = await gateway.checkout(orders.canceled.merchantRequestId)
  await fetch(request.checkoutCancelUrl, { method: "POST", redirect: "manual" })
  await store.database.query("update almara_checkout set due_at = now() - interval '1 day' where id = $1", [
    orders.expired.checkoutId,
  ])
  await settle(orders.expired)
  await Promise.all([
    untilState(orders.paid, "paid"),
    untilState(orders.failed, "failed"),
    untilState(orders.canceled, "canceled"),
    untilState(orders.expired, "expired"),
    untilState(orders.mismatched, "held"),
    untilState(orders.late, "held"),
    untilState(orders.dismissable, "held"),
    untilState(orders.retried, "paid"),
  ])
  await writeTheRare(store, orders.paid.checkoutId)
  await writeThePast(store, orders.paid.checkoutId)
  // Otherwise the clock asks about it while the specs look at the other pages, and nothing is left for the merchant to
  // check.
  await store.database.query("update almara_checkout set next_check_at = now() + interval '1 day' where id = $1", [
    orders.open.checkoutId,
  ])
  // One after the other: of those that wait at once one is kept. As dead letters they have no kind, or one would be
  // kept.
  for (const count of [2, 3]) {
    await gateway.callback(orders.failed.merchantRequestId)
    await eventually(
      async () =>
        (
          await store.database.query("select state from almara_callback where checkout_id = $1", [
            orders.failed.checkoutId,
          ])
        ).rows,
      (callbacks) => callbacks.length === count && callbacks.every(({ state }) => state === "done"),
    )
  }
  await store.database.query(
    "update almara_callback set state = 'dead', kind = null, tries = 10, last_error = 'check-status: HTTP 503' where checkout_id = $1",
    [orders.failed.checkoutId],
  )
  await fetch(`${store.url}/checkout/cart`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ originatorConversationId: "nobody-knows-this-one" }),
  })
  return orders
}

async function writeTheRare(store: RunningStore, likeCheckoutId: string): Promise<void> {
  for (const [place, [name, row]] of Object.entries(WRITTEN).entries()) {
    const { state, ...more } = row
    const columns = {
      state,
      hold_reason: null,
      needs_review: false,
      result_code: null,
      last_error: null,
      attention: null,
      attention_key: null,
      attention_detail: null,
      attention_closed_key: null,
      ...more,
    }
    const paidAt = state === "held" ? new Date() : null
    await store.database.query(
      `insert into almara_checkout (id, placement, attempt, payment_session_id, merchant_request_id, checkout_reference, amount, raw_amount, currency_code, due_at, paid_at, closed_at, created_at,
         state, hold_reason, needs_review, result_code, last_error, attention, attention_key, attention_detail, attention_closed_key)
       select 'almchk_written_' || $2, placement, 1, 'payses_written_' || $2, 'written-' || $2, 'ORD-W-' || upper($2), amount, raw_amount, currency_code, now() + interval '1 hour', $3, $3,
         now() - $4 * interval '1 minute' - interval '2 hours', $5, $6, $7, $8, $9, $10, $11, $12, $13
       from almara_checkout where id = $1`,
      [
        likeCheckoutId,
        name,
        paidAt,
        place,
        columns.state,
        columns.hold_reason,
        columns.needs_review,
        columns.result_code,
        columns.last_error,
        columns.attention,
        columns.attention_key,
        columns.attention_detail,
        columns.attention_closed_key,
      ],
    )
    if (state === "held" || state === "refused") {
      const detail =
        state === "held"
          ? {
              reason: columns.hold_reason,
              ...(name === "currency" && { received_amount: "54.20", received_currency: "USD" }),
            }
          : { message: columns.last_error }
      await store.database.query(
        "insert into almara_checkout_event (id, checkout_id, kind, actor, detail) values ($1, $2, $3, 'callback', $4)",
        [`almev_written_${name}`, writtenId(name as keyof typeof WRITTEN), state, JSON.stringify(detail)],
      )
    }
  }
}

async function writeThePast(store: RunningStore, likeCheckoutId: string): Promise<void> {
  await store.database.query(
    `insert into almara_checkout (id, state, placement, attempt, payment_session_id, merchant_request_id, checkout_reference, amount, raw_amount, currency_code, due_at, closed_at, created_at)
     select 'almchk_past' || n, (array['paid','paid','failed','paid','paid','expired','paid','paid','canceled','paid','paid'])[1 + n % 11], placement, 1, 'payses_past' || n,
       'past-' || n, 'ORD-PAST-' || n, 500 + n % 97 * 50, raw_amount, currency_code, now(), now(), now() - (n % 90 + 1) * interval '1 day' - (n * 37 % 600) * interval '1 minute'
     from almara_checkout, generate_series(1, ${PAST_CHECKOUTS}) as n where id = $1 and n % 90 <> 17
       and (n::bigint * 2654435761 % 1000) < 650 + 250 * sin(n % 90 / 4.0) - 5 * (n % 90)`,
    [likeCheckoutId],
  )
}

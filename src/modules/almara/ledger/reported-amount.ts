import { WITH_MONEY } from "../../../core/checkout/states"
import { money, type Money } from "../../../core/money"
import type { Connection } from "../connection"
import type { StoredCheckout } from "./rows"

/** Returns the sum that Almara named, or that a person typed, as a line of the timeline keeps it. */
export function reportedDetail(reported: Money | undefined): Record<string, string> {
  return reported ? { received_amount: reported.amount, received_currency: reported.currency } : {}
}

/** What was received without a person's doing is simply what was asked for, whatever had been named before. */
const REPORTED = `
  select distinct on (checkout_id) checkout_id, detail->>'received_amount' as amount, detail->>'received_currency' as currency
  from almara_checkout_event
  where checkout_id = any(:ids) and deleted_at is null and (kind = 'received' or detail->>'received_amount' is not null)
  order by checkout_id, created_at desc, id desc`

/**
 * Returns the sum that was named last for these checkouts, by their ids; none where it is simply the one that was asked
 * for.
 */
export async function reportedSums(
  connection: Connection,
  checkouts: Pick<StoredCheckout, "id" | "state">[],
): Promise<Map<string, Money>> {
  const ids = checkouts.filter(({ state }) => WITH_MONEY.includes(state)).map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const { rows } = await connection.raw<{
    rows: { checkout_id: string; amount: string | null; currency: string | null }[]
  }>(REPORTED, { ids })
  return new Map(
    rows.flatMap(({ checkout_id, amount, currency }) =>
      amount === null || currency === null ? [] : [[checkout_id, money(amount, currency)]],
    ),
  )
}

/**
 * Returns what came for a checkout, and is booked where it is paid: not always what was asked for. Null as long as
 * nothing has come, and where nobody knows yet how much.
 */
export function receivedSum(
  checkout: Pick<StoredCheckout, "state" | "hold_reason" | "amount" | "currency_code">,
  reported: Money | undefined,
): Money | null {
  if (!WITH_MONEY.includes(checkout.state)) return null
  if (reported) return reported
  return checkout.hold_reason === "amount_unreadable" ? null : money(checkout.amount, checkout.currency_code)
}

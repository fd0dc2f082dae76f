import type { MedusaContainer } from "@medusajs/framework/types"
import { csvLine } from "../../core/views/admin/csv"
import { countedSum, type AdminCheckout } from "../../core/views/admin/checkout"
import { ALMARA_MODULE } from "../../modules/almara"
import { checkoutFilter, views, type CheckoutSearch } from "./checkouts"

const BATCH = 500

/** The columns of the file, in its order. */
const COLUMNS = {
  created_at: (checkout) => checkout.created_at,
  state: (checkout) => checkout.state,
  amount: (checkout) => countedSum(checkout).amount,
  currency: (checkout) => countedSum(checkout).currency_code.toUpperCase(),
  order_number: (checkout) => checkout.order?.display_id ?? null,
  email: (checkout) => checkout.order?.email ?? null,
  asked_amount: (checkout) => checkout.amount,
  asked_currency: (checkout) => checkout.currency_code.toUpperCase(),
  checkout_reference: (checkout) => checkout.checkout_reference,
  transaction_reference: (checkout) => checkout.transaction_reference,
  reference_confirmed: (checkout) =>
    checkout.transaction_reference === null ? null : checkout.transaction_reference_confirmed ? "yes" : "no",
  merchant_request_id: (checkout) => checkout.merchant_request_id,
  gateway_conversation_id: (checkout) => checkout.gateway_conversation_id,
  attempt: (checkout) => checkout.attempt,
  result_code: (checkout) => checkout.result_code,
  result_meaning: (checkout) => checkout.result_meaning,
  hold_reason: (checkout) => checkout.hold_reason,
  paid_at: (checkout) => checkout.paid_at,
  due_at: (checkout) => checkout.due_at,
  order_id: (checkout) => checkout.order_id,
  id: (checkout) => checkout.id,
} as const satisfies Record<string, (checkout: AdminCheckout) => string | number | null>

/** Returns the filtered checkouts as the lines of a CSV file, batch by batch, the newest first. */
export async function* exportCheckouts(container: MedusaContainer, search: CheckoutSearch): AsyncGenerator<string> {
  const { reports } = container.resolve(ALMARA_MODULE)
  const filter = await checkoutFilter(container, search)
  yield csvLine(Object.keys(COLUMNS))
  for await (const rows of reports.allCheckouts(filter, BATCH)) {
    const checkouts = await views(container, rows)
    yield checkouts.map((checkout) => csvLine(Object.values(COLUMNS).map((value) => value(checkout)))).join("")
  }
}

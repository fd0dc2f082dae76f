import type { MedusaContainer } from "@medusajs/framework/types"
import { actionsFor, type AdminCheckout, type AdminCheckoutDetail } from "../core/admin-view"
import { ALMARA_MODULE } from "../modules/almara"
import type { CheckoutFilter, CheckoutOrder } from "../modules/almara/reports"
import type { CheckoutRow } from "../modules/almara/rows"
import { adminCheckout } from "./admin-checkout"
import { collectionsOf, ordersById, ordersFoundBy, ordersOfCustomer } from "./admin-orders"
import { timelinesOf } from "./admin-timeline"
import { Refusal } from "./refusal"

/** What the admin's list may be narrowed by. */
export interface CheckoutQuestion extends Pick<CheckoutFilter, "states" | "currencyCodes" | "amountFrom" | "amountTo" | "amountAbove" | "amountBelow" | "createdFrom" | "createdTo"> {
  orderId?: string
  customerId?: string
  /** An order's number, a reference, a conversation id, or an e-mail address; the beginning is enough. */
  text?: string
}

/** Turns the question into a filter of the ledger: the shop is asked for what only the shop knows. */
export async function checkoutFilter(container: MedusaContainer, question: CheckoutQuestion): Promise<CheckoutFilter> {
  const { orderId, customerId, text, ...filter } = question
  const orderIds = orderId ? [orderId] : customerId ? await ordersOfCustomer(container, customerId) : undefined
  return {
    ...filter,
    ...(orderIds && { ofOrders: { orderIds, paymentCollectionIds: await collectionsOf(container, orderIds) } }),
    ...(text && { search: { text, ...(await ordersFoundBy(container, text)) } }),
  }
}

/** One page of the checkouts. For one order each comes with its story and its actions, so that its page needs one request. */
export async function listCheckouts(
  container: MedusaContainer,
  question: CheckoutQuestion,
  order: CheckoutOrder,
  page: { limit: number; offset: number },
  mayAct: boolean
): Promise<{ checkouts: (AdminCheckout | AdminCheckoutDetail)[]; count: number }> {
  const { reports } = container.resolve(ALMARA_MODULE)
  const { rows, count } = await reports.checkouts(await checkoutFilter(container, question), order, page)
  return { checkouts: question.orderId ? await details(container, rows, mayAct) : await views(container, rows), count }
}

/** One checkout with its story and its actions; none for somebody who may only look. Throws a Refusal. */
export async function checkoutDetail(container: MedusaContainer, id: string, mayAct = true): Promise<AdminCheckoutDetail> {
  const row = await container.resolve(ALMARA_MODULE).ledger.find(id)
  const [detail] = row ? await details(container, [row], mayAct) : []
  if (!detail) throw new Refusal("no_such_checkout")
  return detail
}

/** Rows as the admin shows them, each with its order. */
export async function views(container: MedusaContainer, rows: CheckoutRow[]): Promise<AdminCheckout[]> {
  const orders = await ordersById(container, rows.map((row) => row.order_id))
  return rows.map((row) => adminCheckout(row, orders.get(row.order_id ?? "") ?? null))
}

async function details(container: MedusaContainer, rows: CheckoutRow[], mayAct: boolean): Promise<AdminCheckoutDetail[]> {
  if (rows.length === 0) return []
  const [shown, timelines] = await Promise.all([views(container, rows), timelinesOf(container, rows.map((row) => row.id))])
  return shown.map((checkout) => ({
    ...checkout,
    actions: mayAct ? actionsFor(checkout.state, checkout.hold_reason) : [],
    timeline: timelines.get(checkout.id) ?? [],
  }))
}

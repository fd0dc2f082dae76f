import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { AdminCheckout, AdminCheckoutDetail } from "../../core/views/admin/checkout"
import { isSameMoney, money, type Money } from "../../core/money"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutFilter, CheckoutOrder } from "../../modules/almara/reports/reports"
import type { StoredCheckout } from "../../modules/almara/ledger/rows"
import { canceledRefunds } from "../../modules/almara/orders/marked-refunds"
import { actionsOf } from "./actions"
import { adminCheckout } from "./map-checkout"
import { cartsOfCustomer, ordersById, ordersFoundBy, ordersOfCustomer } from "./find-orders"
import { collectionsOfOrders } from "../medusa/payment-collections"
import { outstandingAmounts } from "../medusa/outstanding-amounts"
import { timelinesOf, type CheckoutTimeline } from "./timeline"
import { BusinessError } from "../business-error"

/** What the admin's list may be narrowed by. */
export interface CheckoutSearch extends Omit<CheckoutFilter, "of" | "search"> {
  orderId?: string
  customerId?: string
  /** An order's number, a reference, our request id, or an e-mail address; the beginning is enough. */
  text?: string
}

export interface CheckoutPage {
  checkouts: (AdminCheckout | AdminCheckoutDetail)[]
  count: number
  isCapped: boolean
}

/** Turns a search into a filter of the ledger: Medusa is asked for what only Medusa knows. */
export async function checkoutFilter(container: MedusaContainer, search: CheckoutSearch): Promise<CheckoutFilter> {
  const { orderId, customerId, text, ...filter } = search
  const of = orderId
    ? await ofOrders(container, [orderId])
    : customerId
      ? await ofCustomer(container, customerId)
      : undefined
  return { ...filter, ...(of && { of }), ...(text && { search: { text, ...(await ordersFoundBy(container, text)) } }) }
}

async function ofOrders(container: MedusaContainer, orderIds: string[]): Promise<NonNullable<CheckoutFilter["of"]>> {
  return { orderIds, paymentCollectionIds: await collectionsOfOrders(container, orderIds), cartIds: [] }
}

/** Also what was paid for a cart that never became an order. */
async function ofCustomer(container: MedusaContainer, customerId: string): Promise<NonNullable<CheckoutFilter["of"]>> {
  const [orderIds, cartIds] = await Promise.all([
    ordersOfCustomer(container, customerId),
    cartsOfCustomer(container, customerId),
  ])
  return { ...(await ofOrders(container, orderIds)), cartIds }
}

/**
 * Returns one page of the checkouts. For one order each comes with its timeline and its actions, so that its page needs
 * one request.
 */
export async function listCheckouts(
  container: MedusaContainer,
  search: CheckoutSearch,
  order: CheckoutOrder,
  page: { limit: number; offset: number },
  mayAct: boolean,
): Promise<CheckoutPage> {
  const { reports } = container.resolve(ALMARA_MODULE)
  const { rows, count, isCapped } = await reports.checkouts(await checkoutFilter(container, search), order, page)
  return {
    checkouts: search.orderId ? await details(container, rows, mayAct) : await views(container, rows),
    count,
    isCapped,
  }
}

/**
 * Returns one checkout with its timeline and its actions; none for somebody who may only look.
 * @throws BusinessError.
 */
export async function checkoutDetail(
  container: MedusaContainer,
  id: string,
  mayAct = true,
): Promise<AdminCheckoutDetail> {
  const row = await container.resolve(ALMARA_MODULE).ledger.find(id)
  const [detail] = row ? await details(container, [row], mayAct) : []
  if (!detail) throw new BusinessError("no_such_checkout")
  return detail
}

/** Rows as the admin shows them, each with its order and with what came for it. */
export async function views(container: MedusaContainer, rows: StoredCheckout[]): Promise<AdminCheckout[]> {
  return (await shownOf(container, rows)).map(({ checkout }) => checkout)
}

interface Shown {
  row: StoredCheckout
  checkout: AdminCheckout
  reported: Money | null
}

async function shownOf(container: MedusaContainer, rows: StoredCheckout[]): Promise<Shown[]> {
  const [orders, sums, refunds] = await Promise.all([
    ordersById(
      container,
      rows.map((row) => row.order_id),
    ),
    container.resolve(ALMARA_MODULE).reports.reportedSums(rows),
    canceledRefunds(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), rows),
  ])
  const outstanding = await outstandingAmounts(container, [...orders.keys()])
  return rows.map((row) => {
    const reported = sums.get(row.id)
    const of = row.order_id ?? ""
    return {
      row,
      checkout: adminCheckout(row, {
        order: orders.get(of) ?? null,
        outstanding: outstanding.get(of)?.amount ?? null,
        reported,
        refund: refunds.get(row.id),
      }),
      reported: reported ?? null,
    }
  })
}

async function details(
  container: MedusaContainer,
  rows: StoredCheckout[],
  mayAct: boolean,
): Promise<AdminCheckoutDetail[]> {
  if (rows.length === 0) return []
  const [shown, timelines] = await Promise.all([
    shownOf(container, rows),
    timelinesOf(
      container,
      rows.map((row) => row.id),
    ),
  ])
  return Promise.all(shown.map((one) => detail(container, one, timelines.get(one.row.id), mayAct)))
}

async function detail(
  container: MedusaContainer,
  { row, checkout, reported }: Shown,
  checkoutTimeline: CheckoutTimeline | undefined,
  mayAct: boolean,
): Promise<AdminCheckoutDetail> {
  return {
    ...checkout,
    actions: mayAct ? await actionsOf(container, row, reported) : [],
    reported_amount: reported?.amount ?? null,
    reported_currency_code: reported?.currency.toLowerCase() ?? null,
    reported_differs: reported !== null && !isSameMoney(reported, money(row.amount, row.currency_code)),
    timeline: checkoutTimeline?.timeline ?? [],
    timeline_is_cut: checkoutTimeline?.isCut ?? false,
  }
}

import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { addMoney, compareMoney, money, type Money } from "../../core/money"
import { exactAmount, type WithAmount } from "../../modules/almara/medusa-amount"

interface OrderSums extends WithAmount<"total"> {
  id: string
  currency_code: string
  summary: WithAmount<"pending_difference" | "transaction_total">
}

/**
 * Returns what orders ask for in all, in major units, as Medusa reckons it now: with taxes that came after they were
 * placed, less their credit lines, and less what a return that is only requested will take off them. Orders that are
 * gone are left out.
 */
export async function askedByOrders(container: MedusaContainer, orderIds: string[]): Promise<Map<string, Money>> {
  // An empty filter might match every row.
  if (orderIds.length === 0) return new Map()
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  // The same fields as Medusa's own workflow that says what is still to be paid.
  const { data } = await query.graph({
    entity: "order",
    fields: ["id", "currency_code", "total", "raw_total", "summary"],
    filters: { id: orderIds },
  })
  return new Map((data as unknown as OrderSums[]).map((order) => [order.id, askedBy(order)]))
}

function askedBy(order: OrderSums): Money {
  const { currency_code, summary } = order
  const lessReturns = addMoney(
    money(exactAmount(summary, "pending_difference"), currency_code),
    money(exactAmount(summary, "transaction_total"), currency_code),
  )
  const inAll = money(exactAmount(order, "total"), currency_code)
  return compareMoney(lessReturns, inAll) < 0 ? lessReturns : inAll
}

import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { addMoney, compareMoney, money, type Money } from "../../core/money"

interface Exact {
  value: string | number
}

interface OrderSums {
  id: string
  currency_code: string
  total: number
  raw_total?: Exact
  summary: {
    pending_difference: number
    raw_pending_difference?: Exact
    transaction_total: number
    raw_transaction_total?: Exact
  }
}

/**
 * What orders ask for in all, in major units, as Medusa reckons it now: with taxes that came after they were placed, less
 * their credit lines, and less what a return that is only requested will take off them. Orders that are gone are left out.
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

function askedBy({ currency_code, total, raw_total, summary }: OrderSums): Money {
  const of = (exact: Exact | undefined, number: number) => money(String(exact?.value ?? number), currency_code)
  const lessReturns = addMoney(
    of(summary.raw_pending_difference, summary.pending_difference),
    of(summary.raw_transaction_total, summary.transaction_total),
  )
  const inAll = of(raw_total, total)
  return compareMoney(lessReturns, inAll) < 0 ? lessReturns : inAll
}

import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { addMoney, compareMoney, money, type Money } from "../core/money"

interface Summary {
  pending_difference: number
  raw_pending_difference?: { value: string | number }
  transaction_total: number
  raw_transaction_total?: { value: string | number }
}

/**
 * What an order asks for in all, in major units, as Medusa reckons it now: with taxes that came after it was placed, without
 * its credit lines, and without what a return that is only requested will take off it. Throws NOT_FOUND for no order.
 */
export async function askedByOrder(container: MedusaContainer, orderId: string): Promise<Money> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  // The same fields as Medusa's own workflow that says what is still to be paid.
  const { data } = await query.graph({ entity: "order", fields: ["id", "currency_code", "total", "raw_total", "summary"], filters: { id: orderId } })
  const order = data[0] as { currency_code: string; total: number; raw_total?: { value: string | number }; summary: Summary } | undefined
  if (!order) throw new MedusaError(MedusaError.Types.NOT_FOUND, `There is no order ${orderId}.`)
  const of = (raw: { value: string | number } | undefined, number: number) => money(String(raw?.value ?? number), order.currency_code)
  const { summary } = order
  const total = of(order.raw_total, order.total)
  const lessRequested = addMoney(of(summary.raw_pending_difference, summary.pending_difference), of(summary.raw_transaction_total, summary.transaction_total))
  return compareMoney(lessRequested, total) < 0 ? lessRequested : total
}

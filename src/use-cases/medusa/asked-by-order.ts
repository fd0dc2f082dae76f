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
 * What orders ask for in all, in major units, as Medusa reckons it now: with taxes that came after they were placed, less
 * their credit lines, and less what a return that is only requested will take off them. Orders that are gone are left out.
 */
export async function askedBy(order: OrderSums): Money {
  const { currency_code, summary } = order
  const lessReturns = addMoney(
    money(exactAmount(summary, "pending_difference"), currency_code),
    money(exactAmount(summary, "transaction_total"), currency_code),
  )
  const inAll = money(exactAmount(order, "total"), currency_code)
  return compareMoney(lessReturns, inAll) < 0 ? lessReturns : inAll
}

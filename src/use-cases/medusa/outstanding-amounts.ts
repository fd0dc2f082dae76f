import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { money, type Money } from "../../core/money"
import { balanceOf } from "../../core/checkout/owed"
import { sumsOf } from "../../modules/almara/orders/order-sums"
import { askedByOrders } from "./asked-by-order"

const { asked, received, isUntouched } = sumsOf("o")
const SUMS = `
  select o.id, o.currency_code, ${isUntouched} as is_untouched, ${asked} as asked, ${received}::text as received
  from "order" o where o.id = any(:orders) and o.status <> 'canceled' and o.deleted_at is null`

interface Sums {
  id: string
  currency_code: string
  is_untouched: boolean
  asked: string | null
  received: string
}

/**
 * Returns what orders still ask for, by their ids; negative where they have received more. Canceled ones ask for
 * nothing, and are left out.
 */
export async function outstandingAmounts(container: MedusaContainer, orderIds: string[]): Promise<Map<string, Money>> {
  if (orderIds.length === 0) return new Map()
  const { rows } = await container
    .resolve(ContainerRegistrationKeys.PG_CONNECTION)
    .raw<{ rows: Sums[] }>(SUMS, { orders: orderIds })
  const changed = await askedByOrders(
    container,
    rows.filter(({ is_untouched, asked }) => !is_untouched || asked === null).map(({ id }) => id),
  )
  return new Map(
    rows.map(({ id, currency_code, asked, received }) => {
      const inAll = changed.get(id) ?? money(asked ?? received, currency_code)
      return [id, balanceOf({ asked: inAll, received: money(received, currency_code) })]
    }),
  )
}

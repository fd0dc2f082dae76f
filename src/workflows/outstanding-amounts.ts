import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { money } from "../core/money"
import { balanceOf } from "../core/owed"
import { askedByOrders } from "./asked-by-order"

const SUMS = `
  select o.id, o.currency_code, o.version = 1 and exists (select 1 from order_cart l where l.order_id = o.id and l.deleted_at is null) as is_untouched,
    (select coalesce(s.totals->'raw_current_order_total'->>'value', s.totals->>'current_order_total')
     from order_summary s where s.order_id = o.id and s.version = o.version and s.deleted_at is null limit 1) as asked,
    (select coalesce(sum(t.amount), 0)::text from order_transaction t where t.order_id = o.id and t.deleted_at is null) as received
  from "order" o where o.id = any(:orders) and o.status <> 'canceled' and o.deleted_at is null`

interface Sums {
  id: string
  currency_code: string
  is_untouched: boolean
  asked: string | null
  received: string
}

/** What orders still ask for, in major units, negative where they have received more. Canceled ones ask for nothing, and are left out. */
export async function outstandingAmounts(container: MedusaContainer, orderIds: string[]): Promise<Map<string, string>> {
  if (orderIds.length === 0) return new Map()
  const { rows } = await container.resolve(ContainerRegistrationKeys.PG_CONNECTION).raw<{ rows: Sums[] }>(SUMS, { orders: orderIds })
  const changed = await askedByOrders(container, rows.filter(({ is_untouched, asked }) => !is_untouched || asked === null).map(({ id }) => id))
  return new Map(
    rows.map(({ id, currency_code, asked, received }) => {
      const inAll = changed.get(id) ?? money(asked ?? received, currency_code)
      return [id, balanceOf({ asked: inAll, received: money(received, currency_code) }).amount]
    })
  )
}

import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { AdminCheckout } from "../core/admin-view"

type AdminOrder = NonNullable<AdminCheckout["order"]>

/** More orders than this are not looked through by one search. */
const MOST_ORDERS = 1000
const LARGEST_ORDER_NUMBER = 2 ** 31 - 1

/** The orders with these ids, as people know them. */
export async function ordersById(container: MedusaContainer, ids: (string | null)[]): Promise<Map<string, AdminOrder>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  if (wanted.length === 0) return new Map()
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "order", fields: ["id", "display_id", "email"], filters: { id: wanted } })
  return new Map(data.map((order) => [order.id, { id: order.id, display_id: Number(order.display_id), email: order.email ?? null }]))
}

/** The orders and carts that words from the search field mean: an order's number, or the beginning of an e-mail address. */
export async function ordersFoundBy(container: MedusaContainer, text: string): Promise<{ orderIds: string[]; cartIds: string[] }> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const number = /^#?(\d{1,10})$/.exec(text)?.[1]
  if (number && Number(number) <= LARGEST_ORDER_NUMBER) {
    const { data } = await query.graph({ entity: "order", fields: ["id"], filters: { display_id: number } })
    return { orderIds: data.map((order) => order.id), cartIds: [] }
  }
  if (REFERENCE.test(text)) return { orderIds: [], cartIds: [] }
  if (!text.includes("@") && !/^[\w.+-]{3,}$/.test(text)) return { orderIds: [], cartIds: [] }
  const email = { $ilike: `${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%` }
  const newest = { take: MOST_ORDERS, order: { created_at: "DESC" } }
  const [orders, carts] = await Promise.all([
    query.graph({ entity: "order", fields: ["id"], filters: { email }, pagination: newest }),
    query.graph({ entity: "cart", fields: ["id"], filters: { email }, pagination: newest }),
  ])
  return { orderIds: orders.data.map((order) => order.id), cartIds: carts.data.map((cart) => cart.id) }
}

/** What only the ledger knows; a shop's orders and carts have no index on the e-mail address, so they are not looked through for it. */
const REFERENCE = /^(ORD-\d|almchk_|payses_|order_|[0-9a-f]{8}-)/i

/** A customer's orders, the newest first. */
export async function ordersOfCustomer(container: MedusaContainer, customerId: string): Promise<string[]> {
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "order",
    fields: ["id"],
    filters: { customer_id: customerId },
    pagination: { take: MOST_ORDERS, order: { created_at: "DESC" } },
  })
  return data.map((order) => order.id)
}

/** The payment collections of these orders: they stay the same when a completion is repeated. */
export async function collectionsOf(container: MedusaContainer, orderIds: string[]): Promise<string[]> {
  if (orderIds.length === 0) return []
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "order_payment_collection", fields: ["payment_collection_id"], filters: { order_id: orderIds } })
  return data.map((link) => String(link.payment_collection_id))
}

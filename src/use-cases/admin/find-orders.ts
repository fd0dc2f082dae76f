import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { AdminCheckout } from "../../core/views/admin/checkout"
import { ALMARA_MODULE } from "../../modules/almara"

type AdminOrder = NonNullable<AdminCheckout["order"]>

/** More orders than this are not looked through by one search. */
const MOST_ORDERS = 1000
const LARGEST_ORDER_NUMBER = 2 ** 31 - 1

/** Returns the orders with these ids, as people know them. */
export async function ordersById(container: MedusaContainer, ids: (string | null)[]): Promise<Map<string, AdminOrder>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  if (wanted.length === 0) return new Map()
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "order", fields: ["id", "display_id", "email"], filters: { id: wanted } })
  return new Map(
    data.map((order) => [order.id, { id: order.id, display_id: Number(order.display_id), email: order.email ?? null }]),
  )
}

/**
 * Returns the orders and carts that words from the search field mean: an order's number, or the beginning of an e-mail
 * address. A shop's orders and carts have no index on the e-mail address: they are looked through only for what the
 * ledger does not know and what may be the beginning of one.
 */
export async function ordersFoundBy(
  container: MedusaContainer,
  text: string,
): Promise<{ orderIds: string[]; cartIds: string[] }> {
  const number = /^#?(\d{1,10})$/.exec(text)?.[1]
  if (number && Number(number) <= LARGEST_ORDER_NUMBER) {
    const { data } = await container
      .resolve(ContainerRegistrationKeys.QUERY)
      .graph({ entity: "order", fields: ["id"], filters: { display_id: number } })
    return { orderIds: data.map((order) => order.id), cartIds: [] }
  }
  return (await mayBeEmail(container, text)) ? ordersOfEmail(container, text) : { orderIds: [], cartIds: [] }
}

/** Ids that only the ledger knows. */
const REFERENCE = /^(ORD-\d|almchk_|payses_|order_|[0-9a-f]{8}-)/i

async function mayBeEmail(container: MedusaContainer, text: string): Promise<boolean> {
  if (text.includes("@")) return true
  if (REFERENCE.test(text) || !/^[\w.+-]{3,}$/.test(text)) return false
  return !(await container.resolve(ALMARA_MODULE).reports.isReference(text))
}

async function ordersOfEmail(
  container: MedusaContainer,
  text: string,
): Promise<{ orderIds: string[]; cartIds: string[] }> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const email = { $ilike: `${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%` }
  const newest = { take: MOST_ORDERS, order: { created_at: "DESC" } }
  const [orders, carts] = await Promise.all([
    query.graph({ entity: "order", fields: ["id"], filters: { email }, pagination: newest }),
    query.graph({ entity: "cart", fields: ["id"], filters: { email }, pagination: newest }),
  ])
  return { orderIds: orders.data.map((order) => order.id), cartIds: carts.data.map((cart) => cart.id) }
}

/** Returns a customer as people know them, or null. */
export async function customerById(
  container: MedusaContainer,
  id: string,
): Promise<{ id: string; email: string | null } | null> {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "customer", fields: ["id", "email"], filters: { id } })
  const [customer] = data
  return customer ? { id: customer.id, email: customer.email ?? null } : null
}

/** Returns a customer's orders, the newest first. */
export async function ordersOfCustomer(container: MedusaContainer, customerId: string): Promise<string[]> {
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "order",
    fields: ["id"],
    filters: { customer_id: customerId },
    pagination: { take: MOST_ORDERS, order: { created_at: "DESC" } },
  })
  return data.map((order) => order.id)
}

/** Returns a customer's carts, the newest first: pay first, a cart may be paid and never become an order. */
export async function cartsOfCustomer(container: MedusaContainer, customerId: string): Promise<string[]> {
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "cart",
    fields: ["id"],
    filters: { customer_id: customerId },
    pagination: { take: MOST_ORDERS, order: { created_at: "DESC" } },
  })
  return data.map((cart) => cart.id)
}

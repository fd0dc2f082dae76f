import { ContainerRegistrationKeys, MathBN } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { Home } from "../core/transition"
import type { CheckoutRow } from "../modules/almara/rows"

/** What stands in Medusa for a checkout. */
export interface ShopState {
  home: Home
  session: { id: string; status: string; amount: number; currency_code: string; data: Record<string, unknown> } | null
  paymentCollectionId: string | null
  cartId: string | null
  orderId: string | null
  /** The captured payment of this session, if Medusa has one. */
  payment: { id: string; captures: { id: string; amount: number }[]; isRefunded: boolean } | null
  /** Whether the capture also stands in the order's books; without that the order looks unpaid. */
  transactionWritten: boolean
}

interface PaymentRecord {
  id: string
  payment_session_id?: string
  captured_at: string | Date | null
  captures?: { id: string; amount: number }[]
  refunds?: { amount: number }[]
}

interface CartRecord {
  id: string
  completed_at: string | Date | null
}

interface OrderRecord {
  id: string
  status: string
  payment_collections?: { id: string; payments?: PaymentRecord[] }[]
  transactions?: { reference: string; reference_id: string }[]
}

type Query = ReturnType<typeof queryOf>

/**
 * Reads the payment session, its collection, and the order or cart that the money is for, straight from the database.
 * What does not depend on each other is asked for at the same time: every payment waits for this.
 */
export async function readShopState(container: MedusaContainer, checkout: Pick<CheckoutRow, "payment_session_id" | "payment_collection_id">): Promise<ShopState> {
  const query = queryOf(container)
  // The collection is most often the one that was noted with the checkout; a session cannot move to another one.
  const [session, payment, noted] = await Promise.all([
    sessionOf(query, checkout.payment_session_id),
    paymentOf(query, checkout.payment_session_id),
    checkout.payment_collection_id ? linksOf(query, checkout.payment_collection_id) : null,
  ])
  const paymentCollectionId: string | null = session?.payment_collection_id ?? checkout.payment_collection_id
  const links = paymentCollectionId && paymentCollectionId !== checkout.payment_collection_id ? await linksOf(query, paymentCollectionId) : noted
  const { order, cart } = links ?? {}

  const written = new Set((order?.transactions ?? []).filter((one) => one.reference === "capture").map((one) => one.reference_id))
  return {
    home: order ? homeOfOrder(order) : cart && !cart.completed_at ? "cart_open" : "gone",
    session: session ? { ...session, amount: Number(session.amount) } : null,
    paymentCollectionId,
    cartId: links?.cartId ?? null,
    orderId: order?.id ?? null,
    payment,
    transactionWritten: payment !== null && payment.captures.length > 0 && payment.captures.every((capture) => written.has(capture.id)),
  }
}

function queryOf(container: MedusaContainer) {
  return container.resolve(ContainerRegistrationKeys.QUERY)
}

// An undefined filter matches every row (medusa-2.21.md, finding 1): the ids below are never undefined.

async function sessionOf(query: Query, id: string) {
  const { data } = await query.graph({ entity: "payment_session", fields: ["id", "status", "amount", "currency_code", "data", "payment_collection_id"], filters: { id } })
  return data[0] ?? null
}

async function paymentOf(query: Query, paymentSessionId: string): Promise<ShopState["payment"]> {
  const { data } = await query.graph({
    entity: "payment",
    fields: ["id", "captured_at", "captures.id", "captures.amount", "refunds.amount"],
    filters: { payment_session_id: paymentSessionId },
  })
  const own = (data as PaymentRecord[]).find((payment) => payment.captured_at)
  return own ? { id: own.id, captures: own.captures ?? [], isRefunded: isRefunded(own) } : null
}

/** The order that a payment collection is for, and the cart that it came from. */
async function linksOf(query: Query, paymentCollectionId: string): Promise<{ order?: OrderRecord; cart?: CartRecord; cartId: string | null }> {
  const filters = { payment_collection_id: paymentCollectionId }
  const [orders, carts] = await Promise.all([
    query.graph({
      entity: "order_payment_collection",
      fields: ["order.id", "order.status", "order.payment_collections.id", "order.payment_collections.payments.id", "order.payment_collections.payments.captured_at", "order.transactions.reference", "order.transactions.reference_id"],
      filters,
    }),
    query.graph({ entity: "cart_payment_collection", fields: ["cart_id", "cart.id", "cart.completed_at"], filters }),
  ])
  const { order } = (orders.data[0] ?? {}) as { order?: OrderRecord | null }
  const { cart_id, cart } = (carts.data[0] ?? {}) as { cart_id?: string; cart?: CartRecord | null }
  return { ...(order && { order }), ...(cart && { cart }), cartId: cart_id ?? null }
}

function isRefunded(payment: PaymentRecord): boolean {
  const total = (amounts: { amount: number }[] | undefined) => MathBN.sum(0, ...(amounts ?? []).map(({ amount }) => amount))
  return MathBN.gte(total(payment.refunds), total(payment.captures))
}

function homeOfOrder(order: OrderRecord): Home {
  if (order.status === "canceled") return "order_canceled"
  const payments = (order.payment_collections ?? []).flatMap((collection) => collection.payments ?? [])
  return payments.some((payment) => payment.captured_at) ? "order_paid" : "order_waiting"
}

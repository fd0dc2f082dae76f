import { ContainerRegistrationKeys, MathBN } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { Home } from "../../core/transition"
import type { CheckoutRow } from "../../modules/almara/rows"

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

interface OrderRecord {
  id: string
  status: string
  payment_collections?: { id: string; payments?: PaymentRecord[] }[]
  transactions?: { reference: string; reference_id: string }[]
}

/** Reads the payment session, its collection, and the order or cart that the money is for, straight from the database. */
export async function readShopState(container: MedusaContainer, checkout: Pick<CheckoutRow, "payment_session_id" | "payment_collection_id">): Promise<ShopState> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)

  // An undefined filter matches every row (medusa-2.21.md, finding 1): each id is looked at before it is used.
  const sessions = await query.graph({
    entity: "payment_session",
    fields: ["id", "status", "amount", "currency_code", "data", "payment_collection_id"],
    filters: { id: checkout.payment_session_id },
  })
  const session = sessions.data[0] ?? null
  const paymentCollectionId: string | null = session?.payment_collection_id ?? checkout.payment_collection_id
  const state: ShopState = {
    home: "gone",
    session: session ? { ...session, amount: Number(session.amount) } : null,
    paymentCollectionId,
    cartId: null,
    orderId: null,
    payment: null,
    transactionWritten: false,
  }
  if (!paymentCollectionId) return state

  const orderLinks = await query.graph({ entity: "order_payment_collection", fields: ["order_id"], filters: { payment_collection_id: paymentCollectionId } })
  const cartLinks = await query.graph({ entity: "cart_payment_collection", fields: ["cart_id"], filters: { payment_collection_id: paymentCollectionId } })
  state.orderId = orderLinks.data[0]?.order_id ?? null
  state.cartId = cartLinks.data[0]?.cart_id ?? null
  const payments = await query.graph({
    entity: "payment",
    fields: ["id", "captured_at", "captures.id", "captures.amount", "refunds.amount"],
    filters: { payment_session_id: checkout.payment_session_id },
  })
  const own = (payments.data as PaymentRecord[]).find((payment) => payment.captured_at)
  state.payment = own ? { id: own.id, captures: own.captures ?? [], isRefunded: isRefunded(own) } : null

  if (state.orderId) {
    const orders = await query.graph({
      entity: "order",
      fields: ["id", "status", "payment_collections.id", "payment_collections.payments.id", "payment_collections.payments.captured_at", "transactions.reference", "transactions.reference_id"],
      filters: { id: state.orderId },
    })
    const order = orders.data[0] as unknown as OrderRecord | undefined
    if (order) {
      const written = new Set((order.transactions ?? []).filter((t) => t.reference === "capture").map((t) => t.reference_id))
      state.transactionWritten = state.payment !== null && state.payment.captures.length > 0 && state.payment.captures.every((capture) => written.has(capture.id))
      state.home = homeOfOrder(order)
      return state
    }
  }
  if (state.cartId) {
    const carts = await query.graph({ entity: "cart", fields: ["id", "completed_at"], filters: { id: state.cartId } })
    if (carts.data[0] && !carts.data[0].completed_at) state.home = "cart_open"
  }
  return state
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

/** Reads what stands in Medusa, after Almara has answered, so that the decision rests on the newest state. */
export const readHomeStep = createStep("read-home", async (input: { checkout: CheckoutRow }, { container }) => {
  return new StepResponse(await readShopState(container, input.checkout))
})

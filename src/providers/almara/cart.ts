import { container } from "@medusajs/framework"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { CartLine } from "../../core/gateway/order-lines"
import { exactAmount, type WithAmount } from "../../modules/almara/medusa-amount"

/** What a payment session is for, as far as it can be found out from inside the payment module. */
export interface SessionContext {
  paymentCollectionId: string | null
  cartId: string | null
  orderId: string | null
  lines: CartLine[]
}

interface CartItem extends WithAmount<"total"> {
  title?: string | null
  product_title?: string | null
  variant_title?: string | null
  variant_sku?: string | null
  quantity: number
}

interface CartRecord {
  items?: (CartItem | null)[]
  shipping_methods?: (({ name?: string | null } & WithAmount<"total">) | null)[]
}

const UNKNOWN: SessionContext = { paymentCollectionId: null, cartId: null, orderId: null, lines: [] }

/**
 * Reads the cart behind a payment session through the application's own container, since the payment module's container
 * knows no carts (medusa-2.21.md, finding 9). Where that container cannot be reached, as when a store carries two
 * copies of the framework, the answer is empty and the checkout gets one line.
 */
export async function readSessionContext(paymentSessionId: string): Promise<SessionContext> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY, { allowUnregistered: true })
  // An undefined filter matches every row: never ask without an id.
  if (!query || !paymentSessionId) return UNKNOWN

  const sessions = await query.graph({
    entity: "payment_session",
    fields: ["id", "payment_collection_id"],
    filters: { id: paymentSessionId },
  })
  const paymentCollectionId: string | null = sessions.data[0]?.payment_collection_id ?? null
  if (!paymentCollectionId) return UNKNOWN

  const filters = { payment_collection_id: paymentCollectionId }
  const orderLinks = await query.graph({ entity: "order_payment_collection", fields: ["order_id"], filters })
  const cartLinks = await query.graph({ entity: "cart_payment_collection", fields: ["cart_id"], filters })
  const orderId: string | null = orderLinks.data[0]?.order_id ?? null
  const cartId: string | null = cartLinks.data[0]?.cart_id ?? null
  if (!cartId) return { ...UNKNOWN, paymentCollectionId, orderId }

  const carts = await query.graph({
    entity: "cart",
    fields: [
      "id",
      "total",
      "items.title",
      "items.product_title",
      "items.variant_title",
      "items.variant_sku",
      "items.quantity",
      "items.total",
      "items.raw_total",
      "shipping_methods.name",
      "shipping_methods.total",
      "shipping_methods.raw_total",
    ],
    filters: { id: cartId },
  })
  return { paymentCollectionId, cartId, orderId, lines: linesOf(carts.data[0] as CartRecord | undefined) }
}

function linesOf(cart: CartRecord | undefined): CartLine[] {
  const items = (cart?.items ?? []).flatMap((item) =>
    item
      ? [
          {
            sku: item.variant_sku,
            title: titleOf(item),
            quantity: Number(item.quantity),
            total: exactAmount(item, "total"),
          },
        ]
      : [],
  )
  const shipping = (cart?.shipping_methods ?? []).flatMap((method) =>
    method
      ? [{ sku: "SHIPPING", title: method.name ?? "Shipping", quantity: 1, total: exactAmount(method, "total") }]
      : [],
  )
  return [...items, ...shipping]
}

function titleOf(item: CartItem): string {
  const product = item.product_title || item.title || ""
  const variant = item.variant_title ?? ""
  const isSaid = !variant || /^default\b/i.test(variant) || product.includes(variant)
  return isSaid ? product : `${product}, ${variant}`
}

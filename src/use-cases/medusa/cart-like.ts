import { addToCartWorkflow, createCartWorkflow, updateCartPromotionsWorkflow } from "@medusajs/medusa/core-flows"
import { ContainerRegistrationKeys, MedusaError, PromotionActions } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { logEvent, reasonOf } from "../../telemetry/log"

export interface CartLikeInput {
  orderId: string
  /** Who is signed in, if anybody is. */
  customerId: string | undefined
}

interface Item {
  variant_id?: string
  title?: string
  quantity: number
  unit_price?: number
  metadata?: Record<string, unknown>
}

interface Before {
  region_id: string
  sales_channel_id: string
  currency_code: string
  items:
    | ({
        variant_id: string | null
        title: string
        quantity: number
        unit_price: number
        is_custom_price?: boolean
        metadata: Record<string, unknown> | null
      } | null)[]
    | null
  promotions: ({ code: string; is_automatic: boolean } | null)[] | null
}

/**
 * Makes a new cart with the items, quantities and codes of the cart that an order was placed from. Nothing of the
 * person: who knows a payment's address is not yet its customer. Only the order's own customer, signed in, has the new
 * cart in that name. What cannot be bought any more is left out. Returns the cart's id.
 */
export async function cartLikeThatOf(
  container: MedusaContainer,
  { orderId, customerId }: CartLikeInput,
): Promise<string> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const links = await query.graph({
    entity: "order_cart",
    fields: ["cart_id", "order.customer_id", "order.email"],
    filters: { order_id: orderId },
  })
  const link = links.data[0] as
    { cart_id: string; order?: { customer_id: string | null; email: string | null } } | undefined
  if (!link) throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, `The order ${orderId} has no cart.`)
  const { data } = await query.graph({
    entity: "cart",
    fields: [
      "region_id",
      "sales_channel_id",
      "currency_code",
      "items.variant_id",
      "items.title",
      "items.quantity",
      "items.unit_price",
      "items.is_custom_price",
      "items.metadata",
      "promotions.code",
      "promotions.is_automatic",
    ],
    filters: { id: link.cart_id },
  })
  const before = data[0] as unknown as Before | undefined
  if (!before)
    throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, `The cart ${link.cart_id} is not there any more.`)

  const isOwn = customerId !== undefined && link.order?.customer_id === customerId
  const { region_id, sales_channel_id, currency_code } = before
  const cart = {
    region_id,
    sales_channel_id,
    currency_code,
    ...(isOwn && { customer_id: customerId, email: link.order?.email ?? undefined }),
  }
  const cartId = await createWith(container, cart, itemsOf(before))
  for (const { code, is_automatic } of before.promotions?.filter((one) => one !== null) ?? []) {
    if (!is_automatic)
      await orLeaveOut(container, () =>
        updateCartPromotionsWorkflow(container).run({
          input: { cart_id: cartId, promo_codes: [code], action: PromotionActions.ADD },
        }),
      )
  }
  return cartId
}

async function createWith(container: MedusaContainer, cart: Record<string, unknown>, items: Item[]): Promise<string> {
  const create = async (some: Item[]) =>
    (await createCartWorkflow(container).run({ input: { ...cart, items: some } as never })).result.id
  const whole = await orLeaveOut(container, () => create(items))
  if (whole !== undefined) return whole
  // One that is gone keeps none of the others out.
  const cartId = await create([])
  for (const item of items)
    await orLeaveOut(container, () =>
      addToCartWorkflow(container).run({ input: { cart_id: cartId, items: [item] as never } }),
    )
  return cartId
}

async function orLeaveOut<T>(container: MedusaContainer, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    logEvent(
      container.resolve(ContainerRegistrationKeys.LOGGER),
      "cart.not_copied",
      `something could not be taken over into the cart of a shopper who starts over: ${reasonOf(error)}`,
    )
    return undefined
  }
}

/** A price that the store gave this cart alone goes along; every other is asked for anew. */
function itemsOf({ items }: Before): Item[] {
  return (items ?? []).flatMap((item) => {
    if (!item) return []
    const { variant_id, title, quantity, unit_price, is_custom_price, metadata } = item
    const named = variant_id === null ? { title, unit_price } : { variant_id, ...(is_custom_price && { unit_price }) }
    return [{ ...named, quantity: Number(quantity), ...(metadata && { metadata }) }]
  })
}

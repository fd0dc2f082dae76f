import type { MedusaContainer } from "@medusajs/framework/types"
import { BusinessError } from "../business-error"
import { createPaymentLink } from "./payment-links"

/** What a store's own code says of the link that it wants. */
export interface AlmaraPaymentLinkInput {
  orderId: string
  /**
   * How long it is good. The order's deadline, where it has one, moves to its end, and its stock is held that long.
   * Where nothing is said, the link is good as long as the order may be paid, or a week where nothing ends the order.
   */
  hours?: number
}

/** A link by which everybody who has it can pay what its order owes. */
export interface AlmaraPaymentLink {
  /** Told once: nothing that can be read back is kept. Who has it can pay, and sees the order's number and sum. */
  url: string
  expiresAt: Date
}

/**
 * Makes a payment link for an order, for e-mails and the like of the store's own. Returns undefined where the order
 * owes nothing. Put the address where only the customer reads it, such as in the `content` of a notification: what
 * stands in its `data`, or in what a workflow hands on, may be kept and shown to others.
 * @throws BusinessError where Medusa has no such order, where it is canceled or a draft, where money of it is held, or
 * where its region offers no payment provider of Almara's.
 *
 * @example
 * const link = await createAlmaraPaymentLink(container, { orderId: order.id })
 */
export async function createAlmaraPaymentLink(
  container: MedusaContainer,
  { orderId, hours }: AlmaraPaymentLinkInput,
): Promise<AlmaraPaymentLink | undefined> {
  // An undefined filter matches every row (medusa-2.21.md, finding 1).
  if (!orderId) throw new BusinessError("no_such_order")
  if (hours !== undefined && !(hours > 0)) throw new TypeError(`hours must be a number above 0, and is ${hours}.`)
  try {
    const { link, url } = await createPaymentLink(container, { orderId, hours, actor: "merchant" })
    return { url, expiresAt: new Date(link.expires_at) }
  } catch (error) {
    if (error instanceof BusinessError && error.reason === "nothing_owed") return undefined
    throw error
  }
}

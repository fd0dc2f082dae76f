import { z } from "@medusajs/framework/zod"
import { LINK_GOOD_FOR_DAYS } from "../../../../../../core/views/admin/order"

const HOURS = LINK_GOOD_FOR_DAYS * 24
const MOST_HOURS = 90 * 24

/** What `POST /admin/almara/orders/:id/payment-links` takes. */
export const paymentLinkBody = z.strictObject({
  hours: z.number().int().min(1).max(MOST_HOURS).default(HOURS),
})

export type PaymentLinkBody = z.infer<typeof paymentLinkBody>

import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import { payByLink } from "../../../../use-cases/shopper/payment-link"
import { withRetryAfter } from "../with-retry-after"

/**
 * A page for what the order of a payment link owes now. The token stands in the body: an address is written into logs.
 */
export async function POST(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const { token } = (req.body ?? {}) as { token?: unknown }
  await withRetryAfter(res, async () => {
    const checkout = typeof token === "string" ? await payByLink(req.scope, token) : undefined
    if (!checkout) throw new MedusaError(MedusaError.Types.NOT_FOUND, "This link leads to no payment.")
    res.status(200).json({ checkout })
  })
}

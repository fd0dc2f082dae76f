import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { viewCheckout } from "../../../../../use-cases/shopper/view-checkout"

/** The payment of a session as its shopper may see it. The session's id is the key: it cannot be guessed. */
export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const checkout = await viewCheckout(req.scope, req.params.payment_session_id ?? "")
  if (!checkout) throw new MedusaError(MedusaError.Types.NOT_FOUND, "There is no card payment for this session.")
  res.setHeader("Cache-Control", "no-store")
  res.status(200).json({ checkout })
}

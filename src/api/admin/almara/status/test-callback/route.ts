import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { sendTestCallback } from "../../../../../use-cases/admin/test-callback"

/** Sends a callback to this store by its callback address, and says whether it arrived. */
export async function POST(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  res.status(200).json({ test: await sendTestCallback(req.scope) })
}

import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { adminStatus } from "../../../../use-cases/admin/status"
import { mayChange } from "../may-change"

/** How the connection and the plugin are doing, tried just now. Says whether the reader may send a test callback. */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  res.setHeader("Cache-Control", "no-store")
  res.status(200).json({ status: await adminStatus(req.scope), may_change: await mayChange(req) })
}

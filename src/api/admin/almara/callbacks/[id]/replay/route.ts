import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { replayCallback } from "../../../../../../workflows/admin-callbacks"

/** Puts a callback back into the queue, and answers it as it stands there. */
export async function POST(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  res.status(200).json({ callback: await replayCallback(req.scope, req.params.id ?? "", req.auth_context.actor_id) })
}

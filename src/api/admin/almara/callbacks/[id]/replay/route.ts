import { replayCallback } from "../../../../../../use-cases/admin/callbacks"
import { withErrorMapping } from "../../../with-error-mapping"

/** Puts a callback back into the queue, and answers it as it stands there. */
export const POST = withErrorMapping(async (req, res) => {
  res.status(200).json({ callback: await replayCallback(req.scope, req.params.id ?? "", req.auth_context.actor_id) })
})

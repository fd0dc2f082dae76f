import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { BusinessError } from "../../../use-cases/business-error"

type Handler<Body> = (req: AuthenticatedMedusaRequest<Body>, res: MedusaResponse) => Promise<void>

/**
 * Lets an endpoint answer a business error with its code, its sentence and its values. Medusa's own error handler keeps
 * the values back, and puts a sentence about idempotency keys in the place of every conflict's.
 */
export function withErrorMapping<Body>(handler: Handler<Body>): Handler<Body> {
  return async (req, res) => {
    try {
      await handler(req, res)
    } catch (error) {
      if (!(error instanceof BusinessError)) throw error
      res.status(error.httpStatus).json(error.body)
    }
  }
}

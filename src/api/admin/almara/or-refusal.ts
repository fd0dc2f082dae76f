import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { Refusal } from "../../../use-cases/admin/refusal"

type Door<Body> = (req: AuthenticatedMedusaRequest<Body>, res: MedusaResponse) => Promise<void>

/**
 * Lets a door answer a refusal with its code, its sentence and its values. Medusa's own error handler keeps the values
 * back, and puts a sentence about idempotency keys in the place of every conflict's.
 */
export function orRefusal<Body>(door: Door<Body>): Door<Body> {
  return async (req, res) => {
    try {
      await door(req, res)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      res.status(error.httpStatus).json(error.body)
    }
  }
}

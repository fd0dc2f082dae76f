import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

/** Medusa's request log prints `originalUrl` when the answer is sent; our signature must not stand in it. */
export function hideSignature(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): void {
  req.originalUrl = req.originalUrl.replace(/([?&]signature=)[^&]*/gi, "$1[withheld]")
  next()
}

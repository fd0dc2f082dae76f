import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

/** Tells a caller with another method which ones there are. What is below the address is somebody else's. */
export function allowOnly(...methods: string[]) {
  return (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void => {
    if (methods.includes(req.method) || req.path !== "/") return next()
    res.setHeader("Allow", methods.join(", "))
    res.status(405).json({ type: "not_allowed", message: `This address takes ${methods.join(", ")} only.` })
  }
}

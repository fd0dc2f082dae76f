import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { dropRest } from "./read-text"
import { returnShopper } from "../../workflows/return-shopper"

/** Answers a shopper's browser that comes from Almara's page, by GET or by a form's POST: 303 to the storefront. */
export async function sendShopperBack(door: "return" | "cancel", req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const page = await returnShopper(req.scope, { door, checkout: req.query.checkout, signature: req.query.signature })
  res.setHeader("Cache-Control", "no-store")
  res.setHeader("Referrer-Policy", "no-referrer")
  res.redirect(303, page.toString())
  dropRest(req)
}

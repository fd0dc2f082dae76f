import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { ShopperEndpoint } from "../../core/callback/signature"
import { SIGNED_HEADER } from "../../use-cases/admin/test-callback"
import { returnShopper } from "../../use-cases/shopper/handle-return"
import { queryOf } from "../addresses"
import { dropRest } from "./body-of"

/** Sends a shopper's browser that comes from Almara's page, by GET or by a form's POST, to the storefront with 303. */
export async function sendShopperBack(
  endpoint: ShopperEndpoint,
  req: MedusaRequest,
  res: MedusaResponse,
): Promise<void> {
  const { page, isSigned } = await returnShopper(req.scope, { endpoint, query: queryOf(req) })
  res.setHeader("Cache-Control", "no-store")
  res.setHeader("Referrer-Policy", "no-referrer")
  if (isSigned) res.setHeader(SIGNED_HEADER, "yes")
  res.redirect(303, page.toString())
  dropRest(req)
}

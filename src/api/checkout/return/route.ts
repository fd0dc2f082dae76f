import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { sendShopperBack } from "../send-shopper-back"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  await sendShopperBack("return", req, res)
}

export async function POST(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  await sendShopperBack("return", req, res)
}

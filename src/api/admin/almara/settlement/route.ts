import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { settlementReport } from "../../../../use-cases/admin/settlement-report"
import { inKnownZone } from "../time-zone"
import type { SettlementQuery } from "./query"

/** What the ledger calls paid against what Medusa captured, by day and currency, with every difference. */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const { days, time_zone, check } = req.validatedQuery as unknown as SettlementQuery
  res.status(200).json({ report: await inKnownZone(settlementReport(req.scope, { days, timeZone: time_zone, check })) })
}

import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { statisticsFrom } from "../../../../core/views/admin/statistics"
import { ALMARA_MODULE } from "../../../../modules/almara"
import { inKnownZone } from "../time-zone"
import type { StatisticsQuery } from "./query"

/** Paid, failed and abandoned checkouts by the day on which they were opened. */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const { days, time_zone } = req.validatedQuery as unknown as StatisticsQuery
  const { reports } = req.scope.resolve(ALMARA_MODULE)
  res.status(200).json(statisticsFrom(await inKnownZone(reports.days(days, time_zone))))
}

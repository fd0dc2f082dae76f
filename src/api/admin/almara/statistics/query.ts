import { z } from "@medusajs/framework/zod"
import { timeZone } from "../time-zone"

/** What `GET /admin/almara/statistics` understands. */
export const statisticsQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(366).default(30),
  time_zone: timeZone,
})

export type StatisticsQuery = z.infer<typeof statisticsQuery>

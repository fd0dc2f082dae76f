import { z } from "@medusajs/framework/zod"
import { timeZone } from "../time-zone"

/** What `GET /admin/almara/settlement` understands. With `check` Almara is asked again about what is called paid. */
export const settlementQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(92).default(7),
  time_zone: timeZone,
  check: z
    .enum(["true", "false"])
    .default("false")
    .transform((value) => value === "true"),
})

export type SettlementQuery = z.infer<typeof settlementQuery>

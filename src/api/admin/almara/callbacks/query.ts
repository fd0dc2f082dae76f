import { z } from "@medusajs/framework/zod"
import { CALLBACK_STATES } from "../../../../core/views/admin/callback"
import { COUNTED_AT_MOST } from "../../../../modules/almara/reports/reports"

/** What `GET /admin/almara/callbacks` understands. */
export const listCallbacksQuery = z.strictObject({
  state: z
    .union([z.string(), z.array(z.string())])
    .transform((value) =>
      [value]
        .flat()
        .flatMap((part) => part.split(","))
        .filter(Boolean),
    )
    .pipe(z.array(z.enum(CALLBACK_STATES)).min(1))
    .optional(),
  checkout_id: z.string().min(1).max(100).optional(),
  q: z.string().trim().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(COUNTED_AT_MOST).default(0),
})

export type ListCallbacksQuery = z.infer<typeof listCallbacksQuery>

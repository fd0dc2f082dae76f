import { z } from "@medusajs/framework/zod"
import { RESOLVE_ACTIONS } from "../../../../../../core/admin-view"

/** What `POST /admin/almara/checkouts/:id/resolve` takes. Money that is put aside needs a word on why. */
export const resolveCheckoutBody = z
  .strictObject({ action: z.enum(RESOLVE_ACTIONS), note: z.string().trim().max(500).default("") })
  .refine(({ action, note }) => action === "accept" || note.length >= 3, { path: ["note"], message: "Say why, in a few words." })

export type ResolveCheckoutBody = z.infer<typeof resolveCheckoutBody>

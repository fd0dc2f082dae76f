import { z } from "@medusajs/framework/zod"
import { RESOLVE_ACTIONS } from "../../../../../../core/views/admin/checkout"
import { note } from "../../../note"

/**
 * What `POST /admin/almara/checkouts/:id/resolve` takes. Money that is put aside needs a word on why. `amount` is the
 * sum that arrived, a decimal text in major units, where Almara's report names none.
 */
export const resolveCheckoutBody = z
  .strictObject({
    action: z.enum(RESOLVE_ACTIONS),
    note: note.default(""),
    amount: z.string().trim().min(1).max(40).optional(),
  })
  .refine(({ action, amount }) => action === "accept" || amount === undefined, {
    path: ["amount"],
    message: "Only money that is accepted has a sum.",
  })
  .refine(({ action, note }) => action === "accept" || note.length >= 3, {
    path: ["note"],
    message: "Say why, in a few words.",
  })

export type ResolveCheckoutBody = z.infer<typeof resolveCheckoutBody>

import { z } from "@medusajs/framework/zod"
import { isBooking, RESOLVE_ACTIONS } from "../../../../../../core/views/admin/checkout"
import { note, saysSomething } from "../../../note"

/**
 * What `POST /admin/almara/checkouts/:id/resolve` takes. Money that is put aside needs a word on why. `amount` is the
 * sum that arrived, a decimal text in major units, where Almara's report names none. `case_version` is that of the
 * checkout as it was read: what became another case meanwhile is answered with 409.
 */
export const resolveCheckoutBody = z
  .strictObject({
    action: z.enum(RESOLVE_ACTIONS),
    note: note.default(""),
    amount: z.string().trim().min(1).max(40).optional(),
    case_version: z.string().min(1).max(400).optional(),
  })
  .refine(({ action, amount }) => isBooking(action) || amount === undefined, {
    path: ["amount"],
    message: "Only money that is put onto an order has a sum.",
  })
  .refine(({ action, note }) => isBooking(action) || saysSomething(note), {
    path: ["note"],
    message: "Say why, in a few words.",
  })

export type ResolveCheckoutBody = z.infer<typeof resolveCheckoutBody>

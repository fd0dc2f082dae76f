import { z } from "@medusajs/framework/zod"
import { note, saysSomething } from "../../../note"

const HOW = "Say how it was paid, in 3 to 500 characters."
const how = note.refine(saysSomething)

/** What `POST /admin/almara/orders/:id/paid-otherwise` takes. Medusa keeps the sentences of custom checks only. */
export const paidOtherwiseBody = z.strictObject({
  note: z.custom<string>((value) => how.safeParse(value).success, HOW).transform((value) => value.trim()),
})

export type PaidOtherwiseBody = z.infer<typeof paidOtherwiseBody>

import { z } from "@medusajs/framework/zod"

const EXAMPLE =
  'Say until when the order may be paid, as "2026-12-01T18:00:00+03:00"; or null, to keep it without a deadline.'
// Postgres has no year 0, and takes no offset as large as a text may have.
const inUtc = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString())
const moment = inUtc.refine((text) => /^(?!0000)\d{4}-/.test(text)).nullable()

/** What `POST /admin/almara/orders/:id/deadline` takes. Medusa keeps the sentences of custom checks only. */
export const deadlineBody = z.strictObject({
  pay_by: z
    .custom<string | null>((value) => moment.safeParse(value).success, EXAMPLE)
    .transform((value) => moment.parse(value)),
})

export type DeadlineBody = z.infer<typeof deadlineBody>

import { z } from "zod"
import type { ReportedOrder } from "../wire"

const copies = z.int().min(1).max(100)

/** What `POST /simulator/checkouts/:id/outcome` takes. */
export const outcomeOrderSchema = z
  .strictObject({
    outcome: z.enum(["paid", "declined", "pending"]),
    code: z.union([z.int(), z.string().min(1).max(20)]).optional(),
    status: z.int().optional(),
    reference: z.string().min(1).optional(),
    /** Reported as a single line of this price. */
    amount: z.number().min(0).optional(),
    currencyCode: z.int().min(0).max(999).optional(),
    currencyName: z.string().regex(/^[A-Z]{3}$/, "must be three capital letters").optional(),
    checkoutReference: z.string().min(1).optional(),
    callback: z
      .strictObject({
        copies: copies.optional(),
        delayMs: z.int().min(0).max(600_000).optional(),
        send: z.boolean().optional(),
      })
      .optional(),
  })
  .transform(({ amount, currencyCode, currencyName, checkoutReference, ...order }) => {
    const reported: ReportedOrder = {
      ...(amount === undefined ? {} : { checkoutRequestLines: [{ sku: "AMOUNT", name: "Amount", price: amount }] }),
      ...(currencyCode === undefined ? {} : { checkoutCurrencyCode: currencyCode }),
      ...(currencyName === undefined ? {} : { checkoutCurrencyName: currencyName }),
      ...(checkoutReference === undefined ? {} : { checkoutReference }),
    }
    return { ...order, reported }
  })

/** An outcome as it was asked for, with what shall be reported in place of the order's own fields. */
export type OutcomeOrder = z.output<typeof outcomeOrderSchema>

/** What `POST /simulator/checkouts/:id/callback` takes. */
export const callbackOrderSchema = z.strictObject({
  copies: copies.default(1),
  /** Laid over the callback's body, object by object. */
  overrides: z.record(z.string(), z.unknown()).optional(),
  url: z.url({ protocol: /^https?$/, error: "must be an http or https address" }).optional(),
  contentType: z.string().min(1).default("application/json"),
  /** Sent as it stands, in place of the callback's body. */
  rawBody: z.string().optional(),
})

import { z } from "zod"
import { decisionNames } from "../decide"
import type { ReportedOrder } from "../wire"
import { wrongCallbacks } from "../wrong-callback-kinds"

const copies = z.int().min(1).max(100)
const delayMs = z.int().min(0).max(600_000)

/** What `POST /simulator/checkouts/:id/outcome` takes. */
export const outcomeOrderSchema = z
  .strictObject({
    outcome: z.enum(decisionNames),
    code: z.union([z.int(), z.string().min(1).max(20)]).optional(),
    status: z.int().optional(),
    reference: z.string().min(1).optional(),
    /** Reported as a single line of this price. */
    amount: z.number().min(0).optional(),
    currencyCode: z.int().min(0).max(999).optional(),
    currencyName: z
      .string()
      .regex(/^[A-Z]{3}$/, "must be three capital letters")
      .optional(),
    checkoutReference: z.string().min(1).optional(),
    /** Laid over what check-status and the callback say, object by object; null takes a field away. */
    overrides: z.record(z.string(), z.unknown()).optional(),
    callback: z
      .strictObject({
        copies: copies.optional(),
        delayMs: delayMs.optional(),
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

/** What `POST /simulator/checkouts/:id/callback` takes. */
export const callbackOrderSchema = z.strictObject({
  copies: copies.default(1),
  /** With a delay the answer does not wait for the callback. */
  delayMs: delayMs.optional(),
  /** Makes the callback one that a store must not believe. */
  wrong: z.enum(wrongCallbacks).optional(),
  /** Laid over the callback's body, object by object. */
  overrides: z.record(z.string(), z.unknown()).optional(),
  url: z.url({ protocol: /^https?$/, error: "must be an http or https address" }).optional(),
  contentType: z.string().min(1).default("application/json"),
  /** Sent as it stands, in place of the callback's body. */
  rawBody: z.string().optional(),
})

/** What `POST /simulator/checkouts/:id/visit` takes. */
export const visitOrderSchema = z.strictObject({ endpoint: z.enum(["return", "cancel"]).default("return") })

export type CallbackOrder = z.output<typeof callbackOrderSchema>

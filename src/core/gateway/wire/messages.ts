import { z } from "zod"
import { AlmaraError } from "../../errors"
import { classifyOutcome } from "../../checkout/outcome"
import { spellId, type MerchantRequestId } from "../../ids"
import {
  documented,
  isRecord,
  mostItems,
  onlyDocumented,
  optionalInteger,
  optionalLine,
  optionalText,
  writtenCode,
} from "./fields"

/** A line as the wire knows it: `price` in MAJOR units for the whole line, no quantity (FACTS.md, A). */
export const checkoutLineSchema = z.strictObject({ sku: z.string(), name: z.string(), price: z.number() })

/** The body of `new-order`: the callback's body without its outcome (FACTS.md, B). */
export const newOrderRequestSchema = z.strictObject({
  originatorConversationId: z.string().min(1),
  checkoutReference: z.string().min(1),
  checkoutRouteId: z.string().min(1),
  checkoutRouteChannelType: z.number().int(),
  checkoutNotes: z.string(),
  /** ISO 4217 number, such as 404. */
  checkoutCurrencyCode: z.number().int(),
  checkoutCurrencyName: z.string(),
  /** ISO 8601 in UTC without milliseconds, as in the documented example. */
  checkoutDueDate: z.string(),
  checkoutReturnUrl: z.url(),
  checkoutCancelUrl: z.url(),
  checkoutCallbackUrl: z.url(),
  checkoutAccountNo: z.string().optional(),
  checkoutRequestLines: z.array(checkoutLineSchema).min(1),
})

/** A line of `new-order`, as `checkoutLines` makes them. */
export type CheckoutLine = z.output<typeof checkoutLineSchema>
/** The body of `new-order`, as `buildNewOrder` makes it. */
export type NewOrderRequest = z.output<typeof newOrderRequestSchema>

const thirdPartyPayloadSchema = documented({
  ResponseCode: optionalText,
  ResponseDesc: optionalText,
  Reference: optionalLine,
})

const outcomeFields = {
  Status: writtenCode,
  StatusDesc: optionalLine,
  ResultCode: writtenCode,
  ResultDesc: optionalLine,
  ThirdPartyPayload: thirdPartyPayloadSchema.optional().catch(undefined),
}

export const checkoutOutcomeSchema = documented(outcomeFields)

/** A code that is none: what carries it is not final, and a person has to look. */
export const contradictory = { ResultCode: "paid and failed" } as const

/** What stands in an outcome's place; of a list the outcome that it says, if it says one. */
function oneOutcome(written: unknown): unknown {
  if (!Array.isArray(written)) return written
  const outcomes = (written as unknown[]).slice(0, mostItems).flatMap((item) => {
    const { Status: status, ResultCode: resultCode } = checkoutOutcomeSchema.safeParse(item).data ?? {}
    const isSaid = status !== undefined || resultCode !== undefined
    return isSaid ? [{ item, kind: classifyOutcome({ status, resultCode }).kind }] : []
  })
  const paid = outcomes.find(({ kind }) => kind === "paid")
  const failed = outcomes.find(({ kind }) => kind === "failed")
  const isUnseen = outcomes.length > 0 && written.length > mostItems
  if ((paid && failed) || isUnseen) return contradictory
  return (paid ?? failed ?? outcomes[0])?.item
}

/** An outcome in one of its places. */
const inItsPlace = <Outcome extends z.ZodType>(outcome: Outcome) =>
  z.preprocess(oneOutcome, outcome).optional().catch(undefined)

/** So many lines are sent at the most. */
export const mostLines = 100

/** Of far more than were sent none is read: each takes long. */
export const mostReportedLines = 2 * mostLines

const reportedLineSchema = documented({ sku: optionalText, name: optionalText, price: optionalText })

/** Of thousands that are none the first one is enough: to say of each what is wrong takes long. */
function onlyReadable(lines: unknown): unknown {
  return Array.isArray(lines) && (lines.length > mostReportedLines || !lines.every(isRecord)) ? undefined : lines
}

/** Where a gateway may write the whole sum. */
export const sumNames = ["checkoutAmount", "totalAmount", "paidAmount", "amount"] as const

// The outcome is documented inside `checkoutOutcome` (FACTS.md, A). Forms and the status answer may carry it under
// another name or flat (C), so all three are looked for.
const reportedFields = {
  // It becomes a key in the database and a line in the log: control characters have no business in it.
  originatorConversationId: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}\p{Cs}]+$/u),
  checkoutOutcome: inItsPlace(checkoutOutcomeSchema),
  outcome: inItsPlace(checkoutOutcomeSchema),
  ...outcomeFields,
  checkoutReference: optionalText,
  checkoutRouteId: optionalText,
  checkoutRouteChannelType: optionalInteger,
  checkoutNotes: optionalText,
  checkoutCurrencyCode: optionalText,
  checkoutCurrencyName: optionalText,
  checkoutDueDate: optionalText,
  checkoutReturnUrl: optionalText,
  checkoutCancelUrl: optionalText,
  checkoutCallbackUrl: optionalText,
  checkoutAccountNo: optionalText,
  checkoutRequestLines: z.preprocess(onlyReadable, z.array(reportedLineSchema)).optional().catch(undefined),
  // Documented nowhere (C): only looked at where no lines came.
  ...(Object.fromEntries(sumNames.map((name) => [name, optionalText])) as Record<
    (typeof sumNames)[number],
    typeof optionalText
  >),
  id: optionalText,
  conversationId: optionalText,
  checkoutId: optionalText,
}

/**
 * The callback (FACTS.md, A) and the answer of `check-status`, which has the same fields and the gateway's own ids (B).
 * Tolerant of what varies: letter case of names, numbers as texts, null, unknown fields. Strict about the one thing
 * without which it means nothing, `originatorConversationId`.
 */
export const reportedCheckoutSchema = documented(reportedFields)

/** The one field of it without which a callback is refused. */
const addresseeSchema = onlyDocumented({ originatorConversationId: reportedFields.originatorConversationId })

/** A callback, as `readCallback` reads it: Almara's own field names. */
export type ReportedCheckout = z.output<typeof reportedCheckoutSchema>

/**
 * Reads the body of a callback or of the shopper's return, which carries the same data (FACTS.md, B).
 * @throws AlmaraError `unreadable` when it does not say which checkout it is about.
 *
 * @example
 * const { originatorConversationId } = readCallback(parseBody(await request.text()))
 */
export function readCallback(body: Record<string, unknown>): ReportedCheckout {
  return readWith(reportedCheckoutSchema, body)
}

/**
 * Returns which checkout a callback is about, in one spelling: all that it must say to be taken in.
 * @throws AlmaraError `unreadable` when it does not say that.
 */
export function merchantRequestIdIn(body: Record<string, unknown>): MerchantRequestId {
  return spellId(readWith(addresseeSchema, body).originatorConversationId)
}

function readWith<Message>(schema: z.ZodType<Message>, body: Record<string, unknown>): Message {
  const result = schema.safeParse(body)
  if (!result.success) {
    throw new AlmaraError({
      kind: "unreadable",
      message: "The callback carries no originatorConversationId, so it says nothing about any checkout.",
    })
  }
  return result.data
}

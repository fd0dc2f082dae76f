import { z } from "zod"
import type { AnnouncementWishes } from "../callback"
import type { Decision } from "../decide"
import { otherCurrencies } from "../other-currencies"
import { resultCodes } from "../result-codes"
import type { Checkout } from "../state"
import { wrongCallbacks } from "../wrong-callback-kinds"
import { callbackOrderSchema, type CallbackOrder } from "./control-orders"

const seconds = z.coerce
  .number("must be a number")
  .int("must be a whole number")
  .min(0, "must not be negative")
  .max(600, "must be 600 or less")
const resultCode = z.coerce
  .number("must be a number")
  .refine(
    (code) => code !== 0 && resultCodes.some((known) => known.code === code),
    "must be one of the documented codes",
  )

/** The form of the developer's page that decides a checkout. */
export const decisionFormSchema = z.object({
  outcome: z.enum(
    ["paid", "declined", "pending", "unknown", "amount", "currency", "reference", "canceled", "expired"],
    "must be one of those on the page",
  ),
  code: resultCode.default(18),
  pendingCode: resultCode.default(14),
  status: z.coerce.number("must be a number").int("must be a whole number").default(7),
  amount: z.coerce.number("must be a number").min(0, "must not be negative").default(1),
  currency: z.string().default("USD"),
  reference: z.string().min(1, "must not be empty").default("OTHER"),
  when: z.enum(["usual", "now", "late", "twice", "never"], "must be one of those on the page").default("usual"),
  seconds: seconds.default(10),
})

type DecisionForm = z.output<typeof decisionFormSchema>

/** The form of the developer's page that sends a callback. */
export const callbackFormSchema = z.object({
  kind: z.enum(["again", "twice", "late", ...wrongCallbacks], "must be one of those on the page").default("again"),
  seconds: seconds.default(10),
})

/** What a decision form means for a checkout. */
export function decisionOf(form: DecisionForm, checkout: Checkout): Decision {
  switch (form.outcome) {
    case "declined":
      return { outcome: "declined", code: form.code }
    case "pending":
      return { outcome: "pending", code: form.pendingCode }
    case "unknown":
      return { outcome: "pending", status: form.status }
    case "amount":
      return {
        outcome: "paid",
        reported: { checkoutRequestLines: [{ sku: "AMOUNT", name: "Amount", price: form.amount }] },
      }
    case "currency":
      return { outcome: "paid", reported: currencyOf(form, checkout) }
    case "reference":
      return { outcome: "paid", reported: { checkoutReference: form.reference } }
    case "paid":
    case "canceled":
    case "expired":
      return { outcome: form.outcome }
  }
}

function currencyOf({ currency }: DecisionForm, checkout: Checkout) {
  const choices = otherCurrencies(checkout.request.checkoutCurrencyName)
  const chosen = choices.find(({ name }) => name === currency) ?? choices[0]
  return chosen && { checkoutCurrencyName: chosen.name, checkoutCurrencyCode: chosen.number }
}

/** When, and how often, the store hears of a decision. */
export function wishesOf({ when, seconds: late }: DecisionForm): AnnouncementWishes {
  switch (when) {
    case "usual":
      return {}
    case "now":
      return { send: true }
    case "late":
      return { send: true, delayMs: late * 1000 }
    case "twice":
      return { send: true, copies: 2 }
    case "never":
      return { send: false }
  }
}

/** The callback that a callback form asks for. */
export function callbackOf({ kind, seconds: late }: z.output<typeof callbackFormSchema>): CallbackOrder {
  switch (kind) {
    case "again":
      return callbackOrderSchema.parse({})
    case "twice":
      return callbackOrderSchema.parse({ copies: 2 })
    case "late":
      return callbackOrderSchema.parse({ delayMs: late * 1000 })
    case "signature":
    case "unsigned":
    case "other_checkout":
    case "body":
    case "not_json":
      return callbackOrderSchema.parse({ wrong: kind })
  }
}

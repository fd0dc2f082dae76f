import { z } from "zod"
import { currencyByCode } from "../src/core/currencies"
import { fieldErrors, requiredOr, type FieldError } from "./problems"

/** The name under which the gateway answers. */
export const appDomainName = "Almara.Simulator"

/** The paths of the documented calls. */
export const gatewayPaths = {
  token: "/v1/oauth/token",
  formToken: "/connect/token",
  routes: "/v1/transaction-routes/assigned-routes",
  health: "/v1/health",
  newOrder: "/v1/checkout-order/new-order",
  checkStatus: "/v1/checkout-order/check-status",
} as const

const text = z.string(requiredOr("must be text")).min(1, "must not be empty")
const wholeNumber = z.int(requiredOr("must be a whole number"))
const address = z.url({ protocol: /^https?$/, ...requiredOr("must be an http or https address") })

const requestLineSchema = z.looseObject(
  {
    sku: text,
    name: text,
    price: z.number(requiredOr("must be a number")).min(0, "must not be negative"),
  },
  requiredOr("must be an object"),
)

/** The documented body of new-order. Fields beyond it are kept and reported back as they came. */
export const newOrderSchema = z.looseObject(
  {
    originatorConversationId: text,
    checkoutReference: text,
    checkoutRouteId: text,
    checkoutRouteChannelType: wholeNumber,
    checkoutNotes: z.string("must be text").nullish(),
    checkoutCurrencyCode: wholeNumber,
    checkoutCurrencyName: z.string(requiredOr("must be text")).regex(/^[A-Z]{3}$/, "must be three capital letters"),
    checkoutDueDate: z.iso.datetime({ offset: true, ...requiredOr("must be an ISO 8601 time with its zone") }),
    checkoutReturnUrl: address,
    checkoutCancelUrl: address,
    checkoutCallbackUrl: address,
    checkoutAccountNo: z.string("must be text").nullish(),
    checkoutRequestLines: z
      .array(requestLineSchema, requiredOr("must be a list"))
      .min(1, "must have at least one line"),
  },
  requiredOr("must be a JSON object"),
)

/** A checkout order as a merchant asks for it. */
export type NewOrder = z.output<typeof newOrderSchema>

/** The fields of an order that the gateway can be made to report otherwise than it was asked. */
export type ReportedOrder = Partial<
  Pick<NewOrder, "checkoutReference" | "checkoutCurrencyCode" | "checkoutCurrencyName" | "checkoutRequestLines">
>

/** Reads the body of new-order: the order, or every field that is wrong. */
export function readNewOrder(body: unknown): { order: NewOrder } | { problems: FieldError[] } {
  const parsed = newOrderSchema.safeParse(body)
  const problems = [...(parsed.success ? [] : fieldErrors(parsed.error)), ...currencyProblems(body)]
  return parsed.success && problems.length === 0 ? { order: parsed.data } : { problems }
}

/** The currency is said twice, as a number and as a name: the two must be the same currency. */
function currencyProblems(body: unknown): FieldError[] {
  const currency = z.object({ checkoutCurrencyCode: z.number(), checkoutCurrencyName: z.string() }).safeParse(body)
  if (!currency.success) {
    return []
  }
  const { checkoutCurrencyCode, checkoutCurrencyName } = currency.data
  const known = currencyByCode(checkoutCurrencyName)
  if (known === undefined || Number(known.number) === checkoutCurrencyCode) {
    return []
  }
  const message = `must be ${Number(known.number)}, the number of ${checkoutCurrencyName}`
  return [{ field: "checkoutCurrencyCode", message }]
}

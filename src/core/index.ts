export { parseBody } from "./callback/parse-body"
export { endpointPaths, type Endpoint } from "./callback/signature"
export { signedUrl, signedUrls, verifyAddress } from "./callback/signed-address"
export { classifyOutcome, type ClassifiedOutcome, type ReportedOutcome } from "./checkout/outcome"
export {
  meaningOfResultCode,
  type Disposition,
  type FailureReason,
  type ResultCodeMeaning,
} from "./checkout/result-codes"
export { AlmaraError, isAlmaraError, type AlmaraErrorField, type AlmaraErrorKind } from "./errors"
export { createAlmaraClient, type AlmaraClient, type CreatedCheckout } from "./gateway/client"
export type { Fetch, Sleep } from "./gateway/http"
export { buildNewOrder, newReference } from "./gateway/new-order"
export type { ObservedOperation, Observer, OperationKind } from "./gateway/observer"
export { checkoutLines, type CartLine } from "./gateway/order-lines"
export type { AlmaraRoute } from "./gateway/wire/answers"
export { readCallback, type CheckoutLine, type NewOrderRequest, type ReportedCheckout } from "./gateway/wire/messages"
export { redact } from "./gateway/wire/redact"
export { reportFromCallback, type AlmaraReport } from "./gateway/wire/report"
export { formatMoney, isSameMoney, money, roundToMinor, type Money } from "./money"
export { describeOptions, parseAlmaraOptions, type AlmaraOptions, type AlmaraOptionsInput } from "./options/options"

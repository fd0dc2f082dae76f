import { toFormFields } from "./form"
import { deepMerge } from "./merge"
import { sumOfPrices } from "./money"
import type { Checkout } from "./state"
import type { NewOrder } from "./wire"

/** The channel type that the documented status answer shows, whatever was ordered. */
const statusChannelType = 159

/** The order as the gateway reports it: as asked, save where it was told to report otherwise. */
export function reportedOrder(checkout: Checkout): NewOrder {
  return { ...checkout.request, ...checkout.reported }
}

/** The amount as the gateway reports it, a decimal string of major units. */
export function reportedAmount(checkout: Checkout): string {
  return sumOfPrices(reportedOrder(checkout).checkoutRequestLines)
}

/** The callback's body: the order and its outcome. */
export function callbackMessage(checkout: Checkout, overrides: Record<string, unknown> = {}): Record<string, unknown> {
  const message = { ...reportedOrder(checkout), checkoutOutcome: checkout.checkoutOutcome }
  return deepMerge(deepMerge(message, checkout.overrides), overrides)
}

/** The answer of check-status. The currency code is a string here and a number everywhere else. */
export function statusMessage(checkout: Checkout): Record<string, unknown> {
  const order = reportedOrder(checkout)
  const message = {
    id: checkout.id,
    originatorConversationId: order.originatorConversationId,
    conversationId: checkout.conversationId,
    checkoutId: checkout.checkoutId,
    checkoutReference: order.checkoutReference,
    checkoutRouteId: order.checkoutRouteId,
    checkoutRouteChannelType: statusChannelType,
    checkoutNotes: order.checkoutNotes ?? null,
    checkoutCurrencyCode: String(order.checkoutCurrencyCode).padStart(3, "0"),
    checkoutCurrencyName: order.checkoutCurrencyName,
    checkoutDueDate: order.checkoutDueDate,
    checkoutReturnUrl: order.checkoutReturnUrl,
    checkoutCancelUrl: order.checkoutCancelUrl,
    checkoutCallbackUrl: order.checkoutCallbackUrl,
    checkoutAccountNo: order.checkoutAccountNo ?? null,
    checkoutRequestLines: order.checkoutRequestLines,
    checkoutOutcome: checkout.checkoutOutcome,
  }
  return deepMerge(message, checkout.overrides)
}

/** The form with which the shopper's browser comes back to the store: the same data as the callback. */
export function returnFields(checkout: Checkout): [name: string, value: string][] {
  return toFormFields(callbackMessage(checkout))
}

/** The form with which the shopper's browser leaves by the cancel address: the order, no outcome. */
export function cancelFields(checkout: Checkout): [name: string, value: string][] {
  return toFormFields(reportedOrder(checkout))
}

import type { CallbackRequest } from "../callback"
import { callbackMessage } from "../message"
import type { SimulatorServices } from "../services"
import type { Checkout } from "../state"
import { makeWrong } from "../wrong-callback"
import type { CallbackOrder } from "./control-orders"

/** The callback that was asked for, tried once; `undefined` when it needs another checkout and there is none. */
export function callbackRequest(
  { state }: SimulatorServices,
  checkout: Checkout,
  order: CallbackOrder,
): CallbackRequest | undefined {
  const change = order.wrong === undefined ? {} : makeWrong(order.wrong, checkout, state.listCheckouts())
  return change && {
    url: order.url ?? change.url ?? checkout.request.checkoutCallbackUrl,
    body: order.rawBody ?? change.body ?? JSON.stringify(callbackMessage(checkout, order.overrides)),
    contentType: order.contentType,
    copies: order.copies,
    delayMs: order.delayMs ?? 0,
    tries: 1,
    wrong: order.wrong,
  }
}

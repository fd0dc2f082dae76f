import type { CallbackRequest } from "../callback"
import { callbackMessage } from "../message"
import type { SimulatorOptions } from "../options"
import type { SimulatorServices } from "../services"
import type { Checkout } from "../state"
import { makeWrong } from "../wrong-callback"
import type { CallbackOrder } from "./control-orders"

/**
 * Whether an address is one of the checkouts', whatever its query; on a host that the simulator was told, on any port.
 */
function isOwn(address: string, { callbackHosts }: SimulatorOptions, checkouts: readonly Checkout[]): boolean {
  const { origin, pathname, hostname } = new URL(address)
  const owned = checkouts
    .flatMap(({ request }) => [request.checkoutCallbackUrl, request.checkoutReturnUrl, request.checkoutCancelUrl])
    .map((url) => new URL(url))
  return owned.some((own) => own.pathname === pathname && (own.origin === origin || callbackHosts.includes(hostname)))
}

/**
 * The callback that was asked for, tried once; `foreign` when its address is none of the checkouts', `undefined` when
 * it needs another checkout and there is none.
 */
export function callbackRequest(
  { options, state }: SimulatorServices,
  checkout: Checkout,
  order: CallbackOrder,
): CallbackRequest | "foreign" | undefined {
  if (order.url !== undefined && !isOwn(order.url, options, state.listCheckouts())) {
    return "foreign"
  }
  const change = order.wrong === undefined ? {} : makeWrong(order.wrong, checkout, state.listCheckouts())
  return (
    change && {
      url: order.url ?? change.url ?? checkout.request.checkoutCallbackUrl,
      body: order.rawBody ?? change.body ?? JSON.stringify(callbackMessage(checkout, order.overrides)),
      contentType: order.contentType,
      copies: order.copies,
      delayMs: order.delayMs ?? 0,
      tries: 1,
      wrong: order.wrong,
    }
  )
}

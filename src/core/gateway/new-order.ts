import { AlmaraError } from "../errors"
import type { MerchantRequestId, TextOf } from "../ids"
import { currencyNumber, isSameMoney, type Money, money, sumMoney } from "../money"
import type { AlmaraOptions } from "../options/options"
import type { Endpoint } from "../callback/signature"
import type { CheckoutLine, NewOrderRequest } from "./wire"

// 32 characters that nobody mistakes for one another, so that five bits of a byte choose one without a bias.
const unambiguous = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
const randomCharacters = 6

/**
 * Makes a reference that people can read aloud, such as "ORD-20260126-7K4XQM".
 * @param now The moment whose UTC date stands in it.
 * @param random Gives that many random bytes.
 *
 * @example
 * const reference = newReference(new Date(), (length) => crypto.getRandomValues(new Uint8Array(length)))
 */
export function newReference(now: Date, random: (length: number) => Uint8Array): string {
  const date = now.toISOString().slice(0, 10).replaceAll("-", "")
  const characters = Array.from(random(randomCharacters), (byte) => unambiguous[byte % unambiguous.length])
  return `ORD-${date}-${characters.join("")}`
}

/**
 * Builds the body of `new-order`: the documented callback without its outcome (FACTS.md, B).
 * @param order.lines The lines as `checkoutLines` makes them.
 * @param order.money What the shopper has to pay, in MAJOR units.
 * @param order.urls The signed addresses as `signedUrls` makes them.
 * @throws AlmaraError `refused` when the lines do not add up to the money: the sum of the prices is the amount that
 * Almara takes.
 *
 * @example
 * const total = money("7000", "KES")
 * const reference = "ORD-20260126-7K4XQM"
 * const lines = checkoutLines({ lines: [{ title: "Black shirt", quantity: 2, total: "7000" }], total, reference })
 * const urls = await signedUrls({ baseUrl: options.backendUrl, merchantRequestId: "6f1c…", secrets })
 * const order = { options, merchantRequestId: "6f1c…", reference, lines, money: total, dueAt: new Date(), urls }
 * const { checkoutUrl } = await client.createCheckout(buildNewOrder(order))
 */
export function buildNewOrder(order: {
  options: Pick<AlmaraOptions, "routeId" | "channelType" | "accountNo">
  merchantRequestId: TextOf<MerchantRequestId>
  reference: string
  lines: readonly CheckoutLine[]
  money: Money
  dueAt: Date
  notes?: string
  urls: Record<Endpoint, string>
}): NewOrderRequest {
  const { options, urls } = order
  const { currency } = order.money
  const prices = order.lines.map(({ price }) => money(price, currency))
  if (prices.length === 0 || !isSameMoney(sumMoney(prices, currency), order.money)) {
    throw new AlmaraError({ kind: "refused", message: `The lines of ${order.reference} do not add up to its total.` })
  }
  return {
    originatorConversationId: order.merchantRequestId,
    checkoutReference: order.reference,
    checkoutRouteId: options.routeId,
    checkoutRouteChannelType: options.channelType,
    checkoutNotes: order.notes ?? `Order ${order.reference}`,
    checkoutCurrencyCode: currencyNumber(currency),
    checkoutCurrencyName: currency,
    checkoutDueDate: order.dueAt.toISOString().replace(/\.\d{3}Z$/, "Z"),
    checkoutReturnUrl: urls.return,
    checkoutCancelUrl: urls.cancel,
    checkoutCallbackUrl: urls.callback,
    ...(options.accountNo !== undefined && { checkoutAccountNo: options.accountNo }),
    checkoutRequestLines: order.lines.map(({ sku, name, price }) => ({ sku, name, price })),
  }
}

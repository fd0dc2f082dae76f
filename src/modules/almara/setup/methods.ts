import type { AlmaraClient } from "../../../core/gateway/client"
import { AlmaraError } from "../../../core/errors"
import { cardCallback, cardCheckout } from "../../../core/methods/card-checkout"
import type { CallbackFormat, PaymentMethod } from "../../../core/methods/payment-method"
import type { AlmaraOptions } from "../../../core/options/options"
import type { StoredCheckout } from "../ledger/rows"
import { almaraClient } from "./client"

/** Makes a method for one account at Almara. */
export type MakeMethod = (account: { client: AlmaraClient; options: AlmaraOptions }) => PaymentMethod

/** The account of a store that has one. */
export const ONLY_ACCOUNT = "almara"

const methods = new Map<string, MakeMethod>([["card", cardCheckout]])
const formats = new Map<string, CallbackFormat>()

/**
 * Adds a way of paying, where its callbacks have a format of their own with that. Its provider does so when it is
 * loaded.
 */
export function addMethod(name: string, make: MakeMethod, format?: CallbackFormat): void {
  methods.set(name, make)
  if (format) formats.set(name, format)
}

/** Returns the format of a callback, as it came or as it is kept: that of the card checkout where no other one fits. */
export function callbackFormatOf(body: Record<string, unknown>): CallbackFormat {
  return [...formats.values()].find((format) => format.fits(body)) ?? cardCallback
}

/**
 * Returns the method of a checkout, bound to the account that it was opened with.
 * @throws AlmaraError `configuration` where this store has that method or account no more: another one knows nothing of
 * it.
 */
export function methodOf(
  { method, account }: Pick<StoredCheckout, "method" | "account">,
  options: AlmaraOptions,
): PaymentMethod {
  const make = account === ONLY_ACCOUNT ? methods.get(method) : undefined
  if (make) return make({ client: almaraClient(options), options })
  throw new AlmaraError({
    kind: "configuration",
    message: `This store has no method "${method}" with the account "${account}" any more. Configure it again to settle its open checkouts.`,
  })
}

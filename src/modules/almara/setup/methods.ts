import { type AlmaraClient, createAlmaraClient } from "../../../core/gateway/client"
import { AlmaraError } from "../../../core/errors"
import { cardCallback, cardCheckout } from "../../../core/methods/card-checkout"
import type { CallbackFormat, PaymentMethod } from "../../../core/methods/payment-method"
import type { AlmaraOptions } from "../../../core/options/options"
import type { StoredCheckout, CallbackRow } from "../ledger/rows"
import type { AlmaraReport } from "../../../core/gateway/wire"
import { isProduction } from "./options"
import { operationObserver } from "../../../telemetry/spans"

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

/**
 * Returns what a callback says; null where it cannot be read, by a fault of ours: who asks for its report is told
 * which.
 */
export function tryToRead(payload: CallbackRow["payload"]): AlmaraReport | null {
  try {
    return callbackFormatOf(payload).read(payload)
  } catch {
    return null
  }
}

/**
 * Returns what a callback says, as it was read when it came. What it sent is read only where there is no report: an
 * earlier version took it in, or it could not be read then.
 * @throws AlmaraError `unreadable` when it cannot be read now either.
 */
export function reportOf({ report, payload }: Pick<CallbackRow, "report" | "payload">): AlmaraReport {
  return report ?? callbackFormatOf(payload).read(payload)
}

const clients = new Map<string, AlmaraClient>()

/**
 * Returns the client for these options. One per process and credentials, so that provider, endpoints and jobs share one
 * token: the payment provider lives in another container than the module and gets its options on another way.
 */
export function almaraClient(options: AlmaraOptions): AlmaraClient {
  const key = JSON.stringify(options)
  const known = clients.get(key)
  if (known) return known
  const client = createAlmaraClient({
    options,
    fetch: (...request) => fetch(...request),
    now: () => performance.now(),
    sleep: (milliseconds, signal) => sleep(milliseconds, signal),
    random: () => Math.random(),
    observe: operationObserver(options),
    mayUseHttp: options.allowInsecureHttp || !isProduction(),
  })
  clients.set(key, client)
  return client
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", finish)
      resolve()
    }
    const timer = setTimeout(finish, milliseconds)
    signal?.addEventListener("abort", finish)
  })
}

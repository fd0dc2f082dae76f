import { AlmaraError } from "../errors"
import type { CartLine } from "../gateway/order-lines"
import type { AlmaraReport } from "../gateway/wire"
import type { GatewayConversationId, MerchantRequestId } from "../ids"
import { compareMoney, formatMoney, roundTo, type Money } from "../money"

/**
 * What Almara's status answer says about a payment beside its outcome. What it does not say is as it was asked for,
 * unless something else that is believed says otherwise.
 */
export interface ConfirmedFacts {
  /** The sum and its currency. Without it the payer must not be able to change what is paid. */
  amount: boolean
  /** Our own reference of the checkout. */
  reference: boolean
}

/** What a method can carry of a currency; sums in major units. */
export interface Carried {
  /** Every sum is a multiple of it. */
  unit: Money
  least: Money
  most?: Money
}

/** What a method opens at Almara. */
export interface CheckoutRequest {
  merchantRequestId: MerchantRequestId
  reference: string
  money: Money
  dueAt: Date
  lines: readonly CartLine[]
}

/** What Almara answered to it. */
export interface OpenedCheckout {
  /** Almara had it already. */
  isDuplicate: boolean
  /** Where the shopper pays, where the method has a page. */
  pageUrl?: string
  gatewayConversationId?: GatewayConversationId
  /** The names of the answer's fields, without values. */
  answerFields: readonly string[]
}

/**
 * One way of paying at Almara: all that differs from one to another. What is the same for all of them, from the ledger
 * to the admin, knows no method but by this.
 */
export interface PaymentMethod {
  /** As the ledger keeps it with every checkout. */
  readonly name: string
  /** What the shopper does once a checkout is open: go to its page, or answer the phone. */
  readonly nextStep: "redirect" | "confirm_on_phone"
  readonly confirms: ConfirmedFacts
  /** Returns what can be paid of a currency; undefined where the method does not take it. */
  carries(currency: string): Carried | undefined
  /**
   * Opens a checkout. It is sent once; asking twice with one id opens no second one.
   * @throws AlmaraError; with `mayHaveArrived` true the checkout may exist, and `check` with the same id tells.
   */
  open(request: CheckoutRequest, limits: { withinMilliseconds: number }): Promise<OpenedCheckout>
  /**
   * Asks what became of a checkout.
   * @throws AlmaraError; `not_found` when Almara does not know the id.
   */
  check(merchantRequestId: MerchantRequestId): Promise<AlmaraReport>
}

/** How the callbacks of a way of paying are read. A stranger may have sent them: nothing is believed here. */
export interface CallbackFormat {
  /** Returns whether a callback, as it came or as it is kept, is one of this format. */
  fits(body: Record<string, unknown>): boolean
  /** @throws AlmaraError `unreadable` when it does not say which checkout it is about. */
  merchantRequestIdIn(body: Record<string, unknown>): MerchantRequestId
  /** Returns a copy that is safe to keep and to show. */
  redact(body: Record<string, unknown>): Record<string, unknown>
  /**
   * Returns what a callback says, of what is kept of it.
   * @throws AlmaraError `unreadable`.
   */
  read(kept: Record<string, unknown>): AlmaraReport
}

/**
 * Returns what a method asks for a sum: the nearest that it can carry, half up. A currency that it does not take is
 * returned as it is.
 *
 * @example
 * askedBy(method, money("109.75", "KES")) // 110 KES where the method carries whole shillings
 */
export function askedBy(method: Pick<PaymentMethod, "carries">, exact: Money): Money {
  const carried = method.carries(exact.currency)
  return carried ? roundTo(exact, carried.unit) : exact
}

/**
 * Refuses what a method cannot carry, before Almara hears of it.
 * @throws AlmaraError `refused`, with a sentence for the shopper that names the limit.
 */
export function requireCarried(method: Pick<PaymentMethod, "name" | "carries">, asked: Money): void {
  const carried = method.carries(asked.currency)
  const refuse = (shopperMessage: string) => {
    const message = `The method "${method.name}" does not carry ${formatMoney(asked)}.`
    throw new AlmaraError({ kind: "refused", message, shopperMessage })
  }
  if (!carried) return refuse(`This way of paying does not take ${asked.currency}. Please choose another one.`)
  if (compareMoney(asked, carried.least) < 0)
    return refuse(`This way of paying takes ${formatMoney(carried.least)} at the least. Please choose another one.`)
  if (carried.most && compareMoney(asked, carried.most) > 0)
    return refuse(`This way of paying takes ${formatMoney(carried.most)} at the most. Please choose another one.`)
}

import { ContainerRegistrationKeys, MedusaError, Modules, PaymentSessionStatus } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isAlmaraError } from "../../core/errors"
import { KEPT_REASONS, type KeptReason } from "../../core/checkout/kept-reasons"
import { shopperSentence } from "../../core/views/shopper-texts"
import { whyNotGivenUp } from "../../core/views/start-over"
import { isUnclear } from "../../core/checkout/review"
import { ENDED_UNPAID } from "../../core/checkout/states"
import { ALMARA_MODULE } from "../../modules/almara"
import { NOW } from "../../modules/almara/moments"
import { isJustChecked, type CheckoutRow } from "../../modules/almara/ledger/rows"
import { idsOf } from "../../telemetry/spans"
import { logEvent, reasonOf } from "../../telemetry/log"
import { waitUntilFree } from "../wait-until-free"
import { cancelUnpaidOrder } from "../cancel/cancel-unpaid-order"
import { cartLikeThatOf } from "../medusa/cart-like"
import { setSessionStatus } from "../medusa/end-session"
import { whyKept } from "../medusa/may-cancel"
import { isLockTimeout } from "../single-flight"
import { readMedusaSnapshot } from "../medusa/snapshot"
import { BusinessError } from "../business-error"
import { settleCheckout } from "../settle/settle-checkout"

/** However often a shopper asks: where the last answer has decided nothing, Almara is asked no more often than this. */
const ASKED_EVERY_MILLISECONDS = 5_000

export interface StartOverInput {
  paymentSessionId: string
  /** Who is signed in, if anybody is. */
  customerId: string | undefined
}

/**
 * It could not be found out now whether the order is paid; the same request may work in a moment. The message is for
 * the shopper.
 */
export class StartOverUnavailableError extends MedusaError {
  constructor() {
    super(
      MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR,
      "We could not find out now whether this order is paid. Please try again in a moment.",
    )
  }
}

/**
 * A shopper gives an unpaid order up: it is canceled, which frees its stock and its codes at once, and there is a new
 * cart with the same things. Only where the order is ours to cancel, and after Almara has answered about every attempt
 * and did not say paid. What is paid later is held as late. Of two tabs one starts over, the other is refused.
 * @throws NOT_FOUND for an unknown session, NOT_ALLOWED with a sentence for the shopper, and StartOverUnavailableError.
 */
export async function startOver(
  container: MedusaContainer,
  { paymentSessionId, customerId }: StartOverInput,
): Promise<{ cart_id: string }> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const [found] = await ledger.attempts(paymentSessionId)
  const latest = found ?? (await ledger.movedFrom(paymentSessionId))
  if (!latest) throw new MedusaError(MedusaError.Types.NOT_FOUND, "There is no card payment to give up.")
  const { order_id: orderId } = latest
  if (!orderId)
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "Nothing was ordered yet. Your cart can still be changed.")
  if (options.verification !== "query")
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "This order cannot be given up here. It ends by itself when the time to pay is over.",
    )
  // The other tab may be waiting for Almara; the wait for the lock is longer than that.
  const timeout = Math.ceil((options.timeoutInMilliseconds * options.maximumAttempts) / 1000) + 3
  try {
    await container
      .resolve(Modules.LOCKING)
      .execute(`almara-start-over-${orderId}`, () => giveUp(container, orderId), { timeout })
  } catch (error) {
    throw isLockTimeout(error) ? new StartOverUnavailableError() : error
  }
  return { cart_id: await cartLikeThatOf(container, { orderId, customerId }) }
}

async function giveUp(container: MedusaContainer, orderId: string): Promise<void> {
  // What is certain already costs no status check.
  refuseIf(await whyKept(container, orderId, { evenBeforeDeadline: true }))
  // What ended may have been paid late.
  const attempts = await container.resolve(ALMARA_MODULE).ledger.ofOrder(orderId)
  for (const attempt of attempts.filter(({ closed_at, state }) => closed_at === null || ENDED_UNPAID.includes(state)))
    await checkAttempt(container, attempt)
  refuseIf(await cancelUnpaidOrder(container, { orderId, by: "shopper" }))
  for (const attempt of await openOf(container, orderId)) await close(container, attempt)
}

async function openOf(container: MedusaContainer, orderId: string): Promise<CheckoutRow[]> {
  return (await container.resolve(ALMARA_MODULE).ledger.ofOrder(orderId)).filter(({ closed_at }) => closed_at === null)
}

function refuseIf(reason: KeptReason | null): void {
  if (reason !== null) throw new MedusaError(MedusaError.Types.NOT_ALLOWED, whyNotGivenUp(reason))
}

/** Settles an attempt by what Almara says of it now. */
async function checkAttempt(container: MedusaContainer, attempt: CheckoutRow): Promise<void> {
  if (isJustChecked(attempt, ASKED_EVERY_MILLISECONDS)) {
    refuseUnclear(attempt)
    if (hasFailed(attempt)) throw new StartOverUnavailableError()
  }
  try {
    refuseUnclear(
      await waitUntilFree(
        async () => (await settleCheckout(container, { checkout_id: attempt.id, actor: "shopper" })).checkout,
      ),
    )
  } catch (error) {
    if (!isAlmaraError(error) && !(error instanceof BusinessError)) throw error
    logEvent(
      container.resolve(ContainerRegistrationKeys.LOGGER),
      "checkout.not_settled",
      `a shopper could not start over: ${reasonOf(error)}`,
      idsOf(attempt),
    )
    throw new StartOverUnavailableError()
  }
}

/** An attempt that ended keeps beside it why its order stays, which is no failure. */
function hasFailed({ last_error }: CheckoutRow): boolean {
  return last_error !== null && !Object.values<string>(KEPT_REASONS).includes(last_error)
}

function refuseUnclear(attempt: CheckoutRow): void {
  if (isUnclear(attempt)) throw new MedusaError(MedusaError.Types.NOT_ALLOWED, shopperSentence("unclear"))
}

/** Nothing is expected of it any more. Almara is asked once more at once: it may have been paid at this very moment. */
async function close(container: MedusaContainer, attempt: CheckoutRow): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const closed = { closed_at: NOW, next_check_at: NOW }
  const event = { kind: "canceled", actor: "shopper", detail: { reason: "started_over" } }
  if (!(await ledger.move(attempt.id, "canceled", closed, event))) await ledger.update(attempt.id, closed)
  await setSessionStatus(container, await readMedusaSnapshot(container, attempt), PaymentSessionStatus.CANCELED)
}

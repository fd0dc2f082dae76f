import { ContainerRegistrationKeys, MedusaError, Modules, PaymentSessionStatus } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isAlmaraError, type AlmaraError } from "../../core/errors"
import { askedBy } from "../../core/methods/payment-method"
import { money } from "../../core/money"
import { mayRetry } from "../../core/views/shopper-checkout"
import { DEALT_WITH, NOT_CONFIRMED, shopperSentence } from "../../core/views/shopper-texts"
import { ALMARA_MODULE } from "../../modules/almara"
import { ONLY_ACCOUNT } from "../../modules/almara/setup/methods"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { openCheckout } from "../../providers/almara/open-checkout"
import { isOurProvider, methodNameOf } from "../../core/provider-id"
import { logEvent } from "../../telemetry/log"
import { isLockTimeout, singleFlight } from "../single-flight"
import { compareOrder, isAsPlaced } from "../attention/compare-order"
import { payableSession } from "../medusa/payable-session"
import { isPayable, readMedusaSnapshot, type MedusaSnapshot } from "../medusa/snapshot"
import { timeToPay } from "./time-to-pay"

/** However often a shopper asks: what Almara failed to open is tried no more often than this. */
const TRIED_EVERY_MILLISECONDS = 5_000
const PLEASE_WAIT = "Your payment is being prepared. Please try again in a moment."

/**
 * How many attempts of a session a merchant has allowed beyond the option: those from before a payment link was made.
 */
export interface MoreAttempts {
  moreAttempts?: number
}

/** Almara could not open the attempt now; the same request may work in a moment. The message is for the shopper. */
export class RetryUnavailableError extends MedusaError {
  constructor(message: string) {
    super(MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR, message)
  }
}

/**
 * Opens a page for what an order or cart owes now: a new attempt after a decline or a cancellation, within the due
 * date; the first one of a session that has none; one of another session where this one's sum is not what is owed any
 * more. One that was left behind without its page is taken up again. Tabs that ask at once get the same attempt, or the
 * same error. Returns the payment session whose page it is.
 * @throws NOT_FOUND for an unknown session, NOT_ALLOWED, with a sentence for the shopper, when nothing can be paid, and
 * RetryUnavailableError.
 */
export async function retryCheckout(
  container: MedusaContainer,
  shownSessionId: string,
  { moreAttempts = 0 }: MoreAttempts = {},
): Promise<string> {
  const { options } = container.resolve(ALMARA_MODULE)
  // The other tab may be waiting for Almara; the wait for the lock is longer than that.
  const timeout = Math.ceil(options.timeoutInMilliseconds / 1000) + 3
  return singleFlight(`almara-retry-${shownSessionId}`, async () => {
    const { paymentSessionId, orderId } = await sessionToPay(container, shownSessionId)
    try {
      return await container
        .resolve(Modules.LOCKING)
        .execute(
          `almara-retry-${orderId ?? paymentSessionId}`,
          () => openOnce(container, paymentSessionId, moreAttempts),
          { timeout },
        )
    } catch (error) {
      throw isLockTimeout(error) ? new RetryUnavailableError(PLEASE_WAIT) : error
    }
  })
}

/**
 * A page may name a session that Medusa has deleted: it goes on with the one that got its money, else with the newest
 * of its order.
 */
async function sessionToPay(
  container: MedusaContainer,
  shownSessionId: string,
): Promise<{ paymentSessionId: string; orderId: string | null }> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const known = (await ledger.movedFrom(shownSessionId))?.payment_session_id ?? shownSessionId
  const { session, orderId } = (await readState(container, known)).snapshot
  const newest = session || !orderId ? undefined : await ledger.newestSessionOf(orderId)
  return { paymentSessionId: newest ?? known, orderId }
}

/** Whether Almara failed to open the newest attempt a moment ago: each try takes the store its time. */
function isJustFailed(latest: CheckoutRow | undefined): boolean {
  if (latest?.state !== "creating" || latest.last_error === null) return false
  const since = latest.read_at.getTime() - new Date(latest.updated_at).getTime()
  return since >= 0 && since < TRIED_EVERY_MILLISECONDS
}

async function openOnce(container: MedusaContainer, paymentSessionId: string, moreAttempts: number): Promise<string> {
  const { maximumAttempts } = container.resolve(ALMARA_MODULE).options
  const known = await readState(container, paymentSessionId)
  const { orderId } = known.snapshot
  const mayHaveChanged = orderId !== null && !(known.attempts[0] && isAsPlaced(known.snapshot, known.attempts[0]))
  if (mayHaveChanged) await compareOrder(container, orderId)
  const { attempts, snapshot } = mayHaveChanged ? await readState(container, paymentSessionId) : known
  const [latest] = attempts
  if (snapshot.isMoneyHeld) throw new MedusaError(MedusaError.Types.NOT_ALLOWED, shopperSentence("review"))
  const isOver =
    snapshot.orderState === "order_canceled" || snapshot.isDraft || attempts.some(({ state }) => state === "resolved")
  if (latest?.state === "open" && latest.checkout_url && latest.outdated_at === null && !isOver) return paymentSessionId
  if (!latest && !(snapshot.orderId && snapshot.session && isOurProvider(snapshot.session.provider_id))) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      "There is no such payment by Almara. Choose Almara for this order, and begin one.",
    )
  }
  const context = {
    isWaiting: isWaitingFor(latest, snapshot),
    isOrder: snapshot.orderId !== null,
    maximumAttempts,
    moreAttempts,
  }
  if (
    !snapshot.session ||
    !context.isWaiting ||
    (latest &&
      !mayRetry(attempts, {
        ...context,
        now: latest.read_at,
        ...(await timeToPay(container, latest, snapshot.orderId)),
      }))
  ) {
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, whyNotAgain(attempts, snapshot))
  }
  if (isJustFailed(latest)) throw new RetryUnavailableError(PLEASE_WAIT)
  const session = snapshot.orderId ? await payableSession(container, snapshot, snapshot.session) : snapshot.session
  await openAttempt(container, session, maximumAttempts + moreAttempts)
  await container.resolve(Modules.PAYMENT).updatePaymentSession({
    id: session.id,
    amount: session.amount,
    currency_code: session.currency_code,
    data: session.data,
    status:
      snapshot.orderState === "order_waiting"
        ? PaymentSessionStatus.PENDING_AUTHORIZATION
        : PaymentSessionStatus.PENDING,
  })
  // A page of another session of the order may be open: one at a time is for what is owed.
  if (snapshot.orderId && (!latest || session.id !== paymentSessionId)) await compareOrder(container, snapshot.orderId)
  return session.id
}

async function readState(
  container: MedusaContainer,
  paymentSessionId: string,
): Promise<{ attempts: CheckoutRow[]; snapshot: MedusaSnapshot }> {
  const attempts = await container.resolve(ALMARA_MODULE).ledger.attempts(paymentSessionId)
  return {
    attempts,
    snapshot: await readMedusaSnapshot(
      container,
      attempts[0] ?? { payment_session_id: paymentSessionId, payment_collection_id: null },
    ),
  }
}

function whyNotAgain(attempts: CheckoutRow[], { orderState, orderId, isDraft }: MedusaSnapshot): string {
  if (isDraft) return NOT_CONFIRMED
  if (orderState === "order_paid" || orderState === "order_canceled") return shopperSentence(orderState)
  if (orderId === null && attempts.some(({ state }) => state === "paid")) return shopperSentence("placing")
  if (orderId === null && attempts.some(({ state }) => state === "resolved")) return DEALT_WITH
  return "This payment cannot be tried again. Please contact the store."
}

/** Order first, nobody may pay before the order is there: its placing may still be rolled back. */
function isWaitingFor(latest: CheckoutRow | undefined, snapshot: MedusaSnapshot): boolean {
  return isPayable(snapshot) || (snapshot.orderState === "cart_open" && latest?.placement === "pay_first")
}

async function openAttempt(
  container: MedusaContainer,
  session: NonNullable<MedusaSnapshot["session"]>,
  maximumAttempts: number,
): Promise<void> {
  const almara = container.resolve(ALMARA_MODULE)
  const { ledger, options } = almara
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  try {
    const method = almara.methodOf({ method: methodNameOf(session.provider_id), account: ONLY_ACCOUNT })
    const total = askedBy(method, money(session.amount, session.currency_code))
    await openCheckout({
      ...{ ledger, logger, method, account: ONLY_ACCOUNT, options: { ...options, maximumAttempts } },
      ...{ paymentSessionId: session.id, money: total, actor: "shopper" },
    })
  } catch (error) {
    if (!isAlmaraError(error)) throw error
    logEvent(logger, "checkout.not_opened", `no new attempt could be opened: ${error.message}`, {
      payment_session_id: session.id,
    })
    throw forShopper(error)
  }
}

/** What Almara or we refuse will be refused again; everything else is trouble of the moment, or the store's to mend. */
function forShopper({ kind, shopperMessage }: AlmaraError): MedusaError {
  return kind === "refused"
    ? new MedusaError(MedusaError.Types.NOT_ALLOWED, shopperMessage)
    : new RetryUnavailableError(shopperMessage)
}

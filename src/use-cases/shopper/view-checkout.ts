import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { askOf } from "../../core/checkout/owed"
import { money, roundToMinor } from "../../core/money"
import type { PublicCheckout } from "../../core/views/public-checkout"
import { shopperView, primaryAttempt, type ShopperContext } from "../../core/views/shopper-checkout"
import { shopperMessage } from "../../core/views/shopper-texts"
import { PAYABLE } from "../../core/checkout/states"
import { ALMARA_MODULE } from "../../modules/almara"
import { attemptsOfOrder } from "../../modules/almara/orders/order-attempts"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { isOurProvider } from "../../core/provider-id"
import type { MoreAttempts } from "./retry-checkout"
import { compareOrder, isAsPlaced } from "../attention/compare-order"
import { whyKept } from "../medusa/may-cancel"
import { viewOrderOfNothing } from "../medusa/order-of-nothing"
import { isPayable, readMedusaSnapshot, type MedusaSnapshot } from "../medusa/snapshot"
import { timeToPay } from "./time-to-pay"

/**
 * Returns the payment of a session as its shopper may see it, or undefined where there is none. A session whose page is
 * for another sum than its order owes by now is shown as that, and no page of it is handed out.
 */
export async function viewCheckout(
  container: MedusaContainer,
  paymentSessionId: string,
  more: MoreAttempts = {},
): Promise<PublicCheckout | undefined> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  const [latest] = await ledger.attempts(paymentSessionId)
  const named =
    (await ledger.namedBy(paymentSessionId)) ?? (latest ? undefined : await ledger.movedFrom(paymentSessionId))
  // Its money was put onto another session, and the shopper's page still names the first one.
  if (named && named.payment_session_id !== paymentSessionId)
    return viewCheckout(container, named.payment_session_id, more)
  const snapshot = await readMedusaSnapshot(
    container,
    latest ?? { payment_session_id: paymentSessionId, payment_collection_id: null },
  )
  if (!latest) return viewUnopened(container, paymentSessionId, snapshot)
  if (snapshot.orderId && !isAsPlaced(snapshot, latest)) await compareOrder(container, snapshot.orderId)

  const attempts = await ledger.attempts(paymentSessionId)
  const primary = primaryAttempt(attempts) ?? latest
  const successor =
    snapshot.orderId !== null && isOver(primary) ? await successorOf(container, snapshot.orderId, primary) : undefined
  if (successor) return viewCheckout(container, successor.payment_session_id, more)
  const isOrder = snapshot.orderId !== null
  const isWaiting = isOrder ? isPayable(snapshot) : primary.placement === "pay_first"
  const time = await timeToPay(container, attempts[0] ?? primary, snapshot.orderId)
  const told = shopperView(attempts, primary, {
    isWaiting,
    session: await whichSession(container, snapshot),
    isMoneyHeld: snapshot.isMoneyHeld,
    isOrder,
    orderState: snapshot.orderState,
    isOrderToGiveUp: isOrder && options.verification === "query",
    maximumAttempts: options.maximumAttempts,
    ...more,
    now: primary.read_at,
    ...time,
  })
  return {
    payment_session_id: paymentSessionId,
    placement: primary.placement,
    ...told,
    can_start_over: told.can_start_over && (await mayGiveUp(container, snapshot)),
    order: orderOf(snapshot),
    amount:
      told.reason === "order_paid" && snapshot.received
        ? roundToMinor(snapshot.received).amount
        : await sumOf(container, primary),
    currency_code: primary.currency_code,
    outstanding_amount: outstandingOf(snapshot),
    attempt: primary.attempt,
    due_at: new Date((time.hasTime && time.until) || primary.due_at).toISOString(),
  }
}

/**
 * A session that asks for what its order owes, such as what was added to a paid one, and whose page is opened when the
 * shopper asks for it.
 */
async function viewUnopened(
  container: MedusaContainer,
  paymentSessionId: string,
  snapshot: MedusaSnapshot,
): Promise<PublicCheckout | undefined> {
  const { session, owed } = snapshot
  const ask = owed && session && askOf({ owed, lacks: money(session.amount, session.currency_code) })
  if (!ask || snapshot.orderState !== "order_waiting" || !isOurProvider(session.provider_id))
    return viewOrderOfNothing(container, paymentSessionId)
  const told = {
    ...(snapshot.isMoneyHeld
      ? ({ status: "review", reason: "received", can_retry: false } as const)
      : ({ status: "created", reason: null, can_retry: isPayable(snapshot) } as const)),
    can_start_over: false,
    is_outdated: false,
  }
  return {
    payment_session_id: paymentSessionId,
    placement: container.resolve(ALMARA_MODULE).options.placement,
    ...told,
    checkout_url: null,
    message: shopperMessage(told, true),
    order: orderOf(snapshot),
    amount: ask.asked.amount,
    currency_code: session.currency_code,
    outstanding_amount: outstandingOf(snapshot),
    attempt: 0,
    due_at: "",
  }
}

async function whichSession(
  container: MedusaContainer,
  { session, orderId }: MedusaSnapshot,
): Promise<ShopperContext["session"]> {
  if (session) return "own"
  const another = orderId && (await container.resolve(ALMARA_MODULE).ledger.newestSessionOf(orderId))
  return another ? "another" : "none"
}

/** An order that has received something, or is not ours to cancel, is not given up. */
async function mayGiveUp(container: MedusaContainer, { orderId }: MedusaSnapshot): Promise<boolean> {
  return orderId !== null && (await whyKept(container, orderId, { evenBeforeDeadline: true })) === null
}

/** Of a payment that stands on its order what was booked, which is of the same currency; else what was asked for. */
async function sumOf(container: MedusaContainer, checkout: CheckoutRow): Promise<string> {
  if (checkout.state !== "paid") return checkout.amount
  const reported = await container.resolve(ALMARA_MODULE).reports.reportedSums([checkout])
  return reported.get(checkout.id)?.amount ?? checkout.amount
}

function isOver({ outdated_at, state }: CheckoutRow): boolean {
  return state === "resolved" || (outdated_at !== null && PAYABLE.includes(state))
}

/**
 * The newer attempt of another session that took the place of one that is over: the shopper's page still names the
 * first session.
 */
async function successorOf(
  container: MedusaContainer,
  orderId: string,
  over: CheckoutRow,
): Promise<CheckoutRow | undefined> {
  const attempts = await attemptsOfOrder(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), orderId)
  const newer = attempts.slice(
    0,
    attempts.findIndex(({ id }) => id === over.id),
  )
  return newer.find(
    ({ payment_session_id, outdated_at }) => outdated_at === null && payment_session_id !== over.payment_session_id,
  )
}

function orderOf({ orderId, displayId }: MedusaSnapshot): PublicCheckout["order"] {
  return orderId === null || displayId === null ? null : { display_id: displayId }
}

function outstandingOf({ owed, orderState }: MedusaSnapshot): string | null {
  return owed && orderState !== "order_canceled" ? roundToMinor(owed).amount : null
}

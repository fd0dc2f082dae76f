import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { reasonsOf, type AttentionReason } from "../../core/checkout/attention"
import { askedBy } from "../../core/methods/payment-method"
import { isSameMoney, money, negated, roundToMinor, type Money } from "../../core/money"
import { askOf, isOverpaid, isOwed } from "../../core/checkout/owed"
import { overpaidSums } from "../../core/checkout/overpaid"
import { AWAITING_PAYMENT, PAYABLE } from "../../core/checkout/states"
import { ALMARA_MODULE } from "../../modules/almara"
import {
  attemptsOfOrder,
  lastChangeOf,
  markOutdated,
  type OrderAttempt,
} from "../../modules/almara/orders/order-attempts"
import { markedRefundsOf } from "../../modules/almara/orders/marked-refunds"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { callForAttention } from "./announce-attention"
import { lineUpCollections, type OpenCollection } from "../medusa/line-up-collections"
import { readMedusaSnapshot, type MedusaSnapshot } from "../medusa/snapshot"

/** Every case of an order that has received too much, whatever made it so. */
const OVERPAID = reasonsOf("overpaid")

/** What a change of an order is called where it left too much money there. */
const BY_CHANGE: Record<string, AttentionReason> = {
  return_request: "overpaid_return",
  return_receive: "overpaid_return",
  exchange: "overpaid_exchange",
  claim: "overpaid_claim",
  credit_line: "overpaid_credit",
}

/**
 * Compares an order with what it owes now: an attempt for another sum is outdated at once, and money that is too much
 * is shown to a person, on the newest paid attempt. Each that hands out a page, settles or sweeps does this first;
 * events of Medusa only make it faster, because some are missing. Doing it again changes nothing.
 */
export async function compareOrder(container: MedusaContainer, orderId: string): Promise<void> {
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const attempts = await attemptsOfOrder(connection, orderId)
  // Not that of an attempt: a merchant may have deleted it.
  const link =
    attempts.length > 0 &&
    (await connection("order_payment_collection")
      .where({ order_id: orderId, deleted_at: null })
      .first("payment_collection_id"))
  if (!link) return
  const snapshot = await readMedusaSnapshot(container, {
    payment_session_id: NO_SESSION,
    payment_collection_id: String(link.payment_collection_id),
  })
  if (snapshot.orderId !== orderId || !snapshot.owed || snapshot.orderState === "order_canceled") return
  const open = await lineUpCollections(container, orderId, snapshot.owed)
  await markOutdatedAttempts(container, attempts, { ...snapshot, owed: snapshot.owed, open })
  await callForOverpaid(container, attempts, snapshot, orderId)
}

/**
 * Returns whether an order is still as its cart made it, owes what this attempt asks for, or nothing, and no money of
 * it is held: there is nothing to compare then.
 */
export function isAsPlaced(
  { owed, isUntouched, isMoneyHeld }: MedusaSnapshot,
  { amount, currency_code }: Pick<CheckoutRow, "amount" | "currency_code">,
): boolean {
  if (owed === null) return true
  const isRight =
    isSameMoney(roundToMinor(owed), money(amount, currency_code)) || isSameMoney(owed, money(0, owed.currency))
  return isUntouched && isRight && !isMoneyHeld
}

/** Matches none, so that every payment of the order counts. */
const NO_SESSION = ""

/**
 * One page at the most is for what is owed: the newest that asks for it. Pages together must not ask for more than the
 * order owes.
 */
async function markOutdatedAttempts(
  container: MedusaContainer,
  attempts: OrderAttempt[],
  { owed, open, isMoneyHeld }: Pick<MedusaSnapshot, "isMoneyHeld"> & { owed: Money; open: OpenCollection[] },
): Promise<void> {
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const almara = container.resolve(ALMARA_MODULE)
  let isCurrentFound = false
  for (const attempt of attempts.filter(isUnpaid)) {
    const collection = open.find(({ id }) => id === attempt.payment_collection_id)
    const ask = collection && askOf({ owed, lacks: collection.amount })
    const isRight =
      ask !== undefined &&
      isSameMoney(askedBy(almara.methodOf(attempt), ask.exact), money(attempt.amount, attempt.currency_code))
    const isPage = AWAITING_PAYMENT.includes(attempt.state)
    const isCurrent: boolean = isRight && !(isPage && isCurrentFound)
    isCurrentFound ||= isCurrent && isPage
    const detail = { requested: attempt.amount, owes: owed.amount, currency_code: attempt.currency_code }
    const isMarkedNow =
      isCurrent !== (attempt.outdated_at === null) && (await markOutdated(connection, attempt.id, !isCurrent, detail))
    // A process that died in between has left the old page there.
    if (isMarkedNow || isPageWrong(attempt, isCurrent && !isMoneyHeld)) await rewriteSession(container, attempt)
  }
}

/** Returns whether the session names a page that is handed out no more, or does not name the one that is. */
function isPageWrong({ state, checkout_url, session_page }: OrderAttempt, isOffered: boolean): boolean {
  return isOffered ? state === "open" && session_page !== checkout_url : session_page !== null
}

function isUnpaid({ state, closed_at }: CheckoutRow): boolean {
  return closed_at === null && PAYABLE.includes(state)
}

/** The provider writes the session's data anew, without a page that is handed out no more. */
async function rewriteSession(container: MedusaContainer, attempt: CheckoutRow): Promise<void> {
  const { session, payment } = await readMedusaSnapshot(container, attempt)
  if (!session || payment) return
  const { id, amount, currency_code, data, status } = session
  await container
    .resolve(Modules.PAYMENT)
    .updatePaymentSession({ id, amount, currency_code, data, status: status as never })
}

async function callForOverpaid(
  container: MedusaContainer,
  attempts: CheckoutRow[],
  { balance }: MedusaSnapshot,
  orderId: string,
): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const [newest, ...older] = attempts.filter(({ state }) => state === "paid")
  if (!newest || !balance) return
  for (const attempt of older.filter(hasOverpaidCase)) await ledger.clearAttention(attempt.id, OVERPAID)
  const { currency } = balance
  const known = await markedRefundsOf(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), orderId)
  const [marked, booked] = [money(known.marked, currency), money(known.bookedSince, currency)]
  if (!isOverpaid(balance)) return endOverpaid(container, newest, booked)
  const sums = overpaidSums({ tooMuch: negated(balance), marked, booked })
  if (!sums) {
    if (newest.attention_key?.startsWith("overpaid:")) await ledger.clearAttention(newest.id, OVERPAID)
    return
  }
  const reason = await whyOverpaid(container, newest, older.length + 1, orderId)
  const detail = { ...sums, currency_code: newest.currency_code, booked_before: known.booked }
  // What was marked meanwhile makes it another case, with another sum to refund.
  const left = sums.left_amount === undefined ? "" : `:${sums.left_amount}`
  await callForAttention(container, newest.id, { reason, key: `overpaid:${balance.amount}${left}`, detail })
}

/** What was marked as refunded and is booked counts no more: the next case begins anew. */
async function endOverpaid(container: MedusaContainer, newest: CheckoutRow, booked: Money): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const detail = isOwed(booked) ? { booked_amount: booked.amount, currency_code: newest.currency_code } : undefined
  const isTold = hasOverpaidCase(newest) && (await ledger.clearAttention(newest.id, OVERPAID, detail))
  if (detail && !isTold) await ledger.note(newest.id, { kind: "attention_over", actor: "scheduler", detail })
}

/** Open, or closed by a person: what was closed is forgotten once the order has not received too much any more. */
function hasOverpaidCase({ attention_key, attention_closed_key }: CheckoutRow): boolean {
  return [attention_key, attention_closed_key].some((key) => key?.includes("overpaid:"))
}

async function whyOverpaid(
  container: MedusaContainer,
  newest: CheckoutRow,
  payments: number,
  orderId: string,
): Promise<AttentionReason> {
  const change = await lastChangeOf(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), orderId)
  const isSincePaid = change !== undefined && newest.paid_at !== null && change.at > newest.paid_at
  if (payments > 1 && !isSincePaid) return "overpaid_payments"
  return (change && BY_CHANGE[change.type]) ?? "overpaid"
}

import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ACCEPTABLE_REASONS } from "../../core/views/admin/checkout"
import { isAlmaraError } from "../../core/errors"
import { compareMoney, fitsMinor, formatMoney, isSameMoney, money, roundToMinor, type Money } from "../../core/money"
import { askOf } from "../../core/checkout/owed"
import { classifyOutcome } from "../../core/checkout/outcome"
import { isOurProvider } from "../../core/provider-id"
import { ALMARA_MODULE } from "../../modules/almara"
import type { Ledger } from "../../modules/almara/ledger/ledger"
import { exactAmount } from "../../modules/almara/medusa-amount"
import { reportedDetail } from "../../modules/almara/ledger/reported-amount"
import type { CheckoutPatch, CheckoutRow } from "../../modules/almara/ledger/rows"
import { settleNow } from "./settle-now"
import { sessionForMoney } from "../medusa/payable-session"
import { BusinessError } from "./business-error"
import { readMedusaSnapshot, type MedusaSnapshot } from "../medusa/snapshot"
import { settlesOf } from "../settle/settles"
import { withLease } from "./with-lease"

export interface WaitingSession {
  id: string
  /** As Medusa books it, a decimal string in major units. */
  amount: string
  /** The same, as its currency can carry it. */
  money: Money
}

/** Who accepts held money, and why. */
export interface Accepting {
  actor: string
  note: string
  /** The sum that arrived, as that person typed it, in major units: only of money whose sum Almara's report does not name. */
  amount?: string
}

/**
 * Puts held money the order or cart that still waits for exactly this sum. Nothing is captured here: the ledger is told
 * that the money fits, and settle does the rest, as for any other payment. A typed sum may be another one than an order
 * waits for: exactly that is booked, by a payment session of its own.
 * @throws BusinessError.
 */
export async function acceptCheckout(container: MedusaContainer, held: CheckoutRow, by: Accepting): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  await withLease(container, held.id, (checkout) => declareFitting(container, checkout, by))
  await settleNow(container, held.id, by.actor)
  const settled = await ledger.find(held.id)
  if (settled?.state === "held") throw new BusinessError("not_placed", { reason: settled.last_error ?? "unknown" })
}

async function declareFitting(container: MedusaContainer, checkout: CheckoutRow, by: Accepting): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  if (checkout.state !== "held" || !checkout.hold_reason || !ACCEPTABLE_REASONS.includes(checkout.hold_reason)) {
    throw new BusinessError("not_acceptable")
  }
  const { snapshot, session } = await placeFor(container, checkout, by.amount)
  const settles = settlesOf(snapshot, session)
  const settled = await ledger.settle(
    checkout.id,
    settles,
    {
      ...(await asAttemptOf(ledger, checkout, session.id)),
      hold_reason: null,
      last_error: null,
      closed_at: null,
      payment_collection_id: settles.collection,
    },
    {
      kind: "accepted",
      actor: by.actor,
      detail: {
        note: by.note,
        reason: checkout.hold_reason,
        ...(by.amount !== undefined && { amount_typed: true }),
        ...reportedDetail(session.money),
      },
    },
  )
  if (settled === "outrun") throw new BusinessError("busy")
  if (settled === "taken") throw new BusinessError("order_paid")
}

/** The payment session that takes the money, and what Medusa has for it. */
interface Place {
  snapshot: MedusaSnapshot
  session: WaitingSession
}

async function placeFor(container: MedusaContainer, checkout: CheckoutRow, typed: string | undefined): Promise<Place> {
  const snapshot = await readMedusaSnapshot(container, checkout)
  if (snapshot.orderState !== "order_waiting" && snapshot.orderState !== "cart_open")
    throw new BusinessError(snapshot.orderState)
  // One session gives one payment: what another attempt of it has paid for needs a session of its own as well.
  const isSessionUsed =
    checkout.hold_reason === "orphaned" &&
    snapshot.orderState === "order_waiting" &&
    snapshot.settledBy !== null &&
    snapshot.settledBy !== checkout.id
  if (checkout.hold_reason === "twice" || isSessionUsed) return placeOfMoneyPaidTwice(container, checkout, snapshot)
  const session = await waitingSession(container, snapshot)
  if (!session || !snapshot.paymentCollectionId) throw new BusinessError("nothing_waits")
  const received = await receivedMoney(container, checkout, typed)
  if (isSameMoney(received, session.money)) return { snapshot, session }
  if (typed === undefined) throw amountError("other_amount", received, session.money)
  if (snapshot.orderState === "cart_open") throw amountError("cart_needs_amount", received, session.money)
  const isTooMuch =
    snapshot.owed !== null &&
    [snapshot.owed, money(checkout.amount, checkout.currency_code)].every((sum) => compareMoney(received, sum) > 0)
  if (isTooMuch) throw amountError("more_than_owed", received, snapshot.owed ?? session.money)
  return placeOfItsOwn(container, checkout, snapshot, { received, booked: received })
}

/** The order owed nothing when this money came, and may ask for more by now. */
async function placeOfMoneyPaidTwice(
  container: MedusaContainer,
  checkout: CheckoutRow,
  snapshot: MedusaSnapshot,
): Promise<Place> {
  if (snapshot.orderState !== "order_waiting" || !snapshot.owed) throw new BusinessError("order_paid")
  const received = await receivedMoney(container, checkout, undefined)
  const booked = fittingPart(snapshot, received)
  if (!booked) throw amountError("more_than_owed", received, snapshot.owed)
  return placeOfItsOwn(container, checkout, snapshot, { received, booked })
}

/** A session of exactly this sum. The amount of a session is never changed: Medusa captures what a session says (decision 18). */
async function placeOfItsOwn(
  container: MedusaContainer,
  checkout: CheckoutRow,
  snapshot: MedusaSnapshot,
  { received, booked }: { received: Money; booked: Money },
): Promise<Place> {
  const session = await sessionForMoney(container, snapshot, { exact: booked, sessionId: checkout.payment_session_id })
  if (!session) throw new BusinessError("nothing_waits")
  const again = await readMedusaSnapshot(container, { payment_session_id: session.id, payment_collection_id: null })
  // What was decided above goes by what the order owed at that revision.
  if (again.revision !== snapshot.revision) throw new BusinessError("busy")
  return { snapshot: again, session: { ...session, money: received } }
}

/**
 * Returns what is booked of money that came for an order which owed nothing then; undefined where it is more than the
 * order owes.
 */
export function fittingPart({ owed }: Pick<MedusaSnapshot, "owed">, received: Money): Money | undefined {
  if (owed?.currency !== received.currency) return undefined
  const ask = askOf({ owed, lacks: received })
  return ask && isSameMoney(ask.asked, received) ? ask.exact : undefined
}

/** Money of a session that was replaced becomes an attempt of the session that took its place. */
async function asAttemptOf(ledger: Ledger, checkout: CheckoutRow, sessionId: string): Promise<CheckoutPatch> {
  if (sessionId === checkout.payment_session_id) return {}
  const [newest] = await ledger.attempts(sessionId)
  return { payment_session_id: sessionId, attempt: (newest?.attempt ?? 0) + 1 }
}

/** Returns the session that the order or cart waits with: the checkout's own, or the one that replaced it. */
export async function waitingSession(
  container: MedusaContainer,
  snapshot: MedusaSnapshot,
): Promise<WaitingSession | undefined> {
  if (snapshot.session)
    return {
      id: snapshot.session.id,
      amount: snapshot.session.amount,
      money: roundToMinor(money(snapshot.session.amount, snapshot.session.currency_code)),
    }
  // An undefined filter matches every row (medusa-2.21.md, finding 1).
  if (!snapshot.paymentCollectionId) return undefined
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "payment_session",
    fields: ["id", "amount", "raw_amount", "currency_code", "provider_id"],
    filters: { payment_collection_id: snapshot.paymentCollectionId },
  })
  const session = data.find((one) => isOurProvider(one.provider_id))
  if (!session) return undefined
  const amount = exactAmount(session, "amount")
  return { id: session.id, amount, money: roundToMinor(money(amount, session.currency_code)) }
}

function amountError(
  code: "other_amount" | "more_than_owed" | "cart_needs_amount" | "amount_known",
  received: Money,
  expected: Money,
): BusinessError {
  return new BusinessError(code, {
    received: formatMoney(received),
    expected: formatMoney(expected),
    received_amount: received.amount,
    received_currency: received.currency,
    expected_amount: expected.amount,
    expected_currency: expected.currency,
  })
}

/** Almara is asked once more what was paid. Where its report names no sum, what a person has typed is the sum. */
async function receivedMoney(
  container: MedusaContainer,
  checkout: CheckoutRow,
  typed: string | undefined,
): Promise<Money> {
  const reported = await confirmedMoney(container, checkout)
  if (reported && typed !== undefined) throw amountError("amount_known", reported, reported)
  return reported ?? typedMoney(typed, checkout)
}

/** Null where Almara confirms the payment and names no sum that can be read. */
async function confirmedMoney(container: MedusaContainer, checkout: CheckoutRow): Promise<Money | null> {
  const almara = container.resolve(ALMARA_MODULE)
  const asked = money(checkout.amount, checkout.currency_code)
  if (almara.options.verification === "signature") {
    if (checkout.hold_reason === "amount") throw new BusinessError("amount_uncertain")
    return checkout.hold_reason === "amount_unreadable" ? null : asked
  }
  try {
    const method = almara.methodOf(checkout)
    const report = await method.check(checkout.merchant_request_id)
    if (classifyOutcome(report.outcome).kind !== "paid") throw new BusinessError("not_confirmed")
    if (report.checkoutReference !== checkout.checkout_reference) throw new BusinessError("other_reference")
    if (report.money) return report.money
    if (checkout.hold_reason === "amount_unreadable") return null
    if (method.confirms.amount) throw new BusinessError("not_confirmed")
    if (checkout.hold_reason === "amount") throw new BusinessError("amount_uncertain")
    return asked
  } catch (error) {
    if (isAlmaraError(error))
      throw new BusinessError("cannot_check", { reason: error.merchantMessage, kind: error.kind })
    throw error
  }
}

function typedMoney(typed: string | undefined, { amount, currency_code }: CheckoutRow): Money {
  const asked = money(amount, currency_code)
  if (typed === undefined) throw new BusinessError("amount_needed")
  const received = /^\d{1,15}(\.\d{1,6})?$/.test(typed) ? money(typed, currency_code) : undefined
  if (!received || !fitsMinor(received) || compareMoney(received, money(0, currency_code)) <= 0) {
    throw new BusinessError("amount_invalid", { currency: asked.currency, example: asked.amount })
  }
  return received
}

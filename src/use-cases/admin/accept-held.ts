import type { MedusaContainer } from "@medusajs/framework/types"
import { fitOf } from "../../core/views/admin/actions"
import type { BusinessErrorCode } from "../../core/views/admin/business-errors"
import { compareMoney, fitsMinor, formatMoney, money, type Money } from "../../core/money"
import { classifyOutcome } from "../../core/checkout/outcome"
import { ALMARA_MODULE } from "../../modules/almara"
import type { Ledger } from "../../modules/almara/ledger/ledger"
import { reportedDetail } from "../../modules/almara/ledger/reported-amount"
import type { CheckoutPatch, CheckoutRow } from "../../modules/almara/ledger/rows"
import { isOtherReference } from "../settle/mismatch"
import { settleNow } from "./settle-now"
import { sessionForMoney } from "../medusa/payable-session"
import { BusinessError, cannotCheck } from "./business-error"
import { readHeld, whyUncertain, type Held } from "./held-fit"
import { isBooked, readMedusaSnapshot, type MedusaSnapshot } from "../medusa/snapshot"
import { settlesOf } from "../settle/settles"
import { requireSeen } from "./require-seen"
import { withLease } from "./with-lease"

/** Who accepts held money, and why. */
export interface Accepting {
  actor: string
  note: string
  /**
   * The sum that arrived, as that person typed it, in major units: only of money whose sum Almara's report does not
   * name.
   */
  amount?: string
  /** Which case that person saw, where the client says so. */
  seen: string | undefined
}

/**
 * Puts held money onto the order or cart where it fits (`fitOf`). Nothing is captured here: the ledger is told that the
 * money fits, and settle does the rest, as for any other payment. What is another sum than that of the payment session
 * is booked by one of its own.
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
  await requireSeen(container, checkout, by.seen)
  if (checkout.state !== "held") throw new BusinessError("not_acceptable")
  const { snapshot, session, received } = await placeFor(container, checkout, by.amount)
  const settles = settlesOf(snapshot, session)
  const settled = await ledger.settle(
    checkout,
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
        ...reportedDetail(received),
      },
    },
  )
  if (settled === "outrun") throw new BusinessError("busy")
  if (settled === "taken") throw new BusinessError("order_paid")
}

/** The payment session that takes the money, what Medusa has for it, and the money. */
interface Place {
  snapshot: MedusaSnapshot
  session: { id: string; amount: string }
  received: Money
}

async function placeFor(container: MedusaContainer, checkout: CheckoutRow, typed: string | undefined): Promise<Place> {
  const held = await readHeld(container, checkout)
  if (isBooked(held.snapshot, checkout.id)) throw new BusinessError("already_booked")
  // Almara is not asked for a sum where none would fit.
  const anySum = fitOf({ ...held.money, received: null, isTyped: false })
  if ("refused" in anySum) throw new BusinessError(anySum.refused)
  const received = await receivedMoney(container, checkout, typed)
  const fit = fitOf({ ...held.money, received, isTyped: typed !== undefined })
  if ("refused" in fit) throw amountError(fit.refused, received, fit.expected ?? received)
  if (fit.onto === "another") return placeOfItsOwn(container, held, { received, booked: fit.booked })
  if (!held.session) throw new BusinessError("nothing_waits")
  return { snapshot: held.snapshot, session: held.session, received }
}

/**
 * A session of exactly this sum. The amount of a session is never changed: Medusa captures what a session says
 * (decision 18).
 */
async function placeOfItsOwn(
  container: MedusaContainer,
  { snapshot, provider }: Held,
  { received, booked }: { received: Money; booked: Money },
): Promise<Place> {
  const session = await sessionForMoney(container, snapshot, { exact: booked, provider })
  if (!session) throw new BusinessError("nothing_waits")
  const again = await readMedusaSnapshot(container, { payment_session_id: session.id, payment_collection_id: null })
  // What was decided above goes by what the order owed at that revision.
  if (again.revision !== snapshot.revision) throw new BusinessError("busy")
  return { snapshot: again, session, received }
}

/** Money of a session that was replaced becomes an attempt of the session that took its place. */
async function asAttemptOf(ledger: Ledger, checkout: CheckoutRow, sessionId: string): Promise<CheckoutPatch> {
  if (sessionId === checkout.payment_session_id) return {}
  const [newest] = await ledger.attempts(sessionId)
  return { payment_session_id: sessionId, attempt: (newest?.attempt ?? 0) + 1 }
}

function amountError(code: BusinessErrorCode, received: Money, expected: Money): BusinessError {
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
  const named = checkout.hold_reason === "amount_unreadable" ? null : asked
  const uncertain = whyUncertain(container, checkout)
  if (uncertain) throw uncertain
  if (almara.options.verification === "signature") return named
  try {
    const method = almara.methodOf(checkout)
    const report = await method.check(checkout.merchant_request_id)
    if (classifyOutcome(report.outcome).kind !== "paid") throw new BusinessError("not_confirmed")
    if (isOtherReference(checkout, report, method)) throw new BusinessError("other_reference")
    if (report.money) return report.money
    if (named && method.confirms.amount) throw new BusinessError("not_confirmed")
    return named
  } catch (error) {
    throw cannotCheck(error)
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

import { MedusaError, Modules, PaymentEvents } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isOwed } from "../../../core/checkout/owed"
import type { Decision } from "../../../core/checkout/decide"
import { ALMARA_MODULE } from "../../../modules/almara"
import { NOW } from "../../../modules/almara/moments"
import type { CheckoutRow } from "../../../modules/almara/ledger/rows"
import { measureTimeToOrder } from "../../../telemetry/metrics"
import { bookOnce } from "../../medusa/book-once"
import { closePartlyPaidCollection, payableCollections } from "../../medusa/line-up-collections"
import { readMedusaSnapshot, type MedusaSnapshot } from "../../medusa/snapshot"
import type { AppliedDecision } from "./apply-decision"

interface DecisionToVerify {
  decision: Decision
  applied: AppliedDecision
  actor: string
}

/** The checkout as the ledger has it then, and, where its money was booked, what stood in Medusa after that. */
export interface Verified {
  settled: CheckoutRow
  booked: MedusaSnapshot | null
}

/**
 * Looks whether it is really done: payment, capture, order and its transaction. Only then does the ledger say so.
 * @throws when it is not, so that it is tried again.
 */
export async function verifyDecision(
  container: MedusaContainer,
  checkout: CheckoutRow,
  done: DecisionToVerify,
): Promise<Verified> {
  const isBooking = ["capture", "place", "verify"].includes(done.decision.kind)
  const booked = isBooking ? await readMedusaSnapshot(container, checkout) : null
  const verified = booked
    ? await verifyBooked(container, checkout, done, booked)
    : await verifyClosed(container, checkout, done)
  return {
    settled: verified ?? ((await container.resolve(ALMARA_MODULE).ledger.find(checkout.id)) as CheckoutRow),
    booked,
  }
}

async function verifyClosed(
  container: MedusaContainer,
  { id }: CheckoutRow,
  { decision, applied, actor }: DecisionToVerify,
): Promise<CheckoutRow | undefined> {
  if (decision.kind !== "expire" || applied.isPutOff) return undefined
  return container.resolve(ALMARA_MODULE).ledger.move(id, "expired", {}, { kind: "expired", actor })
}

/**
 * What is left to pay goes onto a payment collection of its own, before the ledger says that this one is paid: it may
 * be done again after a crash.
 */
async function lineUpOrder(container: MedusaContainer, snapshot: MedusaSnapshot, orderId: string): Promise<void> {
  if (!snapshot.owed || snapshot.orderState === "order_canceled") return
  await closePartlyPaidCollection(container, snapshot)
  if (isOwed(snapshot.owed)) await payableCollections(container, orderId, snapshot.owed)
}

/** Returns the checkout as the ledger has it now; undefined when somebody else has moved it meanwhile. */
async function verifyBooked(
  container: MedusaContainer,
  checkout: CheckoutRow,
  { applied, actor }: DecisionToVerify,
  snapshot: MedusaSnapshot,
): Promise<CheckoutRow | undefined> {
  const { ledger, health } = container.resolve(ALMARA_MODULE)
  // When the money came is when it was first seen, also where a person accepted it later.
  const seen = { paid_at: checkout.paid_at ?? NOW, closed_at: NOW }
  if (snapshot.payment && snapshot.orderId && snapshot.transactionWritten) {
    if (snapshot.isBookedTwice) await bookOnce(container, snapshot.orderId)
    await lineUpOrder(container, snapshot, snapshot.orderId)
    // Announced before the ledger says so: twice after a crash at this very place, but never not at all. Straight to
    // the bus: of what a workflow announces at its end Medusa loses in silence what Redis did not take
    // (docs/medusa-upstream.md, 22).
    await container.resolve(Modules.EVENT_BUS).emit({ name: PaymentEvents.CAPTURED, data: { id: snapshot.payment.id } })
    if (snapshot.orderState === "order_canceled" && !snapshot.payment.isRefunded) {
      return ledger.move(
        checkout.id,
        "held",
        { ...seen, order_id: snapshot.orderId, hold_reason: "order_canceled" },
        { kind: "held", actor, detail: { reason: "order_canceled" } },
      )
    }
    const paid = await ledger.move(
      checkout.id,
      "paid",
      { ...seen, order_id: snapshot.orderId, hold_reason: null, last_error: null },
      { kind: "paid", actor, detail: { order_id: snapshot.orderId } },
    )
    if (paid) await measureTimeToOrder(() => health.secondsSinceCallback(paid.id))
    return paid
  }
  const { rejectionReason } = applied
  if (rejectionReason) {
    return ledger.move(
      checkout.id,
      "held",
      { ...seen, hold_reason: "unplaceable", last_error: rejectionReason },
      { kind: "held", actor, detail: { reason: "unplaceable", message: rejectionReason } },
    )
  }
  throw new MedusaError(
    MedusaError.Types.UNEXPECTED_STATE,
    `The money of checkout ${checkout.checkout_reference} is confirmed, but it does not stand on its order yet.`,
  )
}

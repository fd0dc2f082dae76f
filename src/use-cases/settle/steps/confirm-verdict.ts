import { MedusaError, Modules, PaymentEvents } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isOwed } from "../../../core/checkout/owed"
import type { Verdict } from "../../../core/checkout/decide"
import { ALMARA_MODULE } from "../../../modules/almara"
import { NOW } from "../../../modules/almara/moments"
import type { CheckoutRow } from "../../../modules/almara/ledger/rows"
import { measureTimeToOrder } from "../../../telemetry/metrics"
import { closePartlyPaidCollection, payableCollections } from "../../medusa/line-up-collections"
import { readShopState, type ShopState } from "../../medusa/order-state"
import type { CarriedOut } from "./carry-out-verdict"

interface CarriedOutVerdict {
  verdict: Verdict
  carriedOut: CarriedOut
  actor: string
}

/** The checkout as the ledger has it then, and, where its money was booked, what stood in Medusa after that. */
export interface Confirmed {
  settled: CheckoutRow
  booked: ShopState | null
}

/**
 * Looks whether it is really done: payment, capture, order and its transaction. Only then does the ledger say so.
 * Throws when it is not, so that it is tried again.
 */
export async function confirmVerdict(container: MedusaContainer, checkout: CheckoutRow, done: CarriedOutVerdict): Promise<Confirmed> {
  const isBooking = ["capture", "place", "confirm"].includes(done.verdict.kind)
  const booked = isBooking ? await readShopState(container, checkout) : null
  const confirmed = booked ? await confirmBooked(container, checkout, done, booked) : await confirmClosed(container, checkout, done)
  return { settled: confirmed ?? ((await container.resolve(ALMARA_MODULE).ledger.find(checkout.id)) as CheckoutRow), booked }
}

async function confirmClosed(container: MedusaContainer, { id }: CheckoutRow, { verdict, carriedOut, actor }: CarriedOutVerdict): Promise<CheckoutRow | undefined> {
  if (verdict.kind !== "expire" || carriedOut.isPutOff) return undefined
  return container.resolve(ALMARA_MODULE).ledger.move(id, "expired", {}, { kind: "expired", actor })
}

/** What is left to pay goes onto a payment collection of its own, before the ledger says that this one is paid: it may be done again after a crash. */
async function lineUpOrder(container: MedusaContainer, shop: ShopState, orderId: string): Promise<void> {
  if (!shop.owed || shop.home === "order_canceled") return
  await closePartlyPaidCollection(container, shop)
  if (isOwed(shop.owed)) await payableCollections(container, orderId, shop.owed)
}

/** Answers the checkout as the ledger has it now; undefined when somebody else has moved it meanwhile. */
async function confirmBooked(container: MedusaContainer, checkout: CheckoutRow, { carriedOut, actor }: CarriedOutVerdict, shop: ShopState): Promise<CheckoutRow | undefined> {
  const { ledger, vitals } = container.resolve(ALMARA_MODULE)
  // When the money came is when it was first seen, also where a person accepted it later.
  const seen = { paid_at: checkout.paid_at ?? NOW, closed_at: NOW }
  if (shop.payment && shop.orderId && shop.transactionWritten) {
    await lineUpOrder(container, shop, shop.orderId)
    // Announced before the ledger says so: twice after a crash at this very place, but never not at all. Straight to the bus:
    // of what a workflow announces at its end Medusa loses in silence what Redis did not take (docs/medusa-upstream.md, 22).
    await container.resolve(Modules.EVENT_BUS).emit({ name: PaymentEvents.CAPTURED, data: { id: shop.payment.id } })
    if (shop.home === "order_canceled" && !shop.payment.isRefunded) {
      return ledger.move(checkout.id, "held", { ...seen, order_id: shop.orderId, hold_reason: "order_canceled" }, { kind: "held", actor, detail: { reason: "order_canceled" } })
    }
    const paid = await ledger.move(
      checkout.id,
      "paid",
      { ...seen, order_id: shop.orderId, hold_reason: null, last_error: null },
      { kind: "paid", actor, detail: { order_id: shop.orderId } }
    )
    if (paid) await measureTimeToOrder(() => vitals.secondsSinceCallback(paid.id))
    return paid
  }
  const { refusedBecause } = carriedOut
  if (refusedBecause) {
    return ledger.move(
      checkout.id,
      "held",
      { ...seen, hold_reason: "unplaceable", last_error: refusedBecause },
      { kind: "held", actor, detail: { reason: "unplaceable", message: refusedBecause } }
    )
  }
  throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, `The money of checkout ${checkout.checkout_reference} is confirmed, but it does not stand on its order yet.`)
}

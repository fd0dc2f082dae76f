import { MedusaError, Modules, PaymentEvents } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/rows"
import type { Verdict } from "../../core/transition"
import { measureTimeToOrder } from "../../telemetry/metrics"
import type { CarriedOut } from "./carry-out-verdict"
import { readShopState } from "./read-home"

export interface ConfirmVerdictInput {
  checkout: CheckoutRow
  verdict: Verdict
  carriedOut: CarriedOut
  actor: string
}

/**
 * Looks whether it is really done: payment, capture, order and its transaction. Only then does the ledger say so.
 * Throws when it is not, so that it is tried again.
 */
export const confirmVerdictStep = createStep("confirm-verdict", async (input: ConfirmVerdictInput, { container }) => {
  const { ledger, vitals } = container.resolve(ALMARA_MODULE)
  const { checkout, verdict, carriedOut, actor } = input
  switch (verdict.kind) {
    case "capture":
    case "place":
    case "confirm": {
      const shop = await readShopState(container, checkout)
      if (shop.payment && shop.orderId && shop.transactionWritten) {
        const now = new Date()
        if (shop.home === "order_canceled" && !shop.payment.isRefunded) {
          await ledger.move(
            checkout.id,
            "held",
            { order_id: shop.orderId, hold_reason: "order_canceled", paid_at: now, closed_at: now },
            { kind: "held", actor, detail: { reason: "order_canceled" } }
          )
          break
        }
        // Medusa announces a capture only where it captured by `capture`: not while it completes a cart, and not when the
        // process died. Announced before the ledger says paid: twice after a crash at this very place, but never not at all.
        if (verdict.kind !== "capture") {
          await container.resolve(Modules.EVENT_BUS).emit({ name: PaymentEvents.CAPTURED, data: { id: shop.payment.id } })
        }
        const paid = await ledger.move(
          checkout.id,
          "paid",
          { order_id: shop.orderId, hold_reason: null, last_error: null, paid_at: now, closed_at: now },
          { kind: "paid", actor, detail: { order_id: shop.orderId } }
        )
        if (paid) await measureTimeToOrder(() => vitals.secondsSinceCallback(paid.id))
        break
      }
      if (carriedOut.refusedBecause) {
        await ledger.move(
          checkout.id,
          "held",
          { hold_reason: "unplaceable", last_error: carriedOut.refusedBecause, paid_at: new Date(), closed_at: new Date() },
          { kind: "held", actor, detail: { reason: "unplaceable", message: carriedOut.refusedBecause } }
        )
        break
      }
      throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, `The money of checkout ${checkout.checkout_reference} is confirmed, but it does not stand on its order yet.`)
    }
    case "expire": {
      const closing = { closed_at: new Date() }
      const moved = await ledger.move(checkout.id, "expired", closing, { kind: "expired", actor })
      if (!moved) await ledger.update(checkout.id, closing)
      break
    }
    case "fail":
    case "cancel":
    case "hold":
    case "wait":
    case "nothing":
      break
  }
  return new StepResponse(await ledger.find(checkout.id))
})

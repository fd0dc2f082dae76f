import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { HOLD_REASONS, type CheckoutState } from "../core/transition"
import { ALMARA_MODULE } from "../modules/almara"
import type { CheckoutRow } from "../modules/almara/rows"
import { idsOf } from "../telemetry/attributes"
import { logEvent } from "../telemetry/log"

/** The events that a store can subscribe to, each sent once for each checkout. */
export const CHECKOUT_EVENTS = {
  paid: "almara.checkout.paid",
  failed: "almara.checkout.failed",
  expired: "almara.checkout.expired",
  held: "almara.checkout.needs_attention",
} as const satisfies Partial<Record<CheckoutState, string>>

type AnnouncedState = keyof typeof CHECKOUT_EVENTS

/** Announces a checkout's present state as an event and in the log, unless it was announced before. */
export async function announceCheckout(container: MedusaContainer, checkoutId: string): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const checkout = await ledger.find(checkoutId)
  if (!checkout || !isAnnounced(checkout.state)) return
  const state = checkout.state
  await ledger.announceOnce(checkout.id, state, async () => {
    await container.resolve(Modules.EVENT_BUS).emit({
      name: CHECKOUT_EVENTS[state],
      data: {
        id: checkout.id,
        payment_session_id: checkout.payment_session_id,
        order_id: checkout.order_id,
        checkout_reference: checkout.checkout_reference,
        transaction_reference: checkout.transaction_reference,
        hold_reason: checkout.hold_reason,
      },
    })
    logEvent(container.resolve(ContainerRegistrationKeys.LOGGER), `checkout.${state}`, sentenceFor(state, checkout), idsOf(checkout))
  })
}

function isAnnounced(state: CheckoutState): state is AnnouncedState {
  return state in CHECKOUT_EVENTS
}

function sentenceFor(state: AnnouncedState, checkout: CheckoutRow): string {
  switch (state) {
    case "paid":
      return "the payment stands on its order."
    case "failed":
      return `the payment was declined with code ${checkout.result_code ?? "unknown"}.`
    case "expired":
      return "the due date passed without payment."
    case "held":
      return checkout.hold_reason ? HOLD_REASONS[checkout.hold_reason] : "money is held."
  }
}

import type { IEventBusModuleService } from "@medusajs/framework/types"
import type { CheckoutState } from "../core/transition"
import type { Ledger } from "../modules/almara/ledger"

/** The events that a store can subscribe to, each sent once for each checkout. */
export const CHECKOUT_EVENTS = {
  paid: "almara.checkout.paid",
  failed: "almara.checkout.failed",
  expired: "almara.checkout.expired",
  held: "almara.checkout.needs_attention",
} as const satisfies Partial<Record<CheckoutState, string>>

/** Announces a checkout's present state as an event, unless it was announced before. */
export async function announceCheckout(ledger: Ledger, events: IEventBusModuleService, checkoutId: string): Promise<void> {
  const checkout = await ledger.find(checkoutId)
  if (!checkout || !(checkout.state in CHECKOUT_EVENTS)) return
  const name = CHECKOUT_EVENTS[checkout.state as keyof typeof CHECKOUT_EVENTS]
  await ledger.announceOnce(checkout.id, checkout.state, () =>
    events.emit({
      name,
      data: {
        id: checkout.id,
        payment_session_id: checkout.payment_session_id,
        order_id: checkout.order_id,
        checkout_reference: checkout.checkout_reference,
        transaction_reference: checkout.transaction_reference,
        hold_reason: checkout.hold_reason,
      },
    })
  )
}

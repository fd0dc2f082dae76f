import { Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { outstandingAmounts } from "../medusa/outstanding-amounts"

/** The events that a store can subscribe to, each sent once for what it announces of a checkout. */
export const CHECKOUT_EVENTS = {
  paid: "almara.checkout.paid",
  failed: "almara.checkout.failed",
  expired: "almara.checkout.expired",
  held: "almara.checkout.needs_attention",
  review: "almara.checkout.needs_attention",
  attention: "almara.checkout.needs_attention",
} as const satisfies Record<string, `almara.checkout.${string}`>

/** What such an event says of a checkout. */
export interface CheckoutEvent {
  id: string
  payment_session_id: string
  order_id: string | null
  checkout_reference: string
  transaction_reference: string | null
  hold_reason: string | null
  /**
   * What the order asks for at this moment, in major units; negative where it has received more. Null while no order
   * stands.
   */
  outstanding_amount: string | null
  /** Of that amount, in lower case. */
  currency_code: string | null
}

/** Announces something of a checkout to the store's subscribers. */
export async function emitCheckoutEvent(
  container: MedusaContainer,
  announced: keyof typeof CHECKOUT_EVENTS,
  { id, payment_session_id, order_id, checkout_reference, transaction_reference, hold_reason }: Announced,
): Promise<void> {
  const outstanding = order_id ? (await outstandingAmounts(container, [order_id])).get(order_id) : undefined
  const data: CheckoutEvent = {
    id,
    payment_session_id,
    order_id,
    checkout_reference,
    transaction_reference,
    hold_reason,
    outstanding_amount: outstanding?.amount ?? null,
    currency_code: outstanding?.currency.toLowerCase() ?? null,
  }
  await container.resolve(Modules.EVENT_BUS).emit({ name: CHECKOUT_EVENTS[announced], data })
}

type Announced = Pick<
  CheckoutRow,
  Exclude<keyof CheckoutEvent, "hold_reason" | "outstanding_amount" | "currency_code">
> &
  Pick<CheckoutEvent, "hold_reason">

import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { meaningOfResultCode } from "../../../core/checkout/result-codes"
import { heldSentence } from "../../../core/views/admin/attention-sentence"
import { OUTCOMES } from "../../../core/views/admin/checkout"
import { ALMARA_MODULE } from "../../../modules/almara"
import type { CheckoutRow } from "../../../modules/almara/ledger/rows"
import { canceledRefunds } from "../../../modules/almara/orders/marked-refunds"
import { outstandingAmounts } from "../../medusa/outstanding-amounts"
import { idsOf } from "../../../telemetry/spans"
import { logEvent } from "../../../telemetry/log"
import { announcementOf, type Announcement } from "../announcement"

/** The events that a store can subscribe to, each sent once for what it announces of a checkout. */
export const CHECKOUT_EVENTS = {
  paid: "almara.checkout.paid",
  failed: "almara.checkout.failed",
  expired: "almara.checkout.expired",
  held: "almara.checkout.needs_attention",
  review: "almara.checkout.needs_attention",
  attention: "almara.checkout.needs_attention",
} as const satisfies Record<Announcement | "attention", string>

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
  announced: Announcement | "attention",
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

/**
 * Announces what became of a checkout, as an event and in the log, unless that was announced before. Returns what was
 * announced, for the caller to note: an event is sent again when the process dies in between, but never not at all.
 * That the time is over is said of the last attempt only; of the others it counts as said.
 */
export async function announceCheckout(
  container: MedusaContainer,
  checkout: CheckoutRow,
): Promise<Announcement | null> {
  const announcement = announcementOf(checkout)
  if (!announcement || announcement === checkout.announced_state) return null
  if (announcement === "expired") {
    if (await isCarriedByAnother(container, checkout)) return announcement
    if (await isWaitedForLonger(container, checkout)) return null
  }
  await emitCheckoutEvent(container, announcement, checkout)
  logEvent(
    container.resolve(ContainerRegistrationKeys.LOGGER),
    `checkout.${announcement}`,
    await sentenceFor(container, announcement, checkout),
    idsOf(checkout),
  )
  return announcement
}

/**
 * An attempt whose time is over says nothing about an order that another attempt has paid, or may still pay, or holds
 * money for.
 */
async function isCarriedByAnother(container: MedusaContainer, checkout: CheckoutRow): Promise<boolean> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const collection = checkout.payment_collection_id
  if (collection !== null && ((await ledger.isAnySettled([collection])) || (await ledger.heldOf(collection))))
    return true
  return (await ledger.openBeside(checkout, collection)).length > 0
}

/** The order may be paid until its deadline, or however long it takes: that its time is over is announced then. */
async function isWaitedForLonger(container: MedusaContainer, { order_id }: CheckoutRow): Promise<boolean> {
  const { orders, options } = container.resolve(ALMARA_MODULE)
  const reason =
    order_id && (await orders.whyKept(order_id, { graceInMinutes: options.graceInMinutes, evenBeforeDeadline: false }))
  return reason === "kept" || reason === "not_due"
}

async function sentenceFor(
  container: MedusaContainer,
  announcement: Announcement,
  checkout: CheckoutRow,
): Promise<string> {
  const code = checkout.result_code === null ? undefined : Number(checkout.result_code)
  switch (announcement) {
    case "paid":
      // What the order owes besides is not looked up for a line of the log.
      return "Almara confirmed the money, and it stands on the order."
    case "failed":
      return `${meaningOfResultCode(code).merchantMessage} (code ${code ?? "unknown"})`
    case "expired":
      return OUTCOMES.expired.sentence
    case "held":
      return heldSentenceOf(container, checkout)
    case "review":
      return meaningOfResultCode(code).merchantMessage
  }
}

async function heldSentenceOf(container: MedusaContainer, checkout: CheckoutRow): Promise<string> {
  const { id, hold_reason, currency_code } = checkout
  if (!hold_reason) return OUTCOMES.held.sentence
  const refunds = await canceledRefunds(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), [checkout])
  return heldSentence(hold_reason, currency_code, refunds.get(id))
}

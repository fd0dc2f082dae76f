import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { meaningOfResultCode } from "../../../core/checkout/result-codes"
import { heldSentence } from "../../../core/views/admin/attention-sentence"
import { OUTCOMES } from "../../../core/views/admin/checkout"
import { ALMARA_MODULE } from "../../../modules/almara"
import type { CheckoutRow } from "../../../modules/almara/ledger/rows"
import { canceledRefunds } from "../../../modules/almara/orders/marked-refunds"
import { emitCheckoutEvent } from "../../attention/checkout-events"
import { idsOf } from "../../../telemetry/spans"
import { logEvent } from "../../../telemetry/log"
import { announcementOf, type Announcement } from "../announcement"

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

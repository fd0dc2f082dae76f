import type { MedusaContainer } from "@medusajs/framework/types"
import { isAlmaraError } from "../../core/errors"
import type { KeptReason } from "../../core/checkout/kept-reasons"
import { classifyOutcome } from "../../core/checkout/outcome"
import { ALMARA_MODULE } from "../../modules/almara"
import { reportOf } from "../../modules/almara/setup/methods"
import type { CallbackRow } from "../../modules/almara/ledger/rows"

/**
 * Returns the one answer to whether an order may be canceled for want of a payment: null where it is ours to cancel and
 * certainly unpaid, else why it stays. It is ours where a shopper's own completion of a cart placed it, with a session
 * of ours and no other provider's. `evenBeforeDeadline` is for a shopper who gives the order up.
 */
export async function whyKept(
  container: MedusaContainer,
  orderId: string,
  { evenBeforeDeadline = false } = {},
): Promise<KeptReason | null> {
  const { orders, options } = container.resolve(ALMARA_MODULE)
  const reason = await orders.whyKept(orderId, { graceInMinutes: options.graceInMinutes, evenBeforeDeadline })
  if (reason) return reason
  return (await isCalledPaid(container, orderId)) ? "callback_waits" : null
}

/** Returns whether a signed callback that waits in the inbox says that the order was paid. */
export async function isCalledPaid(container: MedusaContainer, orderId: string): Promise<boolean> {
  const { inbox } = container.resolve(ALMARA_MODULE)
  return (await inbox.signedAndUnanswered(orderId)).some(saysPaid)
}

function saysPaid(callback: CallbackRow): boolean {
  try {
    return classifyOutcome(reportOf(callback).outcome).kind === "paid"
  } catch (error) {
    // What cannot be read says nothing: it is a dead letter that a person sees.
    if (isAlmaraError(error)) return false
    throw error
  }
}

import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { classifyOutcome } from "../core/outcome"
import { readCallback, reportFromCallback } from "../core/wire"
import { ALMARA_MODULE } from "../modules/almara"
import type { CallbackRow, CheckoutRow } from "../modules/almara/rows"
import { messageOf } from "./message-of"
import { settleAlmaraCheckoutWorkflow } from "./settle-almara-checkout"

/** When another run is settling the same checkout, the callback waits this long. */
const BUSY_PAUSE_IN_SECONDS = 2
/** An unsigned callback may cause one question in this time, however many are sent. */
const UNSIGNED_PAUSE_IN_SECONDS = 5

/** Works on one claimed callback: settles its checkout, or sets the next try. Never throws for what can be tried again. */
export async function workOffCallback(container: MedusaContainer, callback: CallbackRow): Promise<void> {
  const { inbox, ledger, options } = container.resolve(ALMARA_MODULE)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  try {
    const checkout = callback.checkout_id ? await ledger.find(callback.checkout_id) : undefined
    if (!checkout) return await inbox.finish(callback.id)
    // Nothing that a callback can say changes these any more: a rush of them is put away at once.
    if (checkout.state === "paid" || checkout.state === "resolved") return await inbox.finishAllOf(checkout.id)
    // Almara was asked after this callback had come: its answer covers it.
    if (options.verification === "query" && checkout.last_question_at && isSettledFor(callback, checkout)) {
      return await inbox.finish(callback.id)
    }
    const quietUntil = (checkout.last_question_at?.getTime() ?? 0) + UNSIGNED_PAUSE_IN_SECONDS * 1000
    if (!callback.signed && quietUntil > Date.now()) {
      return await inbox.postpone(callback.id, UNSIGNED_PAUSE_IN_SECONDS)
    }
    const { result } = await settleAlmaraCheckoutWorkflow(container).run({
      input: { checkout_id: checkout.id, actor: "callback", callback_id: callback.id },
    })
    if (!result.checkout) return await inbox.postpone(callback.id, BUSY_PAUSE_IN_SECONDS)
    if (callback.signed && isStillExpected(callback, result.checkout)) {
      return await inbox.retryLater(callback, "The callback reports a final outcome, but Almara, asked, does not confirm it yet.")
    }
    await inbox.finish(callback.id)
  } catch (error) {
    const message = messageOf(error)
    logger.warn(`Almara: callback ${callback.id} could not be worked on now and is tried again later: ${message}`)
    await inbox.retryLater(callback, message)
  }
}

function isSettledFor(callback: CallbackRow, checkout: CheckoutRow): boolean {
  const askedSince = checkout.last_question_at !== null && checkout.last_question_at > callback.created_at
  return askedSince && !(callback.signed && isStillExpected(callback, checkout))
}

/** Whether the callback says something final that the ledger does not show yet. */
function isStillExpected(callback: CallbackRow, checkout: CheckoutRow): boolean {
  const said = classifyOutcome(reportFromCallback(readCallback(callback.payload)).outcome).kind
  if (said === "paid") return !["paid", "held", "resolved"].includes(checkout.state)
  if (said === "failed") return checkout.state === "creating" || checkout.state === "open"
  return false
}

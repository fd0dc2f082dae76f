import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { attentionShown, type Attention } from "../../core/checkout/attention"
import { attentionSentence } from "../../core/views/admin/attention-sentence"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { idsOf } from "../../telemetry/spans"
import { logEvent } from "../../telemetry/log"
import { emitCheckoutEvent } from "./checkout-events"

const BATCH = 50

/** Opens a case about a checkout and announces it. Returns whether it was opened. */
export async function callForAttention(
  container: MedusaContainer,
  checkoutId: string,
  attention: Attention,
): Promise<boolean> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  if (!(await ledger.raiseAttention(checkoutId, attention))) return false
  const checkout = await ledger.find(checkoutId)
  if (checkout) await announceCase(container, checkout)
  return true
}

/**
 * Announces the cases that are open and that nobody was told of, because a process died or because they were only
 * written down.
 */
export async function announceCases(container: MedusaContainer): Promise<void> {
  for (const checkout of await container.resolve(ALMARA_MODULE).ledger.attentionToAnnounce(BATCH))
    await announceCase(container, checkout)
}

/**
 * As an event and in the log, once for each key. It is noted afterwards: twice after a crash in between, never not at
 * all.
 */
async function announceCase(container: MedusaContainer, checkout: CheckoutRow): Promise<void> {
  const { id, attention, attention_key, attention_detail, announced_attention, currency_code } = checkout
  if (!attention || attention_key === announced_attention) return
  await emitCheckoutEvent(container, "attention", { ...checkout, hold_reason: attention })
  logEvent(
    container.resolve(ContainerRegistrationKeys.LOGGER),
    "checkout.attention",
    attentionSentence(attentionShown(attention, { currency_code, ...attention_detail })),
    idsOf(checkout),
  )
  await container.resolve(ALMARA_MODULE).ledger.update(id, { announced_attention: attention_key })
}

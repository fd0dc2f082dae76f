import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ENDED_UNPAID } from "../../core/checkout/states"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { findNotBooked } from "../../modules/almara/jobs/abandoned-orders"
import { callForAttention } from "./announce-attention"

/** Long enough for a restart or a lock; what lasts longer does not mend itself. */
const NOT_BOOKED_AFTER_SECONDS = 180
const BATCH = 20

/**
 * Calls for a person where confirmed money was not booked for minutes, whatever the reason, also where each process
 * died that tried. Returns how many are shown now that were not before.
 */
export async function showWhatIsNotBooked(container: MedusaContainer): Promise<number> {
  const found = await findNotBooked(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), {
    afterSeconds: NOT_BOOKED_AFTER_SECONDS,
    limit: BATCH,
  })
  let shown = 0
  for (const { id, last_error } of found) {
    if (
      await callForAttention(container, id, {
        reason: "not_booked",
        key: "not_booked",
        detail: { message: last_error },
      })
    )
      shown += 1
  }
  return shown
}

/**
 * Keeps a checkout in sight whose time is over while Almara's last answer was for a person to look at: nobody knows yet
 * whether it was paid. Where that was announced before, it is only shown on.
 */
export async function showIfUnclear(
  container: MedusaContainer,
  checkout: CheckoutRow,
  announcedBefore: string | null,
): Promise<void> {
  const { id, state, needs_review, closed_at, result_code, attention } = checkout
  if (!needs_review || !closed_at || attention !== null || !ENDED_UNPAID.includes(state)) return
  await callForAttention(container, id, {
    reason: "unclear",
    key: `unclear:${result_code ?? "unknown"}`,
    detail: { code: result_code },
    isSaid: announcedBefore === "review",
  })
}

import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"

/** Whether a payment may still be begun, and until when as far as its order says. */
export interface TimeToPay {
  /** Undefined where the newest attempt's own time counts. */
  hasTime?: boolean
  until?: Date | null
}

/**
 * Returns what an order's deadline says where the time of its newest attempt is over: the merchant may have moved it.
 */
export async function timeToPay(
  container: MedusaContainer,
  latest: CheckoutRow,
  orderId: string | null,
): Promise<TimeToPay> {
  if (!orderId || (latest.closed_at === null && latest.due_at > latest.read_at)) return {}
  const deadline = await container.resolve(ALMARA_MODULE).ledger.deadlineOf(orderId)
  if (!deadline) return {}
  return { hasTime: deadline.owes && (deadline.until === null || deadline.until > deadline.now), until: deadline.until }
}

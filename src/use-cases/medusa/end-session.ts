import { Modules } from "@medusajs/framework/utils"
import type { MedusaContainer, PaymentSessionStatus as SessionStatus } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import type { MedusaSnapshot } from "./snapshot"

/** Only the newest attempt speaks for the session: an old one that is declined late must not close a new one. */
export async function endSession(
  container: MedusaContainer,
  checkout: CheckoutRow,
  snapshot: MedusaSnapshot,
  status: SessionStatus,
): Promise<void> {
  const [latest] = await container.resolve(ALMARA_MODULE).ledger.attempts(checkout.payment_session_id)
  if (latest?.id === checkout.id) await setSessionStatus(container, snapshot, status)
}

/** Tells Medusa how an unpaid session stands. */
export async function setSessionStatus(
  container: MedusaContainer,
  { session, payment }: MedusaSnapshot,
  status: SessionStatus,
): Promise<void> {
  if (!session || payment || session.status === status) return
  // Without the currency this call throws (medusa-2.21.md, experiment L).
  await container.resolve(Modules.PAYMENT).updatePaymentSession({
    id: session.id,
    amount: session.amount,
    currency_code: session.currency_code,
    data: session.data,
    status,
  })
}

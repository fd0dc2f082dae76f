import { MedusaError } from "@medusajs/framework/utils"
import type { Settles } from "../../modules/almara/ledger/statements"
import type { MedusaSnapshot } from "../medusa/snapshot"

/**
 * Returns what money of this session stands for: what its order owes, by the revision at which that was read, else the
 * cart's payment collection. Medusa books the session's amount.
 * @throws where Medusa has no such session or collection.
 */
export function settlesOf(
  { paymentCollectionId, orderId, revision }: MedusaSnapshot,
  session: { id: string; amount: string } | null,
): Settles {
  if (!session || !paymentCollectionId) {
    throw new MedusaError(
      MedusaError.Types.UNEXPECTED_STATE,
      "Money of a payment without its session or payment collection cannot be put onto anything.",
    )
  }
  return {
    collection: paymentCollectionId,
    session: session.id,
    booked: session.amount,
    order: orderId === null ? null : { id: orderId, revision },
  }
}

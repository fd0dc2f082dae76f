import { MedusaError } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { formatMoney } from "../core/money"
import { isOwed } from "../core/checkout/owed"
import { shopperSentence } from "../core/views/shopper-texts"
import { ALMARA_MODULE } from "../modules/almara"
import { compareOrder } from "../use-cases/attention/compare-order"
import { payableCollections } from "../use-cases/medusa/line-up-collections"
import { readMedusaSnapshot, type MedusaSnapshot } from "../use-cases/medusa/snapshot"

const NOTHING_MORE = "This order is already paid through Almara. Nothing more is to be paid."

/**
 * Refuses a new payment session on a collection that Almara's money already stands for: Medusa itself would delete the
 * paid session and let the customer pay again (medusa-2.21.md, experiment M). The same while money for it is held,
 * where money of a canceled order was dealt with, and where its order owes nothing. What an open collection of an order
 * asks for is brought to what the order owes, for whichever provider is chosen.
 */
export async function guardPaidCollection(
  req: MedusaRequest,
  _res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const collectionId = req.params.id ?? ""
  if (collectionId) await requirePayable(req.scope, collectionId)
  next()
}

async function requirePayable(container: MedusaContainer, collectionId: string): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const isPaid = await ledger.isAnySettled([collectionId])
  const snapshot = await readMedusaSnapshot(container, { payment_session_id: "", payment_collection_id: collectionId })
  if (isPaid)
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      snapshot.orderState === "order_waiting" ? await whereTheRestIs(container, snapshot) : NOTHING_MORE,
    )
  if (await ledger.heldOf(collectionId)) {
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, shopperSentence("review"))
  }
  if (await ledger.isOver(collectionId)) {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "This order was canceled. Nothing is to be paid for it any more.",
    )
  }
  if (snapshot.orderState === "order_paid")
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "This order owes nothing. Nothing more is to be paid.")
  if (snapshot.orderId) await compareOrder(container, snapshot.orderId)
}

async function whereTheRestIs(container: MedusaContainer, { orderId, owed }: MedusaSnapshot): Promise<string> {
  if (!orderId || !owed || !isOwed(owed)) return NOTHING_MORE
  const [open] = await payableCollections(container, orderId, owed)
  return `This part of the order is already paid through Almara. ${formatMoney(owed)} of it are still open, on the payment collection ${open?.id ?? "that Medusa makes next"}.`
}

import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { isOwed } from "../core/checkout/owed"
import { attemptsOfOrder } from "../modules/almara/orders/order-attempts"
import { compareOrder } from "../use-cases/attention/compare-order"
import { lineUpCollections } from "../use-cases/medusa/line-up-collections"
import { readMedusaSnapshot } from "../use-cases/medusa/snapshot"

/**
 * Medusa's own "mark as paid" books what a payment collection asks for, whatever its order owes by now. Of an order
 * that was asked for through Almara the open collections are brought to what it owes first. Refused where nothing of it
 * is owed there, while our money is being put onto the order, and where a page of ours is open on the collection:
 * Medusa refuses that one without saying what else to do. What an old page brings after this is in sight.
 */
export async function guardMarkAsPaid(
  req: MedusaRequest,
  _res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const reason = await whyNotMarked(req.scope, req.params.id ?? "")
  if (reason) throw new MedusaError(MedusaError.Types.NOT_ALLOWED, reason)
  next()
}

async function whyNotMarked(container: MedusaContainer, collectionId: string): Promise<string | undefined> {
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const known = { payment_session_id: "", payment_collection_id: collectionId }
  const { orderId, orderState } = await readMedusaSnapshot(container, known)
  const attempts = orderId ? await attemptsOfOrder(connection, orderId) : []
  if (!orderId || attempts.length === 0 || orderState === "order_canceled") return undefined
  if (attempts.some(({ state }) => state === "received"))
    return "Almara has confirmed money for this order, and it is being put onto it at this moment. Look at the order again in a minute."
  await compareOrder(container, orderId)
  const { owed } = await readMedusaSnapshot(container, known)
  if (!owed || !isOwed(owed)) return "This order owes nothing. Nothing more is to be marked as paid."
  const asked = (await lineUpCollections(container, orderId, owed)).find(({ id }) => id === collectionId)
  if (asked && !isOwed(asked.amount))
    return "Nothing is open on this payment collection: another one of the order asks for what it owes."
  const collection = await connection("payment_collection").where({ id: collectionId }).first("status")
  if (asked && collection?.status === "awaiting")
    return `This payment collection waits for a payment by Almara. POST /admin/almara/orders/${orderId}/paid-otherwise asks Almara first, and then marks it as paid.`
  return undefined
}

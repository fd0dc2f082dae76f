import {
  convertDraftOrderWorkflow,
  deleteDraftOrdersWorkflow,
  updateOrderTaxLinesWorkflow,
} from "@medusajs/medusa/core-flows"
import { ContainerRegistrationKeys, Modules, OrderStatus } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { PLACED_ANEW_AS, PLACED_ANEW_FROM } from "../../core/views/admin/order"
import type { OrderCopy } from "./order-copy"

export interface OrderLikeInput {
  /** The order that was canceled. */
  orderId: string
  /** What the new one is made for: there is one order for it that is not canceled, however often it is asked for. */
  key: string
  /** What the new one is made of. */
  copy: OrderCopy
  /** Where it throws, nothing is made. */
  requirePossible: () => Promise<void>
  /** Looks at the new order while it is a draft, which nobody can pay; where it throws, the draft goes. */
  requireFit: (draftId: string) => Promise<void>
}

/**
 * Places an order like a canceled one, with its prices: a draft of it, which Medusa's own workflow turns into an order
 * with its stock reserved. The draft's id says what it was made for, so that Postgres refuses a second one. Returns the
 * id of the order, or of the one that a process has placed which died after that.
 * @throws what is required and is not so, and what Medusa throws. No draft is left then, nor one that a process left
 * which died.
 */
export async function placeOrderLike(
  container: MedusaContainer,
  { orderId, key, copy, requirePossible, requireFit }: OrderLikeInput,
): Promise<string> {
  const { id, status } = await firstFree(container, key)
  if (status === OrderStatus.DRAFT) await discardDraft(container, id)
  else if (status !== undefined) return id
  await requirePossible()
  await writeDraft(container, id, { orderId, copy })
  try {
    await linkPromotions(container, id, copy)
    // As the conversion does: what is checked is what the order will ask for.
    await updateOrderTaxLinesWorkflow(container).run({ input: { order_id: id } })
    await requireFit(id)
    await convertDraftOrderWorkflow(container).run({ input: { id } })
  } catch (error) {
    await discardDraft(container, id)
    throw error
  }
  return id
}

/** Returns the first id of a key whose order was not canceled, with the status of its order where there is one. */
async function firstFree(container: MedusaContainer, key: string): Promise<{ id: string; status: string | undefined }> {
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? `order_${key}` : `order_${key}_${number}`
    const { rows } = await connection.raw<{ rows: { status: string; is_gone: boolean }[] }>(
      `select status, deleted_at is not null or status = 'canceled' as is_gone from "order" where id = ?`,
      [id],
    )
    if (!rows[0]?.is_gone) return { id, status: rows[0]?.status }
  }
}

async function writeDraft(
  container: MedusaContainer,
  id: string,
  { orderId, copy }: { orderId: string; copy: OrderCopy },
): Promise<void> {
  const draft = { ...copy.input, id, status: OrderStatus.DRAFT, is_draft_order: true }
  const metadata = { ...(copy.input.metadata as object | null), [PLACED_ANEW_FROM]: orderId }
  await container.resolve(Modules.ORDER).createOrders({ ...draft, metadata } as never)
}

async function linkPromotions(container: MedusaContainer, id: string, { promotionIds }: OrderCopy): Promise<void> {
  await container.resolve(ContainerRegistrationKeys.LINK).create(
    promotionIds.map((promotionId) => ({
      [Modules.ORDER]: { order_id: id },
      [Modules.PROMOTION]: { promotion_id: promotionId },
    })),
  )
}

/** Notes on the canceled order which one took its place. */
export async function notePlacedAnew(
  container: MedusaContainer,
  { orderId, copy, newOrderId }: { orderId: string; copy: OrderCopy; newOrderId: string },
): Promise<void> {
  const metadata = { ...(copy.input.metadata as object | null), [PLACED_ANEW_AS]: newOrderId }
  await container.resolve(Modules.ORDER).updateOrders([{ id: orderId, metadata }])
}

/**
 * With what is reserved for it: a process may have died between that and the order. What is an order by now stays, as
 * where another process was faster.
 */
async function discardDraft(container: MedusaContainer, id: string): Promise<void> {
  const [order] = await container.resolve(Modules.ORDER).listOrders({ id }, { relations: ["items"] })
  if (order?.status !== OrderStatus.DRAFT) return
  const lines = (order.items ?? []).map((item) => item.id)
  if (lines.length > 0) await container.resolve(Modules.INVENTORY).deleteReservationItemsByLineItem(lines)
  await deleteDraftOrdersWorkflow(container).run({ input: { order_ids: [id] } })
}

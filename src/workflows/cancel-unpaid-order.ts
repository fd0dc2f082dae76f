import { cancelOrderWorkflow } from "@medusajs/medusa/core-flows"
import { Modules, OrderChangeType } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"

/** A cancellation that is still running in another process is over by then. */
const DEAD_AFTER_MILLISECONDS = 60_000
const LONGEST_WAIT_IN_SECONDS = 30

/**
 * Cancels an order that nobody paid, which frees its stock. May be run again after a crash: a process that died while it
 * canceled leaves an order change behind, and Medusa then refuses every further cancellation of that order. Such credit
 * lines are made and confirmed in one request, so one that still waits after a minute belongs to nobody.
 * One at a time: of two cancellations at once Medusa rolls the later one back, and with it reserves the stock again.
 */
export async function cancelUnpaidOrder(container: MedusaContainer, orderId: string): Promise<void> {
  await container.resolve(Modules.LOCKING).execute(`almara-cancel-${orderId}`, () => cancelOnce(container, orderId), { timeout: LONGEST_WAIT_IN_SECONDS })
}

async function cancelOnce(container: MedusaContainer, orderId: string): Promise<void> {
  const orders = container.resolve(Modules.ORDER)
  const { status } = await orders.retrieveOrder(orderId, { select: ["id", "status"] })
  if (String(status) === "canceled") return
  const waiting = await orders.listOrderChanges({
    order_id: orderId,
    status: ["pending"],
    created_at: { $lt: new Date(Date.now() - DEAD_AFTER_MILLISECONDS).toISOString() },
  })
  const abandoned = waiting.filter((change) => String(change.change_type) === OrderChangeType.CREDIT_LINE).map((change) => change.id)
  if (abandoned.length > 0) await orders.cancelOrderChange(abandoned)
  await cancelOrderWorkflow(container).run({ input: { order_id: orderId } })
}

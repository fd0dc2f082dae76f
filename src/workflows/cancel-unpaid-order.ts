import { cancelOrderWorkflow } from "@medusajs/medusa/core-flows"
import { ContainerRegistrationKeys, Modules, OrderChangeType } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { giveBack } from "./give-back"

/**
 * A cancellation that is still running in another process is over after a minute. Medusa dates it by the clock of the
 * process: one from a time that is still to come is taken for as old, or a clock that was ahead would keep the order.
 */
const ABANDONED = `
  select id from order_change where order_id = ? and status = 'pending' and change_type = ? and deleted_at is null
    and created_at not between now() - interval '1 minute' and now() + interval '1 minute'`
const LONGEST_WAIT_IN_SECONDS = 30

/**
 * Cancels an order that nobody paid, which frees its stock. May be run again after a crash: a process that died while it
 * canceled leaves an order change behind, and Medusa then refuses every further cancellation of that order. Such credit
 * lines are made and confirmed in one request, so one that still waits after a minute belongs to nobody.
 * One at a time: of two cancellations at once Medusa rolls the later one back, and with it reserves the stock again.
 */
export async function cancelUnpaidOrder(container: MedusaContainer, orderId: string, by: "clock" | "sweep" | "shopper"): Promise<void> {
  await container.resolve(Modules.LOCKING).execute(`almara-cancel-${orderId}`, () => cancelOnce(container, orderId, by), { timeout: LONGEST_WAIT_IN_SECONDS })
  await giveBack(container, orderId)
}

async function cancelOnce(container: MedusaContainer, orderId: string, by: string): Promise<void> {
  const orders = container.resolve(Modules.ORDER)
  const { status } = await orders.retrieveOrder(orderId, { select: ["id", "status"] })
  if (String(status) === "canceled") return
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const { rows: abandoned } = await connection.raw<{ rows: { id: string }[] }>(ABANDONED, [orderId, OrderChangeType.CREDIT_LINE])
  if (abandoned.length > 0) await orders.cancelOrderChange(abandoned.map(({ id }) => id))
  await connection.raw("update almara_order set canceled_by = ?, updated_at = now() where id = ?", [by, orderId])
  await cancelOrderWorkflow(container).run({ input: { order_id: orderId } })
}

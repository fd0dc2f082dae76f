import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isOwed } from "../../core/checkout/owed"
import type { Actor } from "../../core/views/admin/checkout"
import type { AdminAlmaraOrder, AdminPaymentLink, AdminReminder } from "../../core/views/admin/order"
import { ALMARA_MODULE } from "../../modules/almara"
import type { PaymentLinkRow } from "../../modules/almara/orders/payment-links"
import type { ReminderRow } from "../../modules/almara/notices/reminders"
import { readOrderSnapshot } from "../medusa/snapshot"
import { actorsOf } from "./actors"
import { BusinessError } from "../business-error"
import { whyNoLink } from "./payment-links"
import { maySendEmail } from "./send-payment-link"

/**
 * Returns what the plugin keeps of an order.
 * @throws BusinessError where Medusa has no such order.
 */
export async function orderDetail(container: MedusaContainer, orderId: string): Promise<AdminAlmaraOrder> {
  const { ledger, orders, paymentLinks, reminders } = container.resolve(ALMARA_MODULE)
  const snapshot = await readOrderSnapshot(container, orderId)
  const [deadline, kept, links, reminded, whyNot, may_send_email] = await Promise.all([
    ledger.deadlineOf(orderId),
    orders.find(orderId),
    paymentLinks.ofOrder(orderId),
    reminders.ofOrder(orderId),
    whyNoLink(container, orderId, snapshot),
    maySendEmail(container, orderId),
  ])
  const { balance, orderState } = snapshot
  if (!deadline || !balance) throw new BusinessError("no_such_order")
  const actorOf = await actorsOf(
    container,
    links.map(({ created_by }) => created_by),
  )
  return {
    id: orderId,
    is_kept: kept?.is_kept ?? false,
    pay_by: kept?.pay_by ? new Date(kept.pay_by).toISOString() : null,
    deadline: deadline.until ? new Date(deadline.until).toISOString() : null,
    owes: isOwed(balance),
    outstanding_amount: orderState === "order_canceled" ? null : balance.amount,
    currency_code: deadline.currency_code,
    may_make_link: whyNot === undefined,
    may_send_email,
    payment_links: links.map((link) => mapLink(link, actorOf(link.created_by))),
    reminders: reminded.map(mapReminder),
  }
}

function mapLink(link: PaymentLinkRow, created_by: Actor): AdminPaymentLink {
  const at = (moment: Date | null) => moment && new Date(moment).toISOString()
  return {
    id: link.id,
    is_live: link.is_live,
    created_at: new Date(link.created_at).toISOString(),
    created_by,
    expires_at: new Date(link.expires_at).toISOString(),
    withdrawn_at: at(link.withdrawn_at),
    seen_at: at(link.seen_at),
    opened_at: at(link.opened_at),
    sent_at: at(link.sent_at),
  }
}

function mapReminder({ id, kind, state, created_at, sent_at, error }: ReminderRow): AdminReminder {
  return {
    id,
    kind,
    state,
    created_at: new Date(created_at).toISOString(),
    sent_at: sent_at && new Date(sent_at).toISOString(),
    error,
  }
}

/**
 * Moves the deadline of an order that waits, or takes it away. What is open at Almara keeps its own time; a new attempt
 * ends with the deadline at the latest.
 * @throws BusinessError.
 */
export async function setDeadline(
  container: MedusaContainer,
  { orderId, payBy, actor }: { orderId: string; payBy: string | null; actor: string },
): Promise<void> {
  const { ledger, orders } = container.resolve(ALMARA_MODULE)
  await requireWaiting(container, orderId)
  await orders.keep(orderId)
  const set = await orders.setDeadline(orderId, payBy)
  if (set !== "set") throw new BusinessError(set === "past" ? "deadline_is_past" : "busy")
  const [newest] = await ledger.ofOrder(orderId)
  if (newest) await ledger.note(newest.id, { kind: "deadline", actor, detail: { pay_by: payBy } })
}

/** @throws BusinessError unless an order is there and is neither canceled nor completed. */
export async function requireWaiting(container: MedusaContainer, orderId: string): Promise<void> {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "order", fields: ["id", "status"], filters: { id: orderId } })
  const [order] = data
  if (!order) throw new BusinessError("no_such_order")
  if (String(order.status) !== "pending") throw new BusinessError("order_not_waiting")
}

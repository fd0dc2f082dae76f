import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { newLinkToken } from "../../core/payment-link-token"
import type { BusinessErrorCode } from "../../core/views/admin/business-errors"
import { LINK_GOOD_FOR_DAYS } from "../../core/views/admin/order"
import { ALMARA_MODULE } from "../../modules/almara"
import type { PaymentLinkRow } from "../../modules/almara/orders/payment-links"
import { providerFor } from "../medusa/payable-session"
import { readOrderSnapshot, type MedusaSnapshot } from "../medusa/snapshot"
import { BusinessError } from "../business-error"

export interface NewPaymentLink {
  orderId: string
  /**
   * How long it is good; the order's deadline, where it has one, moves to its end. Where nothing is said, it is good as
   * long as the order may be paid, and the deadline stays.
   */
  hours?: number
  actor: string
}

/**
 * Makes a link by which everybody who has it can pay what an order owes. Where the order's deadline moves to the link's
 * end, its stock is held that long; it never moves to an earlier moment. The address is told once: only a hash of its
 * token is kept.
 * @throws BusinessError where nothing is owed, or nobody can pay it by Almara.
 */
export async function createPaymentLink(
  container: MedusaContainer,
  { orderId, hours, actor }: NewPaymentLink,
): Promise<{ link: PaymentLinkRow; url: string }> {
  const { options, paymentLinks } = container.resolve(ALMARA_MODULE)
  const whyNot = await whyNoLink(container, orderId, await readOrderSnapshot(container, orderId))
  if (whyNot) throw new BusinessError(whyNot)
  const { token, hash } = await newLinkToken((length) => crypto.getRandomValues(new Uint8Array(length)))
  const link = await paymentLinks.create({
    orderId,
    tokenHash: hash,
    hours: hours ?? (await hoursToPay(container, orderId)),
    createdBy: actor,
  })
  if (hours !== undefined && !(await holdUntil(container, orderId, link.expires_at))) {
    await paymentLinks.withdraw({ id: link.id })
    throw new BusinessError("busy")
  }
  await noteOnOrder(container, orderId, {
    kind: "link_created",
    actor,
    detail: { until: link.expires_at.toISOString() },
  })
  return { link, url: `${options.backendUrl}/checkout/pay/${token}` }
}

/** Ends all links of an order; the order's deadline stays. Returns how many there were. */
export async function withdrawPaymentLinks(
  container: MedusaContainer,
  { orderId, actor }: { orderId: string; actor: string },
): Promise<number> {
  const withdrawn = await container.resolve(ALMARA_MODULE).paymentLinks.withdraw({ order_id: orderId })
  if (withdrawn > 0) await noteOnOrder(container, orderId, { kind: "link_withdrawn", actor })
  return withdrawn
}

/** Returns why no link can be made for an order as it stands; undefined where one can. */
export async function whyNoLink(
  container: MedusaContainer,
  orderId: string,
  { orderState, isMoneyHeld }: MedusaSnapshot,
): Promise<BusinessErrorCode | undefined> {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "order", fields: ["id", "status"], filters: { id: orderId } })
  const [order] = data
  if (!order) return "no_such_order"
  // A draft becomes an order first; a completed one may still owe something, as after an exchange.
  if (!["pending", "completed"].includes(String(order.status))) return "order_not_waiting"
  if (isMoneyHeld) return "almara_has_money"
  if (orderState !== "order_waiting") return "nothing_owed"
  return (await providerFor(container, { orderId, session: null })) ? undefined : "no_provider"
}

async function hoursToPay(container: MedusaContainer, orderId: string): Promise<number> {
  const deadline = await container.resolve(ALMARA_MODULE).ledger.deadlineOf(orderId)
  if (!deadline?.until) return LINK_GOOD_FOR_DAYS * 24
  return (deadline.until.getTime() - deadline.now.getTime()) / 3_600_000
}

/** Returns false while the order is being canceled or paid in another way. */
async function holdUntil(container: MedusaContainer, orderId: string, end: Date): Promise<boolean> {
  const { ledger, orders } = container.resolve(ALMARA_MODULE)
  const deadline = await ledger.deadlineOf(orderId)
  if (!deadline?.until || deadline.until >= end) return true
  await orders.keep(orderId)
  return (await orders.setDeadline(orderId, end.toISOString())) === "set"
}

/** Notes it on an order's newest attempt, whose page shows it; an order without one shows its links by themselves. */
export async function noteOnOrder(
  container: MedusaContainer,
  orderId: string,
  event: { kind: string; actor: string; detail?: Record<string, unknown> },
): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const [newest] = await ledger.ofOrder(orderId)
  if (newest) await ledger.note(newest.id, event)
}

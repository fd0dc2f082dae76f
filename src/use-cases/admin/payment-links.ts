import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { newLinkToken } from "../../core/payment-link-token"
import type { BusinessErrorCode } from "../../core/views/admin/business-errors"
import { ALMARA_MODULE } from "../../modules/almara"
import type { PaymentLinkRow } from "../../modules/almara/orders/payment-links"
import { providerFor } from "../medusa/payable-session"
import { readOrderSnapshot } from "../medusa/snapshot"
import { BusinessError } from "./business-error"

export interface NewPaymentLink {
  orderId: string
  /** How long it is good. */
  hours: number
  actor: string
  /** Whether the order's deadline moves to its end: so it does where nothing is said. */
  movesDeadline?: boolean
}

/**
 * Makes a link by which everybody who has it can pay what an order owes. The order's deadline, where it has one, moves
 * to the link's end, so that its stock is held that long; it never moves to an earlier moment. The address is told
 * once: only a hash of its token is kept.
 * @throws BusinessError where nothing is owed, or nobody can pay it by Almara.
 */
export async function createPaymentLink(
  container: MedusaContainer,
  { orderId, hours, actor, movesDeadline = true }: NewPaymentLink,
): Promise<{ link: PaymentLinkRow; url: string }> {
  const { options, paymentLinks } = container.resolve(ALMARA_MODULE)
  const whyNot = await whyNoLink(container, orderId)
  if (whyNot) throw new BusinessError(whyNot)
  const { token, hash } = await newLinkToken((length) => crypto.getRandomValues(new Uint8Array(length)))
  const link = await paymentLinks.create({ orderId, tokenHash: hash, hours, createdBy: actor })
  if (movesDeadline) await holdUntil(container, orderId, link.expires_at)
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

/** Returns why no link can be made for an order; undefined where one can. */
export async function whyNoLink(container: MedusaContainer, orderId: string): Promise<BusinessErrorCode | undefined> {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "order", fields: ["id", "status"], filters: { id: orderId } })
  const [order] = data
  if (!order) return "no_such_order"
  // A draft becomes an order first; a completed one may still owe something, as after an exchange.
  if (!["pending", "completed"].includes(String(order.status))) return "order_not_waiting"
  const { orderState, isMoneyHeld } = await readOrderSnapshot(container, orderId)
  if (isMoneyHeld) return "almara_has_money"
  if (orderState !== "order_waiting") return "nothing_owed"
  return (await providerFor(container, { orderId, session: null })) ? undefined : "no_provider"
}

async function holdUntil(container: MedusaContainer, orderId: string, end: Date): Promise<void> {
  const { ledger, orders } = container.resolve(ALMARA_MODULE)
  const deadline = await ledger.deadlineOf(orderId)
  if (!deadline?.until || deadline.until >= end) return
  await orders.keep(orderId)
  if ((await orders.setDeadline(orderId, end.toISOString())) !== "set") throw new BusinessError("busy")
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

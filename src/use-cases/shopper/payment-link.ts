import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { hashOfLinkToken } from "../../core/payment-link-token"
import type { PublicCheckout } from "../../core/views/public-checkout"
import { ALMARA_MODULE } from "../../modules/almara"
import type { PaymentLinkRow } from "../../modules/almara/orders/payment-links"
import { balanceOfOrder, payOrder, type OrderBalance } from "./pay-order"

/** A link's order as it stands now. */
export interface LinkView {
  link: PaymentLinkRow
  balance: OrderBalance
  storeName: string
  /** Until when it pays: its own end, or the order's deadline where that was moved to before it. */
  until: Date
}

/**
 * Returns what a payment link asks for now; undefined for a token that is none, and for a link that was withdrawn or is
 * over. Looking opens nothing: the preview of a messenger looks as well.
 */
export async function viewPaymentLink(container: MedusaContainer, token: string): Promise<LinkView | undefined> {
  const { ledger, paymentLinks } = container.resolve(ALMARA_MODULE)
  const link = await liveLink(container, token)
  if (!link) return undefined
  if (link.seen_at === null) await paymentLinks.mark(link.id, "seen_at")
  const [balance, storeName, deadline] = await Promise.all([
    balanceOfOrder(container, link.order_id, { since: link.created_at }),
    nameOfStore(container),
    ledger.deadlineOf(link.order_id),
  ])
  const until = deadline?.until && deadline.until < link.expires_at ? deadline.until : link.expires_at
  return { link, balance, storeName, until }
}

/**
 * Opens the page at Almara for what a link's order owes now. Undefined for a link that is none, or none any more.
 * @throws what `payOrder` throws.
 */
export async function payByLink(container: MedusaContainer, token: string): Promise<PublicCheckout | undefined> {
  const { ledger, paymentLinks } = container.resolve(ALMARA_MODULE)
  const link = await liveLink(container, token)
  if (!link) return undefined
  const checkout = await payOrder(container, link.order_id, { since: link.created_at })
  if (await paymentLinks.mark(link.id, "opened_at")) {
    const [newest] = await ledger.ofOrder(link.order_id)
    if (newest) await ledger.note(newest.id, { kind: "link_opened", actor: "shopper" })
  }
  return checkout
}

async function liveLink(container: MedusaContainer, token: string): Promise<PaymentLinkRow | undefined> {
  const hash = await hashOfLinkToken(token)
  return hash === undefined ? undefined : container.resolve(ALMARA_MODULE).paymentLinks.findLive(hash)
}

async function nameOfStore(container: MedusaContainer): Promise<string> {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "store", fields: ["name"], pagination: { take: 1 } })
  return String(data[0]?.name ?? "")
}

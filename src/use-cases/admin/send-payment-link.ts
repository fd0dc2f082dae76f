import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { formatMoney, type Money } from "../../core/money"
import { chooseLanguage } from "../../core/views/language"
import { ALMARA_MODULE } from "../../modules/almara"
import type { PaymentLinkRow } from "../../modules/almara/orders/payment-links"
import { logEvent, reasonOf } from "../../telemetry/log"
import { hasChannel, sendNotification } from "../medusa/notifications"
import { recipientOf, type Recipient } from "../medusa/recipient"
import { storeLocales } from "../medusa/store-locales"
import { withoutAddresses } from "../medusa/without-addresses"
import { balanceOfOrder } from "../shopper/pay-order"
import { BusinessError } from "../business-error"
import { paymentLinkEmail } from "./payment-link-email"
import { createPaymentLink, noteOnOrder, type NewPaymentLink } from "./payment-links"

/** By this name the store's notification provider may have a template of its own. */
const TEMPLATE = "almara-payment-link"

/** Returns whether the store can send an e-mail, and the order says where to. */
export async function maySendEmail(container: MedusaContainer, orderId: string): Promise<boolean> {
  const [recipient, hasProvider] = await Promise.all([recipientOf(container, orderId), hasChannel(container, "email")])
  return hasProvider && Boolean(recipient?.email)
}

/**
 * Makes a payment link and hands it to the store's notification provider, for the e-mail address of the order. Where
 * the provider does not take it, that link is withdrawn, and the order's deadline is put back.
 * @throws BusinessError before anything is made where there is no provider or no address; after that where the provider
 * failed.
 */
export async function sendPaymentLink(container: MedusaContainer, input: NewPaymentLink): Promise<void> {
  const { orderId, actor } = input
  const { orders, paymentLinks } = container.resolve(ALMARA_MODULE)
  const recipient = await recipientOf(container, orderId)
  if (!recipient) throw new BusinessError("no_such_order")
  if (!(await hasChannel(container, "email"))) throw new BusinessError("no_email_provider")
  const to = recipient.email
  if (!to) throw new BusinessError("no_email_address")

  const before = await orders.find(orderId)
  const made = await createPaymentLink(container, input)
  try {
    await sendTo(container, { ...recipient, email: to }, { ...made, orderId, ...(await askedBy(container, made.link)) })
  } catch (error) {
    await paymentLinks.withdraw({ id: made.link.id })
    await orders.putBackDeadline(orderId, { linkId: made.link.id, payBy: before?.pay_by ?? null })
    await noteOnOrder(container, orderId, { kind: "link_withdrawn", actor })
    const reason = withoutAddresses(reasonOf(error), [made.url, to])
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logEvent(logger, "link.not_sent", `a payment link could not be sent: ${reason}`, { order_id: orderId })
    throw new BusinessError("email_not_sent")
  }
  await paymentLinks.mark(made.link.id, "sent_at")
  await noteOnOrder(container, orderId, { kind: "link_sent", actor })
}

/** What the link's page asks for. */
async function askedBy(
  container: MedusaContainer,
  { order_id, created_at }: PaymentLinkRow,
): Promise<{ displayId: number; asked: Money }> {
  const balance = await balanceOfOrder(container, order_id, { since: created_at })
  if (balance.kind !== "payable") throw new Error("Nothing can be paid for this order at this moment.")
  return balance
}

type ToSend = Awaited<ReturnType<typeof createPaymentLink>> & { orderId: string; displayId: number; asked: Money }

async function sendTo(
  container: MedusaContainer,
  { email, customerId, locales, storeName }: Recipient & { email: string },
  { orderId, displayId, asked, link, url }: ToSend,
): Promise<void> {
  const fallback = container.resolve(ALMARA_MODULE).options.language
  const language = chooseLanguage([...locales, ...(await storeLocales(container)), fallback])
  await sendNotification(
    container,
    {
      to: email,
      channel: "email",
      template: TEMPLATE,
      content: paymentLinkEmail({ language, storeName, displayId, asked, expiresAt: link.expires_at, url }),
      data: {
        order_id: orderId,
        display_id: displayId,
        amount: asked.amount,
        currency_code: asked.currency.toLowerCase(),
        formatted_amount: formatMoney(asked, language),
        store_name: storeName,
        expires_at: link.expires_at.toISOString(),
        language,
        url,
      },
      trigger_type: TEMPLATE,
      resource_id: orderId,
      resource_type: "order",
      receiver_id: customerId,
      idempotency_key: link.id,
    },
    { carriesLink: true },
  )
}

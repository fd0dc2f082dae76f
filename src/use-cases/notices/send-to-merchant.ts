import type { CreateNotificationDTO, MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import { reasonOf } from "../../telemetry/log"
import { hasChannel, sendNotification } from "../medusa/notifications"
import { pageOf } from "./admin-pages"
import { merchantMail, merchantWords, noticeData, type MerchantMessage } from "./merchant-message"
import { withoutAddresses } from "../medusa/without-addresses"

/** The feed of the admin is everybody's. */
const EVERYBODY = ""

/**
 * Hands a message to each channel that the merchant has, once. Returns whether any took it, and why others did not,
 * without addresses.
 */
export async function sendToMerchant(
  container: MedusaContainer,
  message: MerchantMessage,
  key: string,
): Promise<{ isSent: boolean; error: string | null }> {
  const { notifyEmail = [] } = container.resolve(ALMARA_MODULE).options
  const receivers = { feed: [EVERYBODY], email: notifyEmail }
  const errors: string[] = []
  let isSent = false
  for (const channel of ["feed", "email"] as const) {
    if (receivers[channel].length === 0 || !(await hasChannel(container, channel))) continue
    for (const [place, to] of receivers[channel].entries())
      try {
        await sendNotification(
          container,
          notificationOf(message, {
            channel,
            to,
            key: `${key}_${channel}_${place}`,
            page: pageInFeed(container, message),
          }),
        )
        isSent = true
      } catch (error) {
        errors.push(`${channel}: ${withoutAddresses(reasonOf(error), [to])}`)
      }
  }
  return { isSent, error: errors.length > 0 ? errors.join(" ") : null }
}

/**
 * Who reads the feed is in the admin: a path is enough there, that of the list, as a payment's own is too long for a
 * line of a phone. Empty where there is nothing to do.
 */
function pageInFeed(container: MedusaContainer, { kind, isOver }: MerchantMessage): string {
  if (isOver) return ""
  const { pathname, search } = new URL(pageOf(container, kind))
  return `${pathname}${search}`
}

function notificationOf(
  message: MerchantMessage,
  { channel, to, key, page }: { channel: "feed" | "email"; to: string; key: string; page: string },
): CreateNotificationDTO & { idempotency_key: string } {
  const { kind, payment, language } = message
  const words = merchantWords(message)
  const template = `almara-merchant-${kind}`
  return {
    to,
    channel,
    template,
    content: merchantMail(words, message),
    data: {
      ...noticeData(message),
      display_id: payment?.displayId ?? null,
      language,
      // The admin's feed shows these two, and no link.
      title: words.title,
      description: [words.text, page].filter(Boolean).join("\n"),
    },
    trigger_type: template,
    resource_id: payment?.orderId ?? null,
    resource_type: payment?.orderId ? "order" : null,
    idempotency_key: key,
  }
}

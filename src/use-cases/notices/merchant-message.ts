import { html } from "hono/html"
import type { AlmaraLanguage } from "../../core/views/language"
import type { MerchantNoticeKind } from "../../core/views/merchant-notice"
import { MERCHANT_NOTICE_TEXTS } from "../../core/views/merchant-notice-texts"
import type { AboutPayment } from "../../modules/almara/notices/merchant-notices"
import { mailPage, type MailContent } from "./mail"

export interface MerchantMessage {
  kind: MerchantNoticeKind
  count: number
  /** The matter's subject where it is one, and the payment that it is about. */
  subject: string
  payment: AboutPayment | undefined
  isOver: boolean
  /** Where it is solved. */
  url: string
  language: AlmaraLanguage
}

/** The message in words: a title, and what to do. */
export interface MerchantWords {
  title: string
  /** Empty where there is nothing to do. */
  text: string
}

/** Returns what the merchant reads, in his language. */
export function merchantWords({ kind, count, subject, payment, isOver, language }: MerchantMessage): MerchantWords {
  const texts = MERCHANT_NOTICE_TEXTS[language]
  const { title, titleOfMany = title, text, over, overMany = over } = texts.kinds[kind]
  const number = payment && (payment.displayId === null ? payment.reference : `#${payment.displayId}`)
  const what = number
    ? (payment.displayId === null ? texts.payment : texts.order).replace("{number}", () => number)
    : subject
  const [one, many] = isOver ? [over, overMany] : [title, titleOfMany]
  return {
    title: (count > 1 ? many : one).replace("{what}", () => what).replace("{count}", String(count)),
    text: isOver ? "" : text,
  }
}

/** All that a store needs to tell its merchant itself; nothing in it is about a person. */
export function noticeData({ kind, subject, count, payment, url, isOver }: MerchantMessage): Record<string, unknown> {
  return {
    kind,
    subject,
    count,
    ...(payment?.orderId && { order_id: payment.orderId }),
    ...(payment && { checkout_id: payment.checkoutId }),
    url,
    ended: isOver,
  }
}

/** Writes the e-mail of a message. */
export function merchantMail({ title, text }: MerchantWords, { language, url }: MerchantMessage): MailContent {
  const { open } = MERCHANT_NOTICE_TEXTS[language]
  return {
    subject: title,
    text: [title, text, `${open}: ${url}`].filter(Boolean).join("\n\n"),
    html: mailPage(
      language,
      title,
      html`<p><strong>${title}</strong></p>
        ${text ? html`<p>${text}</p>` : ""}
        <p><a href="${url}">${open}</a></p>`,
    ),
  }
}

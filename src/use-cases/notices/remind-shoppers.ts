import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { isAlmaraError } from "../../core/errors"
import { PAYABLE } from "../../core/checkout/states"
import { formatMoney, type Money } from "../../core/money"
import { chooseLanguage } from "../../core/views/language"
import { REMINDER_KINDS, type ReminderKind } from "../../core/views/reminder"
import { ALMARA_MODULE } from "../../modules/almara"
import { isJustChecked } from "../../modules/almara/ledger/rows"
import { NOW } from "../../modules/almara/moments"
import type { ClaimedReminder } from "../../modules/almara/notices/reminders"
import { logEvent, reasonOf } from "../../telemetry/log"
import { BusinessError } from "../business-error"
import { createPaymentLink, noteOnOrder } from "../admin/payment-links"
import { isCalledPaid } from "../medusa/may-cancel"
import { hasChannel, sendNotification } from "../medusa/notifications"
import { recipientOf, type Recipient } from "../medusa/recipient"
import { isPaidAtAlmara } from "../is-paid-at-almara"
import { balanceOfOrder } from "../shopper/pay-order"
import { reminderMail } from "./reminder-mail"
import { withoutAddresses } from "../medusa/without-addresses"

/** So many of each kind a run, and none is begun after that time: the sweep's lease is longer. */
const BATCH = 20
const LONGEST_RUN_IN_MILLISECONDS = 60_000
const ASKED_JUST_NOW_MILLISECONDS = 60_000

export const REMINDER_DUE = "almara.payment.reminder_due"
const TEMPLATE = "almara-payment-reminder"

/** What is owed, as it was looked up just before the reminder was claimed. */
interface Owed {
  displayId: number
  asked: Money
}

/**
 * Reminds the shoppers of orders that are still to be paid, before their time is over and after a decline, each once.
 * What cannot be looked up now is tried in the next run; what was claimed is sent at most once, whatever happens.
 */
export async function remindShoppers(container: MedusaContainer): Promise<void> {
  const { options, reminders } = container.resolve(ALMARA_MODULE)
  if (!options.reminders) return
  const end = performance.now() + LONGEST_RUN_IN_MILLISECONDS
  for (const kind of REMINDER_KINDS) {
    for (const orderId of await reminders.due(kind, BATCH)) {
      if (performance.now() > end) return
      await remind(container, kind, orderId)
    }
  }
}

/** Never throws: other reminders, and the rest of the job, go on. */
async function remind(container: MedusaContainer, kind: ReminderKind, orderId: string): Promise<void> {
  try {
    const owed = await owedNow(container, orderId)
    const claimed = owed && (await container.resolve(ALMARA_MODULE).reminders.claim(kind, orderId))
    if (claimed) await send(container, { kind, orderId, owed, claimed })
  } catch (error) {
    // While Almara cannot be asked, nobody could pay by the link.
    if (!isAlmaraError(error)) tell(container, orderId, `a reminder was not finished: ${reasonOf(error)}`)
  }
}

/** Undefined where nothing is owed, as far as Medusa, the inbox and Almara know at this moment. */
async function owedNow(container: MedusaContainer, orderId: string): Promise<Owed | undefined> {
  if (await isCalledPaid(container, orderId)) return undefined
  const balance = await balanceOfOrder(container, orderId)
  if (balance.kind !== "payable" || (await isPaidUnnoticed(container, orderId))) return undefined
  return { displayId: balance.displayId, asked: balance.asked }
}

/** Asks Almara about each page that may have been paid: its callback may be lost. */
async function isPaidUnnoticed(container: MedusaContainer, orderId: string): Promise<boolean> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  if (options.verification === "signature") return false
  for (const attempt of await ledger.ofOrder(orderId)) {
    const isOver = !PAYABLE.includes(attempt.state) || attempt.closed_at !== null
    if (isOver || isJustChecked(attempt, ASKED_JUST_NOW_MILLISECONDS)) continue
    if (!(await isPaidAtAlmara(container, attempt))) continue
    await ledger.update(attempt.id, { next_check_at: NOW })
    return true
  }
  return false
}

interface ToSend {
  kind: ReminderKind
  orderId: string
  owed: Owed
  claimed: ClaimedReminder
}

async function send(container: MedusaContainer, reminder: ToSend): Promise<void> {
  const { paymentLinks, reminders } = container.resolve(ALMARA_MODULE)
  const { kind, orderId, claimed } = reminder
  const made = await linkFor(container, reminder)
  if ("reason" in made) return reminders.finish(claimed.id, made.state, made.reason)
  const { state, reason } = await sendByMail(container, { ...reminder, ...made })
  await reminders.finish(claimed.id, state, reason)
  if (state === "sent") await paymentLinks.mark(made.link.id, "sent_at")
  const detail = { reminder: kind, ...(reason !== null && { message: reason }) }
  if (state !== "announced")
    await noteOnOrder(container, orderId, { kind: `reminder_${state}`, actor: "scheduler", detail })
  const data = eventOf({ ...reminder, ...made })
  await container.resolve(Modules.EVENT_BUS).emit({ name: REMINDER_DUE, data })
  if (reason !== null) tell(container, orderId, `a reminder could not be sent, and is not sent again: ${reason}`)
}

/** Its order's deadline does not move. */
async function linkFor(
  container: MedusaContainer,
  { orderId }: ToSend,
): Promise<Link | { state: "skipped" | "failed"; reason: string }> {
  try {
    return await createPaymentLink(container, { orderId, actor: "scheduler" })
  } catch (error) {
    if (error instanceof BusinessError) return { state: "skipped", reason: error.reason }
    return { state: "failed", reason: withoutAddresses(reasonOf(error), []) }
  }
}

type Link = Awaited<ReturnType<typeof createPaymentLink>>

/** `announced` where the store has no provider for e-mail, or nobody to write to. */
async function sendByMail(
  container: MedusaContainer,
  reminder: ToSend & Link,
): Promise<{ state: "sent" | "announced" | "failed"; reason: string | null }> {
  const recipient = await recipientOf(container, reminder.orderId)
  const to = recipient?.email
  if (!to || !(await hasChannel(container, "email"))) return { state: "announced", reason: null }
  try {
    await sendNotification(container, mailTo({ ...recipient, email: to }, reminder, container), { carriesLink: true })
    return { state: "sent", reason: null }
  } catch (error) {
    return { state: "failed", reason: withoutAddresses(reasonOf(error), [reminder.url, to]) }
  }
}

function mailTo(
  { email, customerId, locales, storeName }: Recipient & { email: string },
  reminder: ToSend & Link,
  container: MedusaContainer,
): Parameters<typeof sendNotification>[1] {
  const { kind, orderId, owed, claimed, link, url } = reminder
  const language = chooseLanguage([...locales, container.resolve(ALMARA_MODULE).options.language])
  const until = claimed.hoursLeft === null ? null : link.expires_at
  return {
    to: email,
    channel: "email",
    template: TEMPLATE,
    content: reminderMail({ kind, language, storeName, url, until, ...owed }),
    data: {
      ...eventOf(reminder),
      formatted_amount: formatMoney(owed.asked, language),
      store_name: storeName,
      language,
    },
    trigger_type: REMINDER_DUE,
    resource_id: orderId,
    resource_type: "order",
    receiver_id: customerId,
    idempotency_key: claimed.id,
  }
}

/** All that a store needs to remind its shopper itself. */
function eventOf({ kind, orderId, owed, url, link }: ToSend & Link): Record<string, unknown> {
  return {
    order_id: orderId,
    display_id: owed.displayId,
    amount: owed.asked.amount,
    currency_code: owed.asked.currency.toLowerCase(),
    url,
    expires_at: link.expires_at.toISOString(),
    kind,
  }
}

function tell(container: MedusaContainer, orderId: string, sentence: string): void {
  logEvent(container.resolve(ContainerRegistrationKeys.LOGGER), "reminder.failed", sentence, { order_id: orderId })
}

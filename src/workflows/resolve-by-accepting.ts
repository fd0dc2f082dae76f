import { ContainerRegistrationKeys, generateEntityId, MedusaError } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ACCEPTABLE_REASONS } from "../core/admin-view"
import { isAlmaraError } from "../core/errors"
import { formatMoney, isSameMoney, money, roundToMinor, type Money } from "../core/money"
import { classifyOutcome } from "../core/outcome"
import type { Home } from "../core/transition"
import { ALMARA_MODULE } from "../modules/almara"
import type { CheckoutRow } from "../modules/almara/rows"
import { whenFree } from "./admin-patience"
import { settleNow } from "./admin-settle"
import { readShopState, type ShopState } from "./steps/read-home"

const CLAIM_IN_SECONDS = 30
const NEXT_QUESTION_IN_MILLISECONDS = 60_000

interface WaitingSession {
  id: string
  money: Money
}

/** Why nothing can be accepted, by what stands in the shop. */
const NOT_WAITING = {
  order_paid: "The order is already paid. Refund this payment outside Almara.",
  order_canceled: "The order was canceled, and a canceled order cannot be paid. Refund this payment outside Almara, or place the order anew and mark this one as dealt with.",
  gone: "Neither an order nor an open cart stands for this payment any more. Refund it outside Almara.",
} as const satisfies Record<Exclude<Home, "order_waiting" | "cart_open">, string>

/**
 * Puts held money onto the order or cart that still waits for exactly this sum. Nothing is captured here: the ledger is
 * told that the money fits, and settle does the rest, as for any other payment. Throws NOT_ALLOWED with the reason.
 */
export async function acceptCheckout(container: MedusaContainer, held: CheckoutRow, by: { actor: string; note: string }): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const claimedBy = generateEntityId("", "almrun")
  const checkout = await whenFree(() => ledger.claim(held.id, claimedBy, CLAIM_IN_SECONDS))
  try {
    await declareFitting(container, checkout, by)
  } finally {
    await ledger.release(held.id, claimedBy)
  }
  await settleNow(container, held.id, by.actor)
  const settled = await ledger.find(held.id)
  if (settled?.state === "held") throw refusal(settled.last_error ?? "The order could not be placed.")
}

async function declareFitting(container: MedusaContainer, checkout: CheckoutRow, by: { actor: string; note: string }): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  if (checkout.state !== "held" || !checkout.hold_reason || !ACCEPTABLE_REASONS.includes(checkout.hold_reason)) {
    throw refusal("This payment cannot be put onto an order. Refund it outside Almara, or dismiss it.")
  }
  const shop = await readShopState(container, checkout)
  if (shop.home !== "order_waiting" && shop.home !== "cart_open") throw refusal(NOT_WAITING[shop.home])
  const session = await waitingSession(container, shop)
  const collectionId = shop.paymentCollectionId
  if (!session || !collectionId) throw refusal("Nothing waits for a payment by Almara here any more. Refund it outside Almara.")
  await requireSameMoney(container, checkout, session)

  if (session.id !== checkout.payment_session_id) {
    const [newest] = await ledger.attempts(session.id)
    await ledger.update(checkout.id, { payment_session_id: session.id, attempt: (newest?.attempt ?? 0) + 1 })
  }
  const settled = await ledger.settle(
    { id: checkout.id, payment_session_id: session.id },
    collectionId,
    { hold_reason: null, last_error: null, closed_at: null, payment_collection_id: collectionId, next_question_at: new Date(Date.now() + NEXT_QUESTION_IN_MILLISECONDS) },
    { kind: "accepted", actor: by.actor, detail: { note: by.note, reason: checkout.hold_reason } }
  )
  if (settled === "taken") throw refusal(NOT_WAITING.order_paid)
}

/** The session that the order or cart waits with: the checkout's own, or the one that replaced it. */
async function waitingSession(container: MedusaContainer, shop: ShopState): Promise<WaitingSession | undefined> {
  if (shop.session) return { id: shop.session.id, money: roundToMinor(money(shop.session.amount, shop.session.currency_code)) }
  // An undefined filter matches every row (medusa-2.21.md, finding 1).
  if (!shop.paymentCollectionId) return undefined
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "payment_session",
    fields: ["id", "amount", "currency_code", "provider_id"],
    filters: { payment_collection_id: shop.paymentCollectionId },
  })
  const session = data.find((one) => one.provider_id.startsWith("pp_almara_"))
  return session && { id: session.id, money: roundToMinor(money(Number(session.amount), session.currency_code)) }
}

/** Almara is asked once more what was paid: only the very sum that the order waits for may be put onto it. */
async function requireSameMoney(container: MedusaContainer, checkout: CheckoutRow, session: WaitingSession): Promise<void> {
  const received = await receivedMoney(container, checkout)
  if (!isSameMoney(received, session.money)) {
    throw refusal(`The customer paid ${formatMoney(received)}, but ${formatMoney(session.money)} is waited for. Refund it outside Almara, or change the order so that both are equal.`)
  }
}

async function receivedMoney(container: MedusaContainer, checkout: CheckoutRow): Promise<Money> {
  const { client, options } = container.resolve(ALMARA_MODULE)
  if (options.verification === "signature") {
    if (checkout.hold_reason === "amount") throw refusal("Almara may not be asked with these credentials (option verification), so the sum that was paid is not certain. Refund it outside Almara.")
    return money(checkout.amount, checkout.currency_code)
  }
  try {
    const report = await client.checkStatus({ originatorConversationId: checkout.conversation_id })
    if (classifyOutcome(report.outcome).kind !== "paid" || !report.money) throw refusal("Almara, asked once more, does not confirm this payment. Nothing was changed.")
    if (report.checkoutReference !== checkout.checkout_reference) throw refusal("Almara reports this payment under another checkout reference. Nothing was changed.")
    return report.money
  } catch (error) {
    if (isAlmaraError(error)) throw refusal(`Almara could not be asked: ${error.merchantMessage}`)
    throw error
  }
}

function refusal(message: string): MedusaError {
  return new MedusaError(MedusaError.Types.NOT_ALLOWED, message)
}

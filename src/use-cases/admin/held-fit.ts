import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { HeldMoney } from "../../core/views/admin/actions"
import { money } from "../../core/money"
import { ALMARA_MODULE } from "../../modules/almara"
import { exactAmount } from "../../modules/almara/medusa-amount"
import type { StoredCheckout } from "../../modules/almara/ledger/rows"
import { isOurProvider } from "../../core/provider-id"
import { BusinessError, cannotCheck } from "../business-error"
import { providerFor } from "../medusa/payable-session"
import { readMedusaSnapshot, type MedusaSnapshot } from "../medusa/snapshot"

/** A payment session that waits for money; what it books is a decimal string in major units. */
export interface WaitingSession {
  id: string
  amount: string
  currency_code: string
}

/** What Medusa has for held money at this moment. */
export interface Held {
  snapshot: MedusaSnapshot
  session: WaitingSession | null
  /** By which a payment session could be made for it. */
  provider: string | undefined
  /** The same, to be decided by; what came is for the caller to know. */
  money: Omit<HeldMoney, "received" | "isTyped">
}

/**
 * Reads what Medusa has for held money. What is offered and what is answered are decided by this, and by nothing else.
 */
export async function readHeld(container: MedusaContainer, row: StoredCheckout): Promise<Held> {
  const snapshot = await readMedusaSnapshot(container, row)
  const { orderState, owed } = snapshot
  const session = await waitingSession(container, row, snapshot)
  const provider = await providerOf(container, row, snapshot)
  return {
    snapshot,
    session,
    provider,
    money: {
      reason: row.hold_reason,
      orderState,
      owed,
      session: session && money(session.amount, session.currency_code),
      mayHaveAnother: provider !== undefined,
      asked: money(row.amount, row.currency_code),
    },
  }
}

/** A canceled order is placed anew; its own session takes no part in that. */
async function providerOf(
  container: MedusaContainer,
  row: StoredCheckout,
  snapshot: MedusaSnapshot,
): Promise<string | undefined> {
  const { orderState, orderId } = snapshot
  if (orderState === "order_canceled") return providerFor(container, { orderId, session: null }, row)
  return orderState === "order_waiting" ? providerFor(container, snapshot, row) : undefined
}

/**
 * Returns why nobody can tell the sum of money that came as another one than was asked for: only a callback names it,
 * and Almara's status check does not. Undefined where it does. What is offered and what is answered both go by it.
 */
export function whyUncertain(
  container: MedusaContainer,
  row: Pick<StoredCheckout, "hold_reason" | "method" | "account">,
): BusinessError | undefined {
  if (row.hold_reason !== "amount") return undefined
  const { options, methodOf } = container.resolve(ALMARA_MODULE)
  if (options.verification === "signature") return new BusinessError("amount_uncertain")
  try {
    return methodOf(row).confirms.amount ? undefined : new BusinessError("amount_not_told")
  } catch (error) {
    return cannotCheck(error)
  }
}

/**
 * The checkout's own session, or in a cart the one that replaced it; none where other money came through it: one
 * session gives one payment.
 */
async function waitingSession(
  container: MedusaContainer,
  { id }: Pick<StoredCheckout, "id">,
  { session, payment, settledBy, orderState, paymentCollectionId }: MedusaSnapshot,
): Promise<WaitingSession | null> {
  if (settledBy !== id && (settledBy !== null || payment !== null)) return null
  // An undefined filter matches every row (medusa-2.21.md, finding 1).
  if (session || orderState !== "cart_open" || !paymentCollectionId) return session
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "payment_session",
    fields: ["id", "amount", "raw_amount", "currency_code", "provider_id"],
    filters: { payment_collection_id: paymentCollectionId },
  })
  const other = data.find(({ provider_id }) => isOurProvider(provider_id))
  return other ? { id: other.id, amount: exactAmount(other, "amount"), currency_code: other.currency_code } : null
}

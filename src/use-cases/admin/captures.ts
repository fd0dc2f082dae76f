import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { CapturedMoney } from "../../core/views/admin/settlement"
import { money, roundToMinor, sumMoney } from "../../core/money"
import { OUR_PROVIDERS } from "../../core/provider-id"
import { exactAmount, type WithAmount } from "../../modules/almara/medusa-amount"

interface PaymentRecord {
  id: string
  currency_code: string
  captured_at: string
  payment_session_id: string
  captures: WithAmount<"amount">[]
}

const FIELDS = ["id", "currency_code", "captured_at", "payment_session_id", "captures.raw_amount"]
const BY_ALMARA = { provider_id: { $re: OUR_PROVIDERS } }

/** Returns what Medusa captured by Almara since then, the newest first. */
export async function capturedSince(container: MedusaContainer, since: Date, limit: number): Promise<CapturedMoney[]> {
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "payment",
    fields: FIELDS,
    filters: { ...BY_ALMARA, captured_at: { $gte: since } },
    pagination: { take: limit, order: { captured_at: "DESC" } },
  })
  return (data as unknown as PaymentRecord[]).map(captured)
}

/** Returns what Medusa captured for these payment sessions, whenever it did. */
export async function capturedOf(container: MedusaContainer, paymentSessionIds: string[]): Promise<CapturedMoney[]> {
  // An empty filter matches every row.
  if (paymentSessionIds.length === 0) return []
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "payment",
    fields: FIELDS,
    filters: { ...BY_ALMARA, payment_session_id: paymentSessionIds, captured_at: { $ne: null } },
  })
  return (data as unknown as PaymentRecord[]).map(captured)
}

function captured(payment: PaymentRecord): CapturedMoney {
  const { currency } = money(0, payment.currency_code)
  return {
    payment_id: payment.id,
    payment_session_id: payment.payment_session_id,
    // Medusa keeps fractions of the smallest unit; Almara is asked for the rounded sum.
    money: roundToMinor(
      sumMoney(
        payment.captures.map((capture) => money(exactAmount(capture, "amount"), currency)),
        currency,
      ),
    ),
    at: new Date(payment.captured_at),
  }
}

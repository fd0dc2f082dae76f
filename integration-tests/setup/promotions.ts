import { randomUUID } from "node:crypto"
import type { Shop } from "./shopper"

/** What a promotion's code or its campaign may be used for; see Medusa's promotions. */
export interface PromotionSettings {
  /** How often the code may be used. */
  limit?: number
  /** Percent off every item. */
  percent?: number
  budget?: { type: "usage" | "spend" | "use_by_attribute"; limit: number; attribute?: string; currency_code?: string }
}

export interface MadePromotion {
  id: string
  code: string
  campaignId: string | null
}

/** Makes a promotion with a code of its own. */
export async function makePromotion(
  store: Shop,
  { limit, percent = 10, budget }: PromotionSettings,
): Promise<MadePromotion> {
  const code = `CODE-${randomUUID().slice(0, 8).toUpperCase()}`
  const application_method = {
    type: "percentage",
    target_type: "items",
    allocation: "across",
    value: percent,
    currency_code: "kes",
  }
  const campaign = budget && { name: code, campaign_identifier: code, budget }
  const { status, body } = await store.admin("/admin/promotions", {
    method: "POST",
    body: {
      code,
      type: "standard",
      status: "active",
      application_method,
      ...(limit !== undefined && { limit }),
      ...(campaign && { campaign }),
    },
  })
  if (status !== 200) throw new Error(`No promotion: ${status} ${JSON.stringify(body)}`)
  return { id: body.promotion.id, code, campaignId: body.promotion.campaign?.id ?? body.promotion.campaign_id ?? null }
}

/**
 * How much of a promotion is used, by Medusa's books: its own limit, the budget of its campaign, and what that counts
 * for each customer.
 */
export async function useOf(
  store: Shop,
  { id, campaignId }: MadePromotion,
): Promise<{ promotion: number; budget: string | null; attribute: string | null }> {
  const { rows } = await store.database.query(
    `select p.used as promotion, trim_scale(b.used)::text as budget,
       (select trim_scale(sum(u.used))::text from promotion_campaign_budget_usage u where u.budget_id = b.id and u.deleted_at is null) as attribute
     from promotion p left join promotion_campaign_budget b on b.campaign_id = $2 and b.deleted_at is null
     where p.id = $1`,
    [id, campaignId],
  )
  return rows[0]
}

import type { DataTableFilteringState } from "@medusajs/ui"
import { CHECKOUT_STATES } from "../../core/transition"

export const CHECKOUT_FILTERS = ["state", "created_at", "amount", "currency_code"] as const

/** The table's filters in the words of `GET /admin/almara/checkouts`. What was not filled in yet narrows nothing. */
export const checkoutQuery = (filters: DataTableFilteringState, q: string): Record<string, unknown> => {
  const created = record(filters.created_at)
  const amount = typeof filters.amount === "object" ? record(filters.amount) : { $eq: filters.amount }
  return onlyGiven({
    q,
    state: listOf(filters.state).filter((state) => (CHECKOUT_STATES as readonly string[]).includes(state)),
    currency_code: listOf(filters.currency_code),
    created_from: created.$gte ?? created.$gt,
    created_to: created.$lte ?? created.$lt,
    amount_from: amount.$eq ?? amount.$gte,
    amount_to: amount.$eq ?? amount.$lte,
    amount_above: amount.$gt,
    amount_below: amount.$lt,
  })
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : typeof value === "string" && value ? value.split(",") : [])

const record = (value: unknown): Record<string, unknown> => (typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {})

const onlyGiven = (query: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(query).flatMap(([key, value]) => {
      const isGiven = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== ""
      return isGiven ? [[key, Array.isArray(value) ? value.join(",") : String(value)]] : []
    })
  )

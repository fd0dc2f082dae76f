import { CHECKOUT_STATES } from "../../core/checkout/states"
import { NEEDS_ATTENTION } from "../../core/views/admin/checkout"
import { record } from "./parse"
import { periodQuery } from "./period"

export const CHECKOUT_FILTERS = ["state", "created_at", "amount", "currency_code", "customer_id"] as const
/** What the table can be sorted by. */
export const CHECKOUT_ORDERS = ["created_at", "state", "amount"] as const

/** The outcomes to narrow to; one of them is for all that waits for a person, held money above all. */
export const OUTCOME_FILTERS = [NEEDS_ATTENTION, ...CHECKOUT_STATES.filter((state) => state !== "held")] as const

/** Longer than any reference or address; the server takes no more. */
export const LONGEST_SEARCH = 200
const SUM = /^\d{1,18}(\.\d{1,6})?$/
const CURRENCY = /^[a-z]{3}$/i

/**
 * The filters of the address in the words of `GET /admin/almara/checkouts`. What was not filled in yet narrows nothing;
 * what is no sum is left out, and told.
 */
export const checkoutQuery = (
  filters: Record<string, unknown>,
  q: string,
): { query: Record<string, unknown>; ignored: string[] } => {
  const amount = typeof filters.amount === "object" ? record(filters.amount) : { $eq: filters.amount }
  const ignored: string[] = []
  const sum = (value: unknown): string | undefined => {
    if (value === undefined || value === null || value === "") return undefined
    if (SUM.test(String(value))) return String(value)
    ignored.push(String(value).slice(0, 40))
    return undefined
  }
  const exactly = sum(amount.$eq)
  const query = {
    q: q.trim().slice(0, LONGEST_SEARCH),
    state: listOf(filters.state)
      .map(asFilter)
      .filter((state) => (OUTCOME_FILTERS as readonly string[]).includes(state)),
    currency_code: listOf(filters.currency_code).filter((code) => CURRENCY.test(code)),
    customer_id: typeof filters.customer_id === "string" ? filters.customer_id.slice(0, 100) : undefined,
    ...periodQuery(filters.created_at),
    amount_from: exactly ?? sum(amount.$gte),
    amount_to: exactly ?? sum(amount.$lte),
    amount_above: sum(amount.$gt),
    amount_below: sum(amount.$lt),
  }
  return { query: onlyGiven(query), ignored }
}

/** Held money was filtered by its state before there was a word for all that waits for a person. */
const asFilter = (state: string): string => (state === "held" ? NEEDS_ATTENTION : state)

export const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === "string" && value ? value.split(",") : []

const onlyGiven = (query: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(query).flatMap(([key, value]) => {
      const isGiven = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== ""
      return isGiven ? [[key, Array.isArray(value) ? value.join(",") : value]] : []
    }),
  )

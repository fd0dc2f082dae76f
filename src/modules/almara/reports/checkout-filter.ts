import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { NEEDS_ATTENTION, type StateFilter } from "../../../core/views/admin/checkout"
import type { Connection } from "../connection"
import type { StoredCheckout } from "../ledger/rows"

/** Which checkouts are wanted; what is left out narrows nothing. */
export interface CheckoutFilter {
  states?: StateFilter[]
  currencyCodes?: string[]
  /** Major units, decimal strings, both ends included. */
  amountFrom?: string
  amountTo?: string
  /** The same, both ends left out. */
  amountAbove?: string
  amountBelow?: string
  createdFrom?: Date
  createdTo?: Date
  /** This end left out. */
  createdBefore?: Date
  /**
   * Those of these orders and carts: found by their payment collections, or by the order's or cart's id where it is
   * known.
   */
  of?: { orderIds: string[]; paymentCollectionIds: string[]; cartIds: string[] }
  /** The beginning of a reference or id, or one of the orders that the same words were found in. */
  search?: { text: string; orderIds: string[]; cartIds: string[] }
}

/**
 * Matches are counted up to here. A person pages through no more, and an exact number would cost a look at every row of
 * a ledger that only grows.
 */
export const COUNTED_AT_MOST = 5_000

const SEARCHED = [
  "checkout_reference",
  "transaction_reference",
  "merchant_request_id",
  "gateway_conversation_id",
  "gateway_checkout_id",
] as const

/**
 * Money that is held, what Almara has to be asked about before anybody pays again, and whatever else a person has to
 * look at.
 */
export const WAITS_FOR_A_PERSON = "(state = 'held' or attention is not null or (needs_review and closed_at is null))"

/** Returns the checkouts of a filter; nothing is read before the query is awaited. */
export function matchingCheckouts(connection: Connection, filter: CheckoutFilter): Knex.QueryBuilder<StoredCheckout> {
  return connection<StoredCheckout>("almara_checkout")
    .whereNull("deleted_at")
    .modify((query) => {
      if (filter.states) narrowToStates(query, filter.states)
      if (filter.currencyCodes) void query.whereIn("currency_code", filter.currencyCodes)
      if (filter.amountFrom) void query.where("amount", ">=", filter.amountFrom)
      if (filter.amountTo) void query.where("amount", "<=", filter.amountTo)
      if (filter.amountAbove) void query.where("amount", ">", filter.amountAbove)
      if (filter.amountBelow) void query.where("amount", "<", filter.amountBelow)
      if (filter.createdFrom) void query.where("created_at", ">=", filter.createdFrom)
      if (filter.createdTo) void query.where("created_at", "<=", filter.createdTo)
      if (filter.createdBefore) void query.where("created_at", "<", filter.createdBefore)
      if (filter.of) {
        const { orderIds, paymentCollectionIds, cartIds } = filter.of
        void query.where((any) =>
          any
            .whereIn("order_id", orderIds)
            .orWhereIn("payment_collection_id", paymentCollectionIds)
            .orWhereIn("cart_id", cartIds),
        )
      }
      if (filter.search) {
        const { text, orderIds, cartIds } = filter.search
        const found = foundBy(text, COUNTED_AT_MOST)
        void query.where((any) => {
          void any.orWhereRaw(`id = any(array(${found.sql}))`, found.bindings)
          void any.orWhere("id", text).orWhere("order_id", text).orWhere("payment_session_id", text)
          void any.orWhereIn("order_id", orderIds).orWhereIn("cart_id", cartIds)
        })
      }
    })
}

function narrowToStates(query: Knex.QueryBuilder, states: StateFilter[]): void {
  const plain = states.filter((state) => state !== NEEDS_ATTENTION)
  void query.where((any) => {
    if (plain.length > 0) void any.orWhereIn("state", plain)
    if (plain.length < states.length) void any.orWhereRaw(WAITS_FOR_A_PERSON)
  })
}

/**
 * Returns the ids of the checkouts that have a reference or id which begins with a text. Each column is looked up in
 * its own index, before anything else: asked with "or", Postgres may prefer to walk through all checkouts from the
 * newest on. The highest come first, which for our references are the newest.
 */
export function foundBy(text: string, limit: number): { sql: string; bindings: string[] } {
  const ofColumn = `(select id from almara_checkout where deleted_at is null and lower(??) like ? order by lower(??) using ~>~ limit ${limit})`
  return {
    sql: SEARCHED.map(() => ofColumn).join(" union all "),
    bindings: SEARCHED.flatMap((column) => [column, beginsWith(text), column]),
  }
}

export function beginsWith(text: string): string {
  return `${text.toLowerCase().replace(/[\\%_]/g, (character) => `\\${character}`)}%`
}

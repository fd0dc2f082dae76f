import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { CheckoutState } from "../../core/transition"
import type { DayOfCheckouts } from "../../core/admin-statistics"
import type { CallbackState } from "./models/callback"
import type { Connection } from "./connection"
import { DayCache } from "./day-cache"
import type { CallbackRow, CheckoutEventRow, CheckoutRow } from "./rows"

/** Which checkouts are wanted; what is left out narrows nothing. */
export interface CheckoutFilter {
  states?: CheckoutState[]
  currencyCodes?: string[]
  /** Major units, decimal strings, both ends included. */
  amountFrom?: string
  amountTo?: string
  /** The same, both ends left out. */
  amountAbove?: string
  amountBelow?: string
  createdFrom?: Date
  createdTo?: Date
  /** Those of these orders: found by their payment collections, or by the order's id where it is known. */
  ofOrders?: { orderIds: string[]; paymentCollectionIds: string[] }
  /** The beginning of a reference or id, or one of the orders that the same words were found in. */
  search?: { text: string; orderIds: string[]; cartIds: string[] }
}

export const CHECKOUT_ORDERS = ["created_at", "paid_at", "due_at", "amount", "state"] as const
export interface CheckoutOrder {
  by: (typeof CHECKOUT_ORDERS)[number]
  direction: "asc" | "desc"
}

export interface CallbackFilter {
  states?: CallbackState[]
  checkoutId?: string
  /** The beginning of a conversation id, or a callback's own id. */
  text?: string
}

/**
 * Matches are counted up to here. A person pages through no more, and an exact number would cost a look at every row of a
 * ledger that only grows.
 */
export const COUNTED_AT_MOST = 5_000

const SEARCHED = ["checkout_reference", "transaction_reference", "conversation_id", "almara_conversation_id"] as const

/**
 * Each column is looked up in its own index, before anything else: asked with "or", Postgres may prefer to walk through all
 * checkouts from the newest on. The highest come first, which for our references are the newest.
 */
const FOUND = SEARCHED.map(
  () => `(select id from almara_checkout where deleted_at is null and lower(??) like ? order by lower(??) using ~>~ limit ${COUNTED_AT_MOST})`
).join(" union all ")

const FOUND_CALLBACKS = `select id from almara_callback where deleted_at is null and lower(conversation_id) like ? order by lower(conversation_id) using ~>~ limit ${COUNTED_AT_MOST}`

interface Page {
  limit: number
  offset: number
}

/** The order in which the index has them: ascending is descending the other way round. */
const NULLS = { asc: " nulls first", desc: " nulls last" } as const


/** Reads the ledger and the inbox for the admin, and writes nothing. */
export class Reports {
  private readonly pastDays = new DayCache()

  constructor(private readonly connection: Connection) {}

  /** One page of the checkouts, in a fixed order even where values are equal. `count` is COUNTED_AT_MOST at the most. */
  async checkouts(filter: CheckoutFilter, order: CheckoutOrder, page: Page): Promise<{ rows: CheckoutRow[]; count: number }> {
    const matching = this.matching(filter)
    const [rows, count] = await Promise.all([
      matching
        .clone()
        .orderByRaw(`?? ${order.direction}${order.by === "paid_at" ? NULLS[order.direction] : ""}, id ${order.direction}`, [order.by])
        .limit(page.limit)
        .offset(page.offset),
      this.countOf(matching),
    ])
    return { rows: rows as CheckoutRow[], count }
  }

  /** All checkouts of a filter, the newest first, read in batches: an export of any size needs little memory. */
  async *allCheckouts(filter: CheckoutFilter, batch: number): AsyncGenerator<CheckoutRow[]> {
    let last: CheckoutRow | undefined
    for (;;) {
      const query = this.matching(filter).orderBy([{ column: "created_at", order: "desc" }, { column: "id", order: "desc" }]).limit(batch)
      // Compared in SQL: a JavaScript date would cut the microseconds off and could repeat or leave out rows.
      if (last) void query.whereRaw("(created_at, id) < (select created_at, id from almara_checkout where id = ?)", [last.id])
      const rows = (await query) as CheckoutRow[]
      if (rows.length > 0) yield rows
      last = rows.at(-1)
      if (!last || rows.length < batch) return
    }
  }

  /** The lines of these checkouts' stories, the oldest first. */
  async events(checkoutIds: string[]): Promise<CheckoutEventRow[]> {
    return this.connection<CheckoutEventRow>("almara_checkout_event")
      .whereIn("checkout_id", checkoutIds)
      .whereNull("deleted_at")
      .orderBy([{ column: "created_at" }, { column: "id" }])
  }

  /** One page of the inbox, the newest first. `count` is COUNTED_AT_MOST at the most. */
  async callbacks(filter: CallbackFilter, page: Page): Promise<{ rows: CallbackRow[]; count: number }> {
    const matching = this.connection<CallbackRow>("almara_callback")
      .whereNull("deleted_at")
      .modify((query) => {
        if (filter.states) void query.whereIn("state", filter.states)
        if (filter.checkoutId) void query.where("checkout_id", filter.checkoutId)
        if (filter.text) {
          const { text } = filter
          void query.where((any) => any.where("id", text).orWhereRaw(`id = any(array(${FOUND_CALLBACKS}))`, [beginsWith(text)]))
        }
      })
    const [rows, count] = await Promise.all([
      matching.clone().orderBy([{ column: "created_at", order: "desc" }, { column: "id", order: "desc" }]).limit(page.limit).offset(page.offset),
      this.countOf(matching),
    ])
    return { rows: rows as CallbackRow[], count }
  }

  /** The callbacks that came for these checkouts, the oldest first. */
  async callbacksOf(checkoutIds: string[]): Promise<CallbackRow[]> {
    return this.connection<CallbackRow>("almara_callback").whereIn("checkout_id", checkoutIds).whereNull("deleted_at").orderBy("created_at").limit(500)
  }

  /** The references of these checkouts, by their ids. */
  async references(checkoutIds: string[]): Promise<Map<string, string>> {
    const rows = await this.connection<CheckoutRow>("almara_checkout").whereIn("id", checkoutIds).select("id", "checkout_reference")
    return new Map(rows.map((row) => [row.id, row.checkout_reference]))
  }

  /**
   * What became of the checkouts of the last days, one row per day of a time zone; days without any are there as well.
   * Of days that are long over, what changes late is seen some minutes later.
   */
  async days(count: number, timeZone: string): Promise<DayOfCheckouts[]> {
    return this.pastDays.days(count, timeZone, (days) => this.countDays(days, timeZone))
  }

  private async countDays(count: number, timeZone: string): Promise<DayOfCheckouts[]> {
    const { rows } = await this.connection.raw<{ rows: DayOfCheckouts[] }>(
      `with span as (
         select generate_series(((now() at time zone :zone)::date - :back::int)::timestamp, (now() at time zone :zone)::date::timestamp, interval '1 day') as day
       ), ended as (
         select date_trunc('day', created_at at time zone :zone) as day, state, count(*)::int as number
         from almara_checkout
         where deleted_at is null and created_at >= ((now() at time zone :zone)::date - :back::int)::timestamp at time zone :zone
         group by 1, 2
       )
       select to_char(span.day, 'YYYY-MM-DD') as date,
         coalesce(sum(number) filter (where state = 'paid'), 0)::int as paid,
         coalesce(sum(number) filter (where state in ('failed', 'refused')), 0)::int as failed,
         coalesce(sum(number) filter (where state in ('canceled', 'expired')), 0)::int as abandoned
       from span left join ended on ended.day = span.day
       group by span.day order by span.day`,
      { zone: timeZone, back: count - 1 }
    )
    return rows
  }

  /** The checkouts whose money came since then, whatever became of it, the newest first. */
  async receivedSince(since: Date, limit: number): Promise<CheckoutRow[]> {
    return this.connection<CheckoutRow>("almara_checkout")
      .whereNull("deleted_at")
      .whereIn("state", ["paid", "held", "received"])
      .where("paid_at", ">=", since)
      .orderByRaw("paid_at desc nulls last")
      .limit(limit)
  }

  /** What Almara reported to have received for these held checkouts, where it said so. */
  async reportedSums(checkoutIds: string[]): Promise<Map<string, Pick<CheckoutRow, "amount" | "currency_code">>> {
    const events = (await this.events(checkoutIds)).filter(({ kind, detail }) => kind === "held" && detail?.received_amount)
    return new Map(events.map(({ checkout_id, detail }) => [checkout_id, { amount: String(detail?.received_amount), currency_code: String(detail?.received_currency).toLowerCase() }]))
  }

  private async countOf(matching: Knex.QueryBuilder): Promise<number> {
    const counted = this.connection.count({ count: "*" }).from(matching.clone().select(this.connection.raw("1")).limit(COUNTED_AT_MOST).as("matching"))
    const [row] = (await counted) as { count: string }[]
    return Number(row?.count ?? 0)
  }

  private matching(filter: CheckoutFilter) {
    return this.connection<CheckoutRow>("almara_checkout")
      .whereNull("deleted_at")
      .modify((query) => {
        if (filter.states) void query.whereIn("state", filter.states)
        if (filter.currencyCodes) void query.whereIn("currency_code", filter.currencyCodes)
        if (filter.amountFrom) void query.where("amount", ">=", filter.amountFrom)
        if (filter.amountTo) void query.where("amount", "<=", filter.amountTo)
        if (filter.amountAbove) void query.where("amount", ">", filter.amountAbove)
        if (filter.amountBelow) void query.where("amount", "<", filter.amountBelow)
        if (filter.createdFrom) void query.where("created_at", ">=", filter.createdFrom)
        if (filter.createdTo) void query.where("created_at", "<=", filter.createdTo)
        if (filter.ofOrders) {
          const { orderIds, paymentCollectionIds } = filter.ofOrders
          void query.where((any) => any.whereIn("order_id", orderIds).orWhereIn("payment_collection_id", paymentCollectionIds))
        }
        if (filter.search) {
          const { text, orderIds, cartIds } = filter.search
          void query.where((any) => {
            void any.orWhereRaw(`id = any(array(${FOUND}))`, SEARCHED.flatMap((column) => [column, beginsWith(text), column]))
            void any.orWhere("id", text).orWhere("order_id", text).orWhere("payment_session_id", text)
            void any.orWhereIn("order_id", orderIds).orWhereIn("cart_id", cartIds)
          })
        }
      })
  }
}

function beginsWith(text: string): string {
  return `${text.toLowerCase().replace(/[\\%_]/g, (character) => `\\${character}`)}%`
}

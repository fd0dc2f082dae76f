import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { DayOfCheckouts } from "../../../core/views/admin/statistics"
import type { Money } from "../../../core/money"
import { COUNTED_AS_ABANDONED, COUNTED_AS_FAILED, sqlList } from "../../../core/checkout/states"
import { beginsWith, COUNTED_AT_MOST, foundBy, matchingCheckouts, type CheckoutFilter } from "./checkout-filter"
import type { CallbackState } from "../../../core/views/admin/callback"
import type { Connection } from "../connection"
import { DayCache } from "./day-cache"
import { reportedSums } from "../ledger/reported-amount"
import type { CallbackRow, CheckoutEventRow, StoredCheckout } from "../ledger/rows"

export { COUNTED_AT_MOST, type CheckoutFilter } from "./checkout-filter"

export const CHECKOUT_ORDERS = ["created_at", "paid_at", "due_at", "amount", "state"] as const
export interface CheckoutOrder {
  by: (typeof CHECKOUT_ORDERS)[number]
  direction: "asc" | "desc"
}

export interface CallbackFilter {
  states?: CallbackState[]
  checkoutId?: string
  /** The beginning of our request id, or a callback's own id. */
  text?: string
}

const FOUND_CALLBACKS = `select id from almara_callback where deleted_at is null and lower(merchant_request_id) like ? order by lower(merchant_request_id) using ~>~ limit ${COUNTED_AT_MOST}`

/**
 * As many lines of each kind are read for the timelines of one page; a stranger who sends callbacks must not make it
 * endless.
 */
export const MOST_LINES = 500

interface Page {
  limit: number
  offset: number
}

interface Found<Row> {
  rows: Row[]
  /** COUNTED_AT_MOST at the most. */
  count: number
  isCapped: boolean
}

/** The order in which the index has them: ascending is descending the other way round. */
const NULLS = { asc: " nulls first", desc: " nulls last" } as const

/** Each currency is one step through the index, however many checkouts there are. */
const CURRENCIES = `
  with recursive found as (
    (select currency_code from almara_checkout where deleted_at is null order by currency_code limit 1)
    union all
    select (select currency_code from almara_checkout where deleted_at is null and currency_code > found.currency_code order by currency_code limit 1)
    from found where found.currency_code is not null
  )
  select currency_code from found where currency_code is not null`

/** Reads the ledger and the inbox for the admin, and writes nothing. */
export class Reports {
  private readonly pastDays = new DayCache()

  constructor(private readonly connection: Connection) {}

  /** Returns one page of the checkouts, in a fixed order even where values are equal. */
  async checkouts(filter: CheckoutFilter, order: CheckoutOrder, page: Page): Promise<Found<StoredCheckout>> {
    const matching = matchingCheckouts(this.connection, filter)
    const [rows, counted] = await Promise.all([
      matching
        .clone()
        .orderByRaw(
          `?? ${order.direction}${order.by === "paid_at" ? NULLS[order.direction] : ""}, id ${order.direction}`,
          [order.by],
        )
        .limit(page.limit)
        .offset(page.offset),
      this.countOf(matching),
    ])
    return { rows: rows as StoredCheckout[], ...counted }
  }

  /** All checkouts of a filter, the newest first, read in batches: an export of any size needs little memory. */
  async *allCheckouts(filter: CheckoutFilter, batch: number): AsyncGenerator<StoredCheckout[]> {
    let last: StoredCheckout | undefined
    for (;;) {
      const query = matchingCheckouts(this.connection, filter)
        .orderBy([
          { column: "created_at", order: "desc" },
          { column: "id", order: "desc" },
        ])
        .limit(batch)
      // Compared in SQL: a JavaScript date would cut the microseconds off and could repeat or leave out rows.
      if (last)
        void query.whereRaw("(created_at, id) < (select created_at, id from almara_checkout where id = ?)", [last.id])
      const rows = (await query) as StoredCheckout[]
      if (rows.length > 0) yield rows
      last = rows.at(-1)
      if (!last || rows.length < batch) return
    }
  }

  /** Returns whether the ledger itself knows a reference or id that begins with this text. */
  async isReference(text: string): Promise<boolean> {
    const { sql, bindings } = foundBy(text, 1)
    const { rows } = await this.connection.raw<{ rows: [{ found: boolean }] }>(
      `select exists (${sql}) as found`,
      bindings,
    )
    return rows[0].found
  }

  /** Returns the currencies that checkouts were opened in. */
  async currencies(): Promise<string[]> {
    const { rows } = await this.connection.raw<{ rows: { currency_code: string }[] }>(CURRENCIES)
    return rows.map((row) => row.currency_code)
  }

  /** Returns the newest lines of these checkouts' timelines, the oldest of them first. */
  async events(checkoutIds: string[]): Promise<CheckoutEventRow[]> {
    const newest = await this.connection<CheckoutEventRow>("almara_checkout_event")
      .whereIn("checkout_id", checkoutIds)
      .whereNull("deleted_at")
      .orderBy([
        { column: "created_at", order: "desc" },
        { column: "id", order: "desc" },
      ])
      .limit(MOST_LINES)
    return (newest as CheckoutEventRow[]).reverse()
  }

  /**
   * Returns the sum that was named last for each of these checkouts; none where it is simply the one that was asked
   * for.
   */
  async reportedSums(checkouts: Pick<StoredCheckout, "id" | "state">[]): Promise<Map<string, Money>> {
    return reportedSums(this.connection, checkouts)
  }

  /** Returns one page of the inbox, the newest first. */
  async callbacks(filter: CallbackFilter, page: Page): Promise<Found<CallbackRow>> {
    const matching = this.connection<CallbackRow>("almara_callback")
      .whereNull("deleted_at")
      .modify((query) => {
        if (filter.states) void query.whereIn("state", filter.states)
        if (filter.checkoutId) void query.where("checkout_id", filter.checkoutId)
        if (filter.text) {
          const { text } = filter
          void query.where((any) =>
            any.where("id", text).orWhereRaw(`id = any(array(${FOUND_CALLBACKS}))`, [beginsWith(text)]),
          )
        }
      })
    const [rows, counted] = await Promise.all([
      matching
        .clone()
        .orderBy([
          { column: "created_at", order: "desc" },
          { column: "id", order: "desc" },
        ])
        .limit(page.limit)
        .offset(page.offset),
      this.countOf(matching),
    ])
    return { rows: rows as CallbackRow[], ...counted }
  }

  /** Returns the newest callbacks that came for these checkouts, the oldest of them first. */
  async callbacksOf(checkoutIds: string[]): Promise<CallbackRow[]> {
    const newest = await this.connection<CallbackRow>("almara_callback")
      .whereIn("checkout_id", checkoutIds)
      .whereNull("deleted_at")
      .orderBy([
        { column: "created_at", order: "desc" },
        { column: "id", order: "desc" },
      ])
      .limit(MOST_LINES)
    return (newest as CallbackRow[]).reverse()
  }

  /** Returns the references of these checkouts, by their ids. */
  async references(checkoutIds: string[]): Promise<Map<string, string>> {
    const rows = await this.connection<StoredCheckout>("almara_checkout")
      .whereIn("id", checkoutIds)
      .select("id", "checkout_reference")
    return new Map(rows.map((row) => [row.id, row.checkout_reference]))
  }

  /**
   * Returns what became of the checkouts of the last days, one row per day of a time zone; days without any are there
   * as well. Of days that are long over, what changes late is seen some minutes later.
   */
  async days(count: number, timeZone: string): Promise<DayOfCheckouts[]> {
    return this.pastDays.days(count, timeZone, (days) => this.countDays(days, timeZone))
  }

  /** Midnight of the first of the last `count` days of a time zone, today included. */
  async startOfDays(count: number, timeZone: string): Promise<Date> {
    const { rows } = await this.connection.raw<{ rows: [{ start: Date }] }>(
      "select ((now() at time zone :zone)::date - :back::int)::timestamp at time zone :zone as start",
      {
        zone: timeZone,
        back: count - 1,
      },
    )
    return new Date(rows[0].start)
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
         coalesce(sum(number) filter (where state in ${sqlList(COUNTED_AS_FAILED)}), 0)::int as failed,
         coalesce(sum(number) filter (where state in ${sqlList(COUNTED_AS_ABANDONED)}), 0)::int as abandoned
       from span left join ended on ended.day = span.day
       group by span.day order by span.day`,
      { zone: timeZone, back: count - 1 },
    )
    return rows
  }

  private async countOf(matching: Knex.QueryBuilder): Promise<{ count: number; isCapped: boolean }> {
    const counted = this.connection.count({ count: "*" }).from(
      matching
        .clone()
        .select(this.connection.raw("1"))
        .limit(COUNTED_AT_MOST + 1)
        .as("matching"),
    )
    const [row] = (await counted) as { count: string }[]
    const count = Number(row?.count ?? 0)
    return { count: Math.min(count, COUNTED_AT_MOST), isCapped: count > COUNTED_AT_MOST }
  }
}

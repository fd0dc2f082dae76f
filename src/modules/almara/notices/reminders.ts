import { generateEntityId } from "@medusajs/framework/utils"
import type { NoticeState, ReminderKind } from "../../../core/views/reminder"
import { PAYABLE, sqlList, UNBOOKED } from "../../../core/checkout/states"
import type { Connection } from "../connection"
import { CHECKOUTS, DEADLINE, KEPT_BECAUSE, OWES_NOTHING, PAYS_OTHERWISE } from "../orders/kept-orders"

/** A row of `almara_notice` that is about a shopper's reminder. */
export interface ReminderRow {
  id: string
  kind: ReminderKind
  state: NoticeState
  error: string | null
  created_at: Date
  sent_at: Date | null
}

/** A reminder that only this process may send. */
export interface ClaimedReminder {
  id: string
  /** Until the order's deadline; null where it has none. */
  hoursLeft: number | null
}

/** A shopper who was declined tries again within minutes, or not by himself. */
const DECLINED_FOR = "interval '5 minutes'"
/** Two reminders of one order do not come at once. */
const APART = "interval '10 minutes'"
/** With less nobody can pay any more who reads an e-mail. */
const LEAST_TIME = "interval '1 minute'"

/** A quarter of the time, and 10 minutes at least; of an order that has little time, half of it. */
const isSoonOver = (until: string, since: string) =>
  `(${until} > now() + ${LEAST_TIME} and
    ${until} - least(greatest((${until} - ${since}) / 4, interval '10 minutes'), (${until} - ${since}) / 2) <= now())`

/**
 * In SQL, of an `"order" o`: whether money of it may be there. A callback that waits is processed first, and what
 * Almara left unclear is not asked for twice.
 */
const MAY_BE_PAID = `(
  exists (select 1 from ${CHECKOUTS} and (c.state in ${sqlList(UNBOOKED)} or (c.needs_review and c.closed_at is null) or c.attention = 'unclear'))
  or exists (select 1 from almara_callback b where b.signed and b.state = 'waiting' and b.deleted_at is null
    and b.checkout_id in (select c.id from ${CHECKOUTS})))`

const NEWEST_IS_DECLINED = `exists (
  select 1 from (select c.id, c.state, c.closed_at from ${CHECKOUTS} order by c.created_at desc, c.attempt desc limit 1) newest
  where newest.state = 'failed' and newest.closed_at is null
    and (select max(e.created_at) from almara_checkout_event e where e.checkout_id = newest.id and e.kind = 'failed') < now() - ${DECLINED_FOR})`

/** In SQL, of an `"order" o` and its `almara_order k`: whether it is time to remind its shopper. */
const IS_DUE: Record<ReminderKind, string> = {
  deadline: `${KEPT_BECAUSE} is null and k.canceling_at is null and not ${MAY_BE_PAID}
    and ${isSoonOver(`(${DEADLINE})`, "coalesce(k.created_at, o.created_at)")}`,
  declined: `o.status in ('pending', 'completed') and o.deleted_at is null and not coalesce(o.is_draft_order, false)
    and not ${OWES_NOTHING} and k.canceling_at is null and not ${MAY_BE_PAID} and not ${PAYS_OTHERWISE} and ${NEWEST_IS_DECLINED}
    and coalesce((${DEADLINE}) > now() + ${LEAST_TIME}, true)
    and not exists (select 1 from almara_notice n where n.subject = o.id and n.created_at > now() - ${APART} and n.deleted_at is null)`,
}

/** What narrows most: few attempts are open, and few deadlines were moved. */
const CANDIDATES: Record<ReminderKind, string> = {
  deadline: `
    select c.order_id as id from almara_checkout c left join almara_order k on k.id = c.order_id and k.deleted_at is null
    where c.state in ${sqlList(PAYABLE)} and c.closed_at is null and c.order_id is not null and c.deleted_at is null
      and ${isSoonOver("c.due_at", "coalesce(k.created_at, c.created_at)")}
    union
    select k.id from almara_order k where k.pay_by is not null and k.deleted_at is null and ${isSoonOver("k.pay_by", "k.created_at")}`,
  declined: `
    select c.order_id as id from almara_checkout c
    where c.state = 'failed' and c.closed_at is null and c.order_id is not null and c.deleted_at is null`,
}

const ORDER = `"order" o left join almara_order k on k.id = o.id and k.deleted_at is null`

/** The reminders of shoppers, in SQL: each once per order, in however many processes. */
export class Reminders {
  constructor(private readonly connection: Connection) {}

  /**
   * Returns orders whose shopper it is time to remind. Which of them come first is left to chance: none keeps others
   * waiting.
   */
  async due(kind: ReminderKind, limit: number): Promise<string[]> {
    const { rows } = await this.connection.raw<{ rows: { id: string }[] }>(
      `with candidate as materialized (
         select id from (${CANDIDATES[kind]}) found
         where not exists (select 1 from almara_notice n where n.subject = found.id and n.kind = :kind and n.deleted_at is null)
       )
       select o.id from ${ORDER} where o.id in (select id from candidate) and ${IS_DUE[kind]} order by random() limit :limit`,
      { kind, limit },
    )
    return rows.map(({ id }) => id)
  }

  /**
   * Claims a reminder in the statement that looks whether the order still owes. Undefined where another process has it,
   * or has had it, and where it is not due any more.
   */
  async claim(kind: ReminderKind, orderId: string): Promise<ClaimedReminder | undefined> {
    const { rows } = await this.connection.raw<{ rows: ClaimedReminder[] }>(
      `with due as (
         select o.id, ${DEADLINE} as until from ${ORDER} where o.id = :orderId and ${IS_DUE[kind]}
       ), claimed as (
         insert into almara_notice (id, kind, subject, state) select :id, :kind, due.id, 'claimed' from due
         on conflict do nothing returning id, subject
       )
       select claimed.id, (extract(epoch from due.until - now()) / 3600)::float8 as "hoursLeft"
       from claimed join due on due.id = claimed.subject`,
      { id: generateEntityId("", "almntc"), kind, orderId },
    )
    return rows[0]
  }

  /** Writes down what became of a claimed reminder. */
  async finish(id: string, state: Exclude<NoticeState, "claimed">, error: string | null = null): Promise<void> {
    const now = this.connection.fn.now()
    await this.connection("almara_notice")
      .where({ id, state: "claimed" })
      .update({ state, error, updated_at: now, ...(state === "sent" && { sent_at: now }) })
  }

  /** Returns the reminders of an order, the newest first. */
  async ofOrder(orderId: string): Promise<ReminderRow[]> {
    return this.connection("almara_notice")
      .where({ subject: orderId, deleted_at: null })
      .whereIn("kind", Object.keys(IS_DUE))
      .orderBy("created_at", "desc")
      .select<ReminderRow[]>("id", "kind", "state", "error", "created_at", "sent_at")
  }
}

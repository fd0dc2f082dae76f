import { generateEntityId } from "@medusajs/framework/utils"
import type { AdminNoticeFailure } from "../../../core/views/admin/status"
import { MERCHANT_NOTICE_KINDS, type MerchantNoticeKind } from "../../../core/views/merchant-notice"
import type { NoticeState } from "../../../core/views/reminder"
import type { Connection } from "../connection"
import { MATTERS } from "./matters"

/** A matter that only this process may tell of. */
export interface ClaimedNotice {
  id: string
  subject: string
}

/** A matter that has ended, and what became of the notice of it. */
export interface EndedNotice extends ClaimedNotice {
  state: NoticeState
  /** Whether a channel took it. */
  isSent: boolean
}

/** What a notice says of the payment that it is about. */
export interface AboutPayment {
  checkoutId: string
  orderId: string | null
  displayId: number | null
  reference: string
}

/** Of one kind there is one message in this time, and what comes meanwhile is told of together. */
const APART = "interval '10 minutes'"
/** So many are told of in one message. */
const MOST_AT_ONCE = 1000
/** A process that has not finished after this has died. */
const LONGEST_SENDING = "interval '5 minutes'"
const FAILURES_SHOWN_FOR = "interval '7 days'"

/** In SQL: whether the kind had no such message lately. What lies ahead a wrong clock has written. */
const isQuiet = (column: "created_at" | "ended_at") =>
  `not exists (select 1 from almara_notice p where p.kind = :kind and p.${column} > now() - ${APART}
     and p.${column} <= clock_timestamp() and p.deleted_at is null)`

/** The notices to the merchant, in SQL: each once while its matter stands, in however many processes. */
export class MerchantNotices {
  constructor(
    private readonly connection: Connection,
    private readonly retentionInDays: number,
  ) {}

  /** Claims the notices of all matters of a kind that stand now, in the statement that looks whether they do. */
  async claim(kind: MerchantNoticeKind): Promise<ClaimedNotice[]> {
    return this.run<ClaimedNotice>(
      `with matter as (
         select subject from (${MATTERS[kind].standing}) standing
         where ${isQuiet("created_at")} and subject not in (
           select n.subject from almara_notice n where n.kind = :kind and n.ended_at is null and n.deleted_at is null)
         limit ${MOST_AT_ONCE}
       )
       insert into almara_notice (id, kind, subject, state)
         select :id || '_' || row_number() over (), :kind, subject, 'claimed' from matter
       on conflict do nothing returning id, subject`,
      { id: generateEntityId("", "almntc"), kind },
    )
  }

  /** Ends the notices of a kind whose matter is over. Returns those that were ended here: no other process has them. */
  async end(kind: MerchantNoticeKind): Promise<EndedNotice[]> {
    return this.run<EndedNotice>(
      `with over as (
         select n.id from almara_notice n
         where n.kind = :kind and n.ended_at is null and n.deleted_at is null and ${isQuiet("ended_at")} and ${MATTERS[kind].isOver}
         limit ${MOST_AT_ONCE}
       )
       update almara_notice n set ended_at = now(), updated_at = now() from over
       where n.id = over.id and n.ended_at is null
       returning n.id, n.subject, n.state, n.sent_at is not null as "isSent"`,
      { kind },
    )
  }

  /** Writes down what became of claimed notices. */
  async finish(
    ids: readonly string[],
    { state, error, isSent }: { state: NoticeState; error: string | null; isSent: boolean },
  ): Promise<void> {
    const now = this.connection.fn.now()
    await this.connection("almara_notice")
      .whereIn("id", ids)
      .where({ state: "claimed" })
      .update({ state, error, updated_at: now, ...(isSent && { sent_at: now }) })
  }

  /** Writes down that it could not be told that these are over. */
  async failToEnd(ids: readonly string[], error: string): Promise<void> {
    await this.connection("almara_notice")
      .whereIn("id", ids)
      .update({ state: "failed", error, updated_at: this.connection.fn.now() })
  }

  /** Returns what is known of the payment of a checkout or callback; undefined where it has none. */
  async about(subject: string): Promise<AboutPayment | undefined> {
    const [found] = await this.run<AboutPayment>(
      `select c.id as "checkoutId", c.order_id as "orderId", o.display_id as "displayId", c.checkout_reference as reference
       from almara_checkout c left join "order" o on o.id = c.order_id
       where c.id = coalesce((select checkout_id from almara_callback where id = :subject), :subject)`,
      { subject },
    )
    return found
  }

  /** Returns the notice of the last days that could not be sent last, or whose process died; null where none is. */
  async lastFailure(): Promise<AdminNoticeFailure | null> {
    const [found] = await this.run<AdminNoticeFailure>(
      `select kind, updated_at as at, error from almara_notice
       where kind = any(:kinds) and created_at > now() - ${FAILURES_SHOWN_FOR} and deleted_at is null
         and (state = 'failed' or (state = 'claimed' and created_at < now() - ${LONGEST_SENDING}))
       order by updated_at desc limit 1`,
      { kinds: MERCHANT_NOTICE_KINDS },
    )
    return found ?? null
  }

  private async run<Row>(statement: string, bindings: Record<string, unknown>): Promise<Row[]> {
    const { rows } = await this.connection.raw<{ rows: Row[] }>(statement, {
      retentionInDays: this.retentionInDays,
      ...bindings,
    } as never)
    return rows
  }
}

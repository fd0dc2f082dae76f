import { generateEntityId } from "@medusajs/framework/utils"
import type { Connection } from "../connection"

/** A row of `almara_payment_link`, with what the database's clock says of it. */
export interface PaymentLinkRow {
  id: string
  order_id: string
  expires_at: Date
  withdrawn_at: Date | null
  seen_at: Date | null
  opened_at: Date | null
  sent_at: Date | null
  created_by: string
  created_at: Date
  /** Neither withdrawn nor over. */
  is_live: boolean
}

/** In SQL, of an `almara_payment_link`. */
export const LIVE = "(withdrawn_at is null and expires_at > now())"
const COLUMNS = `id, order_id, expires_at, withdrawn_at, seen_at, opened_at, sent_at, created_by, created_at, ${LIVE} as is_live`
/** A merchant sees the newest ones. */
const SHOWN = 20

/** The links by which orders are paid, in SQL. Of a token only its hash is known here. */
export class PaymentLinks {
  constructor(private readonly connection: Connection) {}

  /** Writes a link that is good for so many hours, to the millisecond: a deadline can be moved to its very end. */
  async create(link: {
    orderId: string
    tokenHash: string
    hours: number
    createdBy: string
  }): Promise<PaymentLinkRow> {
    const { rows } = await this.connection.raw<{ rows: [PaymentLinkRow] }>(
      `insert into almara_payment_link (id, order_id, token_hash, expires_at, created_by)
       values (:id, :orderId, :tokenHash, date_trunc('milliseconds', now() + :hours * interval '1 hour'), :createdBy) returning ${COLUMNS}`,
      { ...link, id: generateEntityId("", "almlnk") },
    )
    return rows[0]
  }

  /** Returns the link of a token; undefined for an unknown one, and for one that was withdrawn or is over. */
  async findLive(tokenHash: string): Promise<PaymentLinkRow | undefined> {
    const { rows } = await this.connection.raw<{ rows: PaymentLinkRow[] }>(
      `select ${COLUMNS} from almara_payment_link where token_hash = :tokenHash and deleted_at is null and ${LIVE}`,
      { tokenHash },
    )
    return rows[0]
  }

  /** Returns the links of an order, the newest first. */
  async ofOrder(orderId: string): Promise<PaymentLinkRow[]> {
    const { rows } = await this.connection.raw<{ rows: PaymentLinkRow[] }>(
      `select ${COLUMNS} from almara_payment_link where order_id = :orderId and deleted_at is null
       order by created_at desc, id desc limit ${SHOWN}`,
      { orderId },
    )
    return rows
  }

  /** Notes when something happened to a link for the first time; true where it was now. */
  async mark(id: string, what: "seen_at" | "opened_at" | "sent_at"): Promise<boolean> {
    const marked = await this.connection("almara_payment_link")
      .where({ id })
      .whereNull(what)
      .update({ [what]: this.connection.fn.now(), updated_at: this.connection.fn.now() })
    return marked > 0
  }

  /** Ends all live links of an order, or a single one, and returns how many there were. */
  async withdraw(which: { order_id: string } | { id: string }): Promise<number> {
    return this.connection("almara_payment_link")
      .where({ ...which, deleted_at: null })
      .whereRaw(LIVE)
      .update({ withdrawn_at: this.connection.fn.now(), updated_at: this.connection.fn.now() })
  }
}

import type { KeptReason } from "../../../core/checkout/kept-reasons"
import type { Connection, Executor } from "../connection"
import { DUE_WITHIN_DEADLINE, WHY_KEPT } from "./kept-orders"
import { isLongAgo } from "../moments"
import { OWN_CART } from "./own-cart"
import { usageOfCart } from "./promotion-usage"
import type { OrderRow } from "../ledger/rows"

const keeping = (usage: string) => `
  insert into almara_order (id, cart_id, usage)
  select o.id, own.cart_id, ${usage}
  from "order" o cross join lateral (select ${OWN_CART} as cart_id) own
  where o.id = :order and o.deleted_at is null
  on conflict (id) do nothing`

/** Longer than Medusa takes to cancel an order: a process that died while it did so keeps nobody away after it. */
const CANCELING_FOR_SECONDS = 60

/** The orders that the plugin asks money for, in SQL. */
export class Orders {
  constructor(private readonly connection: Connection) {}

  /**
   * Writes an order's row where it has none. Asked again it changes nothing: what placed the order is known best at its
   * first attempt.
   */
  async keep(id: string): Promise<void> {
    await this.connection.raw(keeping("null"), { order: id })
  }

  async find(id: string): Promise<OrderRow | undefined> {
    return this.connection<OrderRow>("almara_order").where({ id, deleted_at: null }).first()
  }

  /**
   * Returns why an order is not ours to cancel for want of a payment; null where nothing but what waits in the inbox
   * may speak against it. Before its deadline that is the reason, unless the deadline is not asked about.
   */
  async whyKept(
    id: string,
    { graceInMinutes, evenBeforeDeadline }: { graceInMinutes: number; evenBeforeDeadline: boolean },
  ): Promise<KeptReason | null> {
    const { rows } = await this.connection.raw<{ rows: { reason: KeptReason | null }[] }>(WHY_KEPT, {
      order: id,
      early: evenBeforeDeadline,
      grace: graceInMinutes,
    })
    return rows[0] ? rows[0].reason : "not_waiting"
  }

  /**
   * Takes the order's revision, so that no money is granted to it while it is canceled or paid in another way. False
   * where money was decided about since that revision was read, or where somebody else is at it.
   */
  async begin(id: string, revision: number, canceledBy: OrderRow["canceled_by"]): Promise<boolean> {
    const begun = await this.free(id)
      .where({ revision })
      .update({ ...this.nextRevision(), canceling_at: this.connection.fn.now(), canceled_by: canceledBy })
    return begun > 0
  }

  /**
   * Ends that, and returns whether the order is canceled. What was canceled stays so: its usage is still to be given
   * back.
   */
  async end(id: string): Promise<boolean> {
    const isCanceled = `exists (select 1 from "order" o where o.id = almara_order.id and o.status = 'canceled')`
    const [ended] = await this.connection("almara_order")
      .where({ id })
      .update({ canceling_at: null, canceled_by: this.connection.raw(`case when ${isCanceled} then canceled_by end`) })
      .returning<{ is_canceled: boolean }[]>(this.connection.raw(`${isCanceled} as is_canceled`))
    return ended?.is_canceled ?? false
  }

  /**
   * Gives the order another deadline, or none; `past` where that is over already, `busy` while it is being canceled.
   */
  async setDeadline(id: string, payBy: string | null): Promise<"set" | "past" | "busy"> {
    if (payBy !== null && !(await this.isAhead(payBy))) return "past"
    const set = await this.free(id).update({ ...this.nextRevision(), is_kept: payBy === null, pay_by: payBy })
    return set > 0 ? "set" : "busy"
  }

  /**
   * Gives the order the deadline back that it had before a link moved it, unless somebody has given it another one
   * since, or a later link counts on it.
   */
  async putBackDeadline(id: string, { linkId, payBy }: { linkId: string; payBy: Date | null }): Promise<void> {
    await this.free(id)
      .whereRaw(
        `pay_by = (select expires_at from almara_payment_link where id = :linkId) and not exists (
           select 1 from almara_payment_link later join almara_payment_link moved on moved.id = :linkId
           where later.order_id = almara_order.id and later.id <> :linkId and later.created_at >= moved.created_at
             and later.withdrawn_at is null and later.deleted_at is null)`,
        { linkId },
      )
      .update({ ...this.nextRevision(), pay_by: payBy })
  }

  private async isAhead(moment: string): Promise<boolean> {
    const { rows } = await this.connection.raw<{ rows: [{ is_ahead: boolean }] }>(
      "select cast(? as timestamptz) > now() as is_ahead",
      [moment],
    )
    return rows[0].is_ahead
  }

  private free(id: string) {
    return this.connection("almara_order")
      .where({ id, deleted_at: null })
      .where(isLongAgo(this.connection, "canceling_at", CANCELING_FOR_SECONDS))
  }

  private nextRevision() {
    return { revision: this.connection.raw("revision + 1"), updated_at: this.connection.fn.now() }
  }
}

/**
 * The same statement for a caller that writes the order's attempt with it, and with what Medusa has charged its
 * promotions with: only an order whose placing has come that far has certainly charged them.
 */
export function keepOrder(executor: Executor, id: string) {
  return executor.raw(keeping(usageOfCart("own.cart_id")), { order: id })
}

/** When an attempt of so many seconds ends in SQL: for an order no later than its deadline. */
export function dueWithinDeadline(executor: Executor, orderId: string, seconds: number) {
  return executor.raw(DUE_WITHIN_DEADLINE, { order: orderId, seconds })
}

import type { CheckoutId, TextOf } from "../../../core/ids"
import type { Connection } from "../connection"
import { UNTRUSTED_KEPT_FOR_DAYS } from "./address-problems"
import { CALLBACK, done, finishing } from "./finish"
import {
  inboxInsertion,
  MOST_KEPT_OF_ONE,
  PAUSE_OF_MANY_IN_SECONDS,
  type InsertedCallback,
  type NewCallback,
} from "./insert"
import { inSeconds, inSql, isFree, NOW, READ_AT } from "../moments"
import { tryToRead } from "../setup/methods"
import type { CallbackRow, LeasedCallback } from "../ledger/rows"
import { ENDED_WITH_MONEY, sqlList } from "../../../core/checkout/states"

/** How many times a callback is worked on before it becomes a dead letter that a person sees and can replay. */
export const MAXIMUM_TRIES = 10
export const LONGEST_PAUSE_IN_SECONDS = 3600
/** Rows that one statement deletes: a longer one would hold up the rest of the store. */
const DELETED_AT_ONCE = 5_000
/** Of what belongs to no checkout of ours no more is kept than this, the newest. */
export const MOST_UNMATCHED = 10_000

/** The inbox in SQL: what was acknowledged stands here, and any process that is alive processes it. */
export class Inbox {
  private readonly insertion

  constructor(private readonly connection: Connection) {
    this.insertion = inboxInsertion(connection)
  }

  /**
   * Commits a callback. Only after this has returned may it be acknowledged. Callbacks that come at the same time are
   * committed together. A callback of no checkout of ours is kept as `unmatched`; an equal earlier one is named in
   * `duplicate_of`. While one of its kind waits, it is counted there, and what it says is kept.
   * @throws what the database throws, and TooManyWaitingError when it does not keep up.
   */
  insert(callback: NewCallback): Promise<InsertedCallback> {
    return this.insertion.add(callback)
  }

  async find(id: string): Promise<CallbackRow | undefined> {
    return this.connection<CallbackRow>(CALLBACK).where({ id }).first()
  }

  /** Returns the callbacks of a checkout whose address carried our signature, the newest first. */
  async signedOf(checkoutId: TextOf<CheckoutId>): Promise<CallbackRow[]> {
    return this.connection<CallbackRow>(CALLBACK)
      .where({ checkout_id: checkoutId, signed: true, deleted_at: null })
      .orderBy("created_at", "desc")
      .limit(MOST_KEPT_OF_ONE)
  }

  /**
   * Returns what waits or was given up of an order's callbacks with our signature, the newest first: of checkouts whose
   * money is not known yet.
   */
  async signedAndUnanswered(orderId: string): Promise<CallbackRow[]> {
    const { rows } = await this.connection.raw<{ rows: CallbackRow[] }>(
      `select b.* from almara_callback b where b.signed and b.state in ('waiting', 'dead') and b.deleted_at is null and b.checkout_id in (
         select c.id from almara_checkout c where c.state not in ${sqlList(ENDED_WITH_MONEY)} and c.deleted_at is null and (c.order_id = ? or c.payment_collection_id in (
           select payment_collection_id from order_payment_collection where order_id = ? and deleted_at is null)))
       order by b.created_at desc limit ?`,
      [orderId, orderId, MOST_KEPT_OF_ONE],
    )
    return rows
  }

  /** Returns whether a callback of this checkout waits for another try. */
  async isAnyRetried(checkoutId: TextOf<CheckoutId>): Promise<boolean> {
    const found = await this.connection<CallbackRow>(CALLBACK)
      .where({ checkout_id: checkoutId, state: "waiting", deleted_at: null })
      .where("tries", ">", 0)
      .first("id")
    return found !== undefined
  }

  /**
   * Takes up to `limit` callbacks whose time has come, each with what stands of its checkout. No two processes get the
   * same one. Those whose address carried our signature come first: a stranger's many wait for them.
   */
  async leaseDue(limit: number, by: string, seconds: number): Promise<LeasedCallback[]> {
    const signed = await this.leaseOf(true, limit, by, seconds)
    return signed.length < limit
      ? [...signed, ...(await this.leaseOf(false, limit - signed.length, by, seconds))]
      : signed
  }

  private async leaseOf(signed: boolean, limit: number, by: string, seconds: number): Promise<LeasedCallback[]> {
    const due = this.connection(CALLBACK)
      .select("id")
      .where({ state: "waiting", signed, deleted_at: null })
      .where("next_try_at", "<=", this.connection.fn.now())
      .where(isFree(this.connection, seconds))
      .orderBy("next_try_at")
      .limit(limit)
      .forUpdate()
      .skipLocked()
    const leased = this.connection(CALLBACK)
      .whereIn("id", due)
      .update(inSql(this.connection, { leased_by: by, leased_until: inSeconds(seconds) }))
      .returning("*")
    return this.connection
      .with("leased", leased)
      .select(
        "leased.*",
        "checkout.state as checkout_state",
        "checkout.last_check_at",
        "checkout.last_error as check_error",
        this.connection.raw(READ_AT),
      )
      .from("leased")
      .leftJoin("almara_checkout as checkout", "checkout.id", "leased.checkout_id")
  }

  /** The callback needs nothing more, whatever came meanwhile. */
  async finish(id: string): Promise<void> {
    await this.connection(CALLBACK).where({ id }).update(done(this.connection))
  }

  /**
   * The callback was worked on and needs nothing more; false where another of its kind came meanwhile, which is then
   * worked on after a pause. Where enough of its checkout are kept already, one that brought nothing new is not.
   */
  async finishLeased(callback: CallbackRow): Promise<boolean> {
    const finished = await this.connection(CALLBACK)
      .where({ id: callback.id, times: callback.times })
      .update(done(this.connection))
    if (finished === 0) await this.postpone(callback.id, PAUSE_OF_MANY_IN_SECONDS)
    else if (!callback.signed || callback.duplicate_of !== null || callback.times > 1) await this.keepFew(callback)
    return finished > 0
  }

  private async keepFew({ id, merchant_request_id }: CallbackRow): Promise<void> {
    await this.connection.raw(
      `delete from almara_callback where id = :id and state = 'done' and (select count(*) from (
         select 1 from almara_callback where merchant_request_id = :merchant_request_id and state = 'done' and id <> :id and deleted_at is null limit ${MOST_KEPT_OF_ONE}
       ) others) >= ${MOST_KEPT_OF_ONE}`,
      { id, merchant_request_id },
    )
  }

  /** No callback of this checkout needs anything more. */
  async finishAllOf(checkoutId: TextOf<CheckoutId>): Promise<void> {
    await finishing(this.connection, [checkoutId])
  }

  /**
   * The work failed: it is tried again after a growing pause with jitter, or put aside as a dead letter after the last
   * try, in the place of an earlier one of its kind. Returns which. Where another of its kind came meanwhile, this was
   * no try of that.
   */
  async retryLater(
    callback: CallbackRow,
    error: string,
    random: () => number = Math.random,
  ): Promise<"waiting" | "dead"> {
    const tries = callback.tries + 1
    const dead = tries >= MAXIMUM_TRIES
    const { id, merchant_request_id, kind, times } = callback
    if (dead && kind !== null)
      await this.connection(CALLBACK).where({ merchant_request_id, kind, state: "dead" }).delete()
    const tried = await this.connection(CALLBACK)
      .where({ id, times })
      .update(
        inSql(this.connection, {
          state: dead ? "dead" : "waiting",
          tries,
          last_error: error.slice(0, 500),
          next_try_at: dead ? null : inSeconds(pauseInSeconds(tries, random)),
          leased_until: null,
          leased_by: null,
          // What was asked before this moment has not helped.
          updated_at: NOW,
        }),
      )
    if (tried > 0) return dead ? "dead" : "waiting"
    await this.postpone(id, PAUSE_OF_MANY_IN_SECONDS)
    return "waiting"
  }

  /** Gives a leased callback back for some seconds. This is no failed try. */
  async postpone(id: string, seconds: number): Promise<void> {
    await this.connection(CALLBACK)
      .where({ id })
      .update(inSql(this.connection, { next_try_at: inSeconds(seconds), leased_until: null, leased_by: null }))
  }

  /**
   * Puts a callback back into the queue by hand: a dead letter, or one that is done and shall be worked on again. What
   * it sent is read anew, since a fault of ours may have made the dead letter. It waits beside others of its kind.
   */
  async replay(id: string, checkoutId: TextOf<CheckoutId>): Promise<void> {
    await this.connection.transaction(async (transaction) => {
      const callback = await transaction<CallbackRow>(CALLBACK).where({ id }).forUpdate().first("payload")
      if (!callback) return
      await transaction(CALLBACK)
        .where({ id })
        .update(
          inSql(transaction, {
            state: "waiting",
            kind: null,
            report: tryToRead(callback.payload),
            checkout_id: checkoutId,
            tries: 0,
            next_try_at: NOW,
            leased_until: null,
            leased_by: null,
            updated_at: NOW,
          }),
        )
    })
  }

  /**
   * Deletes callbacks that need nothing more and are older than that, and what strangers sent sooner; returns how many.
   */
  async prune(olderThanDays: number): Promise<number> {
    return (
      (await this.deleteOlder("done", olderThanDays)) +
      (await this.deleteOlder("unmatched", Math.min(olderThanDays, UNTRUSTED_KEPT_FOR_DAYS)))
    )
  }

  /** Deletes what belongs to no checkout of ours beyond the newest; returns how many. */
  async pruneUnmatched(most = MOST_UNMATCHED): Promise<number> {
    let total = 0
    for (let deleted = DELETED_AT_ONCE; deleted === DELETED_AT_ONCE; total += deleted) {
      const beyond = this.connection(CALLBACK)
        .select("id")
        .where({ state: "unmatched", deleted_at: null })
        .orderBy("created_at", "desc")
        .offset(most)
        .limit(DELETED_AT_ONCE)
      deleted = await this.connection(CALLBACK).whereIn("id", beyond).delete()
    }
    return total
  }

  private async deleteOlder(state: CallbackRow["state"], days: number): Promise<number> {
    let total = 0
    for (let deleted = DELETED_AT_ONCE; deleted === DELETED_AT_ONCE; total += deleted) {
      const old = this.connection(CALLBACK)
        .select("id")
        .where({ state, deleted_at: null })
        .where("created_at", "<", this.connection.raw("now() - ? * interval '1 day'", [days]))
        // By the index on when it came; but a dead letter of long ago may have been replayed today.
        .whereRaw("coalesce(processed_at, created_at) < now() - ? * interval '1 day'", [days])
        .limit(DELETED_AT_ONCE)
      deleted = await this.connection(CALLBACK).whereIn("id", old).delete()
    }
    return total
  }
}

/** 2, 4, 8 … seconds, an hour at the most, each shortened by up to a quarter so that many do not come back at once. */
export function pauseInSeconds(tries: number, random: () => number): number {
  return Math.min(2 ** tries, LONGEST_PAUSE_IN_SECONDS) * (1 - random() / 4)
}

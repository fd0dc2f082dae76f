import { BEYOND_CALLBACKS } from "../../../core/checkout/states"
import { finishing } from "../inbox/finish"
import { inSeconds, isFree, READ_AT } from "../moments"
import { LedgerReads } from "./reads"
import { CHECKOUT, read, readColumns, writtenNow } from "./statements"
import type { CheckoutPatch, CheckoutRow } from "./rows"

/** Who has the sole right to a checkout or to its money, and until when. */
export class LedgerLeases extends LedgerReads {
  /**
   * Takes the sole right to settle a checkout for so many seconds. A lease of a process that died runs out, and because
   * every lease sets a next check, the scheduler then takes up what that process left undone, also on a closed
   * checkout. Returns the row as it is under the lease, or undefined when another process has it, or when Almara was
   * asked about it after `unlessCheckedSince`.
   */
  async lease(id: string, by: string, seconds: number, unlessCheckedSince?: Date): Promise<CheckoutRow | undefined> {
    const [row] = await this.connection<CheckoutRow>(CHECKOUT)
      .where({ id })
      .where((free) => free.where(isFree(this.connection, seconds)).orWhere("leased_by", by))
      .modify((query) => {
        // A check that lies in the future is one of a wrong clock.
        if (unlessCheckedSince)
          void query.whereRaw("(last_check_at is null or last_check_at <= ? or last_check_at > clock_timestamp())", [
            unlessCheckedSince,
          ])
      })
      .update(
        writtenNow(this.connection, {
          leased_by: by,
          leased_until: inSeconds(seconds),
          next_check_at: inSeconds(seconds),
        }) as never,
      )
      .returning(readColumns(this.connection))
    return row as CheckoutRow | undefined
  }

  /**
   * Gives a lease back, with what is left to say: the next check, what was announced. Where no callback can change the
   * checkout any more, none of those that wait needs anything more. Returns the row as it is then; undefined when
   * another process has taken the lease over in the meantime, which is left alone.
   */
  async release(
    id: string,
    by: string,
    left: Pick<CheckoutPatch, "next_check_at" | "announced_state" | "last_error"> = {},
  ): Promise<CheckoutRow | undefined> {
    const released = this.connection(CHECKOUT)
      .where({ id, leased_by: by })
      .update(writtenNow(this.connection, { leased_by: null, leased_until: null, ...left }))
      .returning("*")
    const over = this.connection("released").select("id").whereIn("state", BEYOND_CALLBACKS)
    const [row] = await this.connection
      .with("released", released)
      .with("finished", finishing(this.connection, over))
      .select("*", this.connection.raw(READ_AT))
      .from("released")
    return row as CheckoutRow | undefined
  }

  /**
   * Takes the money that stands for this payment session, for the caller that makes a payment of it: from then on no
   * person can close it, until it is clear what came of that. Returns its checkout, the only thing that may be called
   * captured; undefined also where the session asks for another sum than the money was granted for.
   */
  async take(paymentSessionId: string): Promise<CheckoutRow | undefined> {
    const taken = this.connection("almara_settlement")
      .where({ payment_session_id: paymentSessionId, closed_at: null, deleted_at: null })
      .whereRaw(IS_ITS_SESSION)
      .update({ taken_at: this.connection.fn.now(), updated_at: this.connection.fn.now() })
      .returning("checkout_id")
    return read(this.connection).with("taken", taken).join("taken", "taken.checkout_id", `${CHECKOUT}.id`).first()
  }

  /**
   * As `take`, for a cart that is about to be completed. Returns false where a person has closed what it would be
   * completed with.
   */
  async takeForCompletion(cartId: string): Promise<boolean> {
    const { rows } = await this.connection.raw<{ rows: [{ may_go_on: boolean }] }>(TAKE_FOR_COMPLETION, {
      cart: cartId,
    })
    return rows[0].may_go_on
  }
}

/** Medusa captures the session's amount, so it must still be the one that the money was granted for. */
const IS_ITS_SESSION =
  "not exists (select 1 from payment_session s where s.id = almara_settlement.payment_session_id and s.amount <> almara_settlement.booked_amount::numeric)"

/**
 * A payment that Medusa has already it uses without asking the provider once more, so that one is taken here. Not every
 * settlement: a shopper who asks again and again while the stock is gone would keep the store from ever closing it.
 * Where the order stands already Medusa only answers it.
 */
const TAKE_FOR_COMPLETION = `
  with collection as (
    select payment_collection_id as id from cart_payment_collection where cart_id = :cart and deleted_at is null
  ), standing as (
    select 1 from order_cart l join "order" o on o.id = l.order_id and o.deleted_at is null where l.cart_id = :cart and l.deleted_at is null
  ), live as (
    select s.id, exists (select 1 from payment p where p.payment_session_id = s.id and p.deleted_at is null) as has_payment
    from payment_session s where s.payment_collection_id in (select id from collection) and s.deleted_at is null
  ), taken as (
    update almara_settlement set taken_at = now(), updated_at = now()
    where payment_session_id in (select id from live where has_payment) and closed_at is null and deleted_at is null and not exists (select 1 from standing)
    returning payment_session_id as id
  ), closed as (
    select a.payment_session_id as id from almara_settlement a
    where a.payment_session_id in (select id from live where has_payment) and a.deleted_at is null and a.payment_session_id not in (select id from taken)
  ), resolved as (
    select c.payment_session_id as id from almara_checkout c
    where c.payment_collection_id in (select id from collection) and c.state = 'resolved' and c.deleted_at is null
  ), payable as (
    select live.id from live
    where live.id not in (select id from resolved)
      or exists (select 1 from almara_settlement a where a.payment_session_id = live.id and a.closed_at is null and a.deleted_at is null)
  )
  select exists (select 1 from standing)
    or (not exists (select 1 from closed) and (not exists (select 1 from resolved) or exists (select 1 from payable))) as may_go_on`

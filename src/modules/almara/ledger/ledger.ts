import type { Attention, AttentionKey, AttentionReason } from "../../../core/checkout/attention"
import { generateEntityId, MedusaError } from "@medusajs/framework/utils"
import { BEYOND_CALLBACKS, sourcesOf, type CheckoutState } from "../../../core/checkout/states"
import { countOutcome } from "../../../telemetry/metrics"
import { attentionToAnnounce, clearAttention, closeAttention, raiseAttention } from "./attention"
import type { Connection } from "../connection"
import { isOver, takeForCompletion } from "./closed-money"
import { finishing } from "../inbox/finish"
import { findDeadline, type Deadline } from "../orders/kept-orders"
import {
  CHECKOUT,
  moveWithin,
  readColumns,
  writeCheckout,
  writeClosing,
  writeEvent,
  writeSettling,
  writtenNow,
  type Closing,
  type LedgerEvent,
  type Settles,
} from "./statements"
import { inSeconds, inSql, isFree, Moment, NOW, READ_AT } from "../moments"
import { dueWithinDeadline, keepOrder } from "../orders/orders"
import type { CheckoutPatch, CheckoutRow, Timed } from "./rows"

export type { LedgerEvent, Settles }

/** `amount` is in major units, a decimal string. */
export type NewCheckout = Timed<
  Pick<
    CheckoutRow,
    | "placement"
    | "attempt"
    | "payment_session_id"
    | "payment_collection_id"
    | "cart_id"
    | "order_id"
    | "conversation_id"
    | "checkout_reference"
    | "amount"
    | "currency_code"
  >
> & {
  /** The attempt's own time at Almara, which ends with its order's deadline at the latest; or when it ends. */
  due_at: Date | Moment
}

/** What one run of settle has decided about a checkout. */
export interface Decided {
  /** The state that it comes to; left out where it stays in its own. */
  to?: CheckoutState
  /** What the money pays for. */
  settles?: Settles
  patch: CheckoutPatch
  /** Money that was granted becomes nothing after all: what was granted is withdrawn. */
  isWithdrawn?: boolean
  /** For the timeline, in their order. */
  events: LedgerEvent[]
  /** Whether Almara was asked. */
  isChecked: boolean
  leaseInSeconds: number
}

/**
 * The ledger in SQL. What is not looked up by its id says `deleted_at is null`, because Medusa's indexes do and are not
 * used otherwise. It needs nothing but the store's Postgres connection, because the payment provider lives in the payment
 * module's container and sees nothing else of ours (medusa-2.21.md, finding 9).
 */
export class Ledger {
  constructor(private readonly connection: Connection) {}

  /**
   * Writes the row of a new attempt, before Almara hears of it, and in the same statement that of its order, if it has one.
   * Returns undefined when another process has just written the same attempt of the same session.
   */
  async insert(checkout: NewCheckout, actor: string): Promise<CheckoutRow | undefined> {
    return this.connection.transaction(async (transaction) => {
      const [row] = await transaction<CheckoutRow>(CHECKOUT)
        .modify((query) => void (checkout.order_id && query.with("kept", keepOrder(transaction, checkout.order_id))))
        .insert({
          id: generateEntityId("", "almchk"),
          ...inSql(transaction, { ...checkout, next_question_at: inSeconds(FIRST_CHECK_IN_SECONDS) }),
          ...(checkout.order_id &&
            checkout.due_at instanceof Moment && {
              due_at: dueWithinDeadline(transaction, checkout.order_id, checkout.due_at.secondsFromNow),
            }),
          raw_amount: JSON.stringify({ value: checkout.amount, precision: 20 }),
          state: "creating",
          created_at: transaction.fn.now(),
          updated_at: transaction.fn.now(),
        } as never)
        .onConflict()
        .ignore()
        .returning(readColumns(transaction))
      if (row) await writeEvent(transaction, row.id, { kind: "created", actor, detail: { attempt: row.attempt } })
      return row as CheckoutRow | undefined
    })
  }

  async find(id: string): Promise<CheckoutRow | undefined> {
    return read(this.connection).where({ id }).first()
  }

  async findByMerchantRequestId(merchantRequestId: string): Promise<CheckoutRow | undefined> {
    return read(this.connection).where({ conversation_id: merchantRequestId, deleted_at: null }).first()
  }

  /** The attempts of a payment session, the newest first. */
  async attempts(paymentSessionId: string): Promise<CheckoutRow[]> {
    return read(this.connection)
      .where({ payment_session_id: paymentSessionId, deleted_at: null })
      .orderBy("attempt", "desc")
  }

  /** The checkout whose money stands for this payment session, if there is one. */
  async settledCheckout(paymentSessionId: string): Promise<CheckoutRow | undefined> {
    return settledIn(this.connection, paymentSessionId).whereNull("settlement.closed_at").first()
  }

  /** The same, and where none stands for it any more the one that did until a person closed it. */
  async everSettledCheckout(paymentSessionId: string): Promise<CheckoutRow | undefined> {
    return settledIn(this.connection, paymentSessionId).orderByRaw("settlement.closed_at desc nulls first").first()
  }

  /**
   * Takes the money that stands for this payment session, for whoever makes a payment of it: from then on no person can
   * close it, until it is clear what came of that. Returns its checkout, the only thing that may be called captured;
   * undefined also where the session asks for another sum than the money was granted for.
   */
  async take(paymentSessionId: string): Promise<CheckoutRow | undefined> {
    const taken = this.connection("almara_settlement")
      .where({ payment_session_id: paymentSessionId, closed_at: null, deleted_at: null })
      .whereRaw(IS_ITS_SESSION)
      .update({ taken_at: this.connection.fn.now(), updated_at: this.connection.fn.now() })
      .returning("checkout_id")
    return read(this.connection).with("taken", taken).join("taken", "taken.checkout_id", `${CHECKOUT}.id`).first()
  }

  /** As `take`, for a cart that is about to be completed. Answers false where a person has closed what it would be completed with. */
  async takeForCompletion(cartId: string): Promise<boolean> {
    return takeForCompletion(this.connection, cartId)
  }

  /** The paid checkouts of these payment collections. */
  async paidOf(paymentCollectionIds: string[]): Promise<CheckoutRow[]> {
    if (paymentCollectionIds.length === 0) return []
    return read(this.connection)
      .whereIn("payment_collection_id", paymentCollectionIds)
      .where({ state: "paid", deleted_at: null })
  }

  /**
   * The other attempts for the same payment that may still be paid: of the same session, of every other session of its
   * payment collection, and of every other collection of its order.
   */
  async openBeside(
    checkout: Pick<CheckoutRow, "id" | "payment_session_id" | "order_id">,
    paymentCollectionId: string | null,
  ): Promise<CheckoutRow[]> {
    return read(this.connection)
      .whereNot({ id: checkout.id })
      .where({ closed_at: null, deleted_at: null })
      .where((same) => {
        void same.where({ payment_session_id: checkout.payment_session_id })
        if (paymentCollectionId) void same.orWhere({ payment_collection_id: paymentCollectionId })
        if (checkout.order_id) void same.orWhere({ order_id: checkout.order_id })
      })
  }

  /** Whether confirmed money stands for one of these payment collections. */
  async isAnySettled(paymentCollectionIds: string[]): Promise<boolean> {
    if (paymentCollectionIds.length === 0) return false
    const found = await this.connection("almara_settlement")
      .whereIn("payment_collection_id", paymentCollectionIds)
      .where({ closed_at: null, deleted_at: null })
      .first("id")
    return found !== undefined
  }

  /** Whether confirmed money stands for a cart's payment collection. */
  async isCartSettled(cartId: string): Promise<boolean> {
    const links = await this.connection("cart_payment_collection")
      .where({ cart_id: cartId, deleted_at: null })
      .select("payment_collection_id")
    return this.isAnySettled(links.map((link) => String(link.payment_collection_id)))
  }

  /** Money that is held for a payment collection, and whose payment session Medusa still has: nobody is to pay there again. */
  async heldOf(paymentCollectionId: string): Promise<CheckoutRow | undefined> {
    return read(this.connection)
      .where({ payment_collection_id: paymentCollectionId, state: "held", deleted_at: null })
      .whereExists(
        (session) =>
          void session
            .select(this.connection.raw("1"))
            .from("payment_session")
            .whereRaw(`payment_session.id = ${CHECKOUT}.payment_session_id`)
            .whereNull("payment_session.deleted_at"),
      )
      .first()
  }

  /** The checkout that has paid for a payment collection, if one has. */
  async settlementOf(paymentCollectionId: string): Promise<{ checkout_id: string } | undefined> {
    return this.connection("almara_settlement")
      .where({ payment_collection_id: paymentCollectionId, closed_at: null, deleted_at: null })
      .first("checkout_id")
  }

  /** Whether a payment session asks for another sum than its payment collection by now. */
  async asksForOtherSum(paymentSessionId: string): Promise<boolean> {
    const found = await this.connection("payment_session as s")
      .join("payment_collection as c", "c.id", "s.payment_collection_id")
      .where("s.id", paymentSessionId)
      .whereRaw("s.amount <> c.amount and s.deleted_at is null and c.deleted_at is null")
      .first("s.id")
    return found !== undefined
  }

  /** Whether money for this payment collection was dealt with, and its order was canceled: nothing is to be paid there any more. */
  async isOver(paymentCollectionId: string): Promise<boolean> {
    return isOver(this.connection, paymentCollectionId)
  }

  /**
   * Moves a checkout forward and notes it in its timeline, both or neither.
   * Returns the new row, or undefined when the row is not in a state from which `to` may be reached.
   */
  async move(
    id: string,
    to: CheckoutState,
    patch: CheckoutPatch,
    event: LedgerEvent,
  ): Promise<CheckoutRow | undefined> {
    const row = await moveWithin(this.connection, id, to, patch, event)
    if (row) countOutcome(row)
    return row
  }

  /** The next order takes a checkout over: that of a completion which Medusa rolled back. */
  async handOver(id: string, orderId: string): Promise<void> {
    await this.connection(CHECKOUT)
      .with("kept", keepOrder(this.connection, orderId))
      .where({ id })
      .update(writtenNow(this.connection, { order_id: orderId }))
  }

  /** Until when an order may be paid; undefined for an order that Medusa does not have. */
  async deadlineOf(orderId: string): Promise<Deadline | undefined> {
    return findDeadline(this.connection, orderId)
  }

  /** An order's checkouts, the newest first: of all its sessions, also of those that are gone. */
  async ofOrder(orderId: string): Promise<CheckoutRow[]> {
    return read(this.connection).where({ order_id: orderId, deleted_at: null }).orderBy("created_at", "desc")
  }

  /** Changes what is not the state. */
  async update(id: string, patch: CheckoutPatch): Promise<void> {
    await this.connection(CHECKOUT).where({ id }).update(writtenNow(this.connection, patch))
  }

  /** What check-status says takes the place of a reference that only a callback had said. */
  async confirmReference(id: string, transactionReference: string | undefined): Promise<void> {
    if (!transactionReference) return
    const confirmed = { transaction_reference: transactionReference, reference_from_callback: false }
    await this.connection(CHECKOUT)
      .where({ id, reference_from_callback: true })
      .update(writtenNow(this.connection, confirmed))
  }

  /**
   * A person says that this checkout's money pays for the payment collection: moves it to `received`.
   * Answers `taken` or `outrun`, and writes nothing, as `record` does. Throws CONFLICT, and writes nothing, when somebody
   * dealt with the checkout in the meantime.
   */
  async settle(
    checkoutId: string,
    settles: Settles,
    patch: CheckoutPatch,
    event: LedgerEvent,
  ): Promise<"settled" | "taken" | "outrun"> {
    const write = {
      where: { id: checkoutId },
      from: sourcesOf("received"),
      update: { ...patch, state: "received" as const },
      events: [event],
    }
    const settled = await writeSettling(this.connection, write, settles)
    if (settled === "taken" || settled === "outrun") return settled
    if (!settled)
      throw new MedusaError(MedusaError.Types.CONFLICT, `The checkout ${checkoutId} was dealt with in the meantime.`)
    return "settled"
  }

  /**
   * Writes down what was decided, all or nothing, under the lease of the run that decided, which begins anew with it: the
   * status check that was made, the new state, the settlement row where the money pays for something.
   * Answers `taken`, and writes nothing, when another checkout has paid through that session or for that cart, and `outrun`
   * when the order's money was decided about since its revision was read. Throws CONFLICT when another process has taken the
   * lease over or somebody dealt with the checkout meanwhile.
   */
  async record(
    checkout: Pick<CheckoutRow, "id" | "claimed_by">,
    decided: Decided,
  ): Promise<"recorded" | "taken" | "outrun"> {
    const { id, claimed_by } = checkout
    const { to, patch, events, isChecked, settles, isWithdrawn, leaseInSeconds } = decided
    const write = {
      where: { id, claimed_by },
      from: to && sourcesOf(to),
      update: {
        ...patch,
        ...(to && { state: to }),
        ...(isChecked && { questions: this.connection.raw("questions + 1"), last_question_at: NOW }),
        claimed_until: inSeconds(leaseInSeconds),
      },
      events,
      isWithdrawn,
    }
    const written = settles
      ? await writeSettling(this.connection, write, settles)
      : await writeCheckout(this.connection, write)
    if (written === "taken" || written === "outrun") return written
    if (!written)
      throw new MedusaError(MedusaError.Types.CONFLICT, `The checkout ${id} is dealt with by somebody else.`)
    if (to) countOutcome(written)
    return "recorded"
  }

  /**
   * Closes held money that a person dealt with outside, under that person's lease. It stands for no payment collection any
   * more, so that another attempt may pay, and is never called captured again. Answers `taken`, and writes nothing, while it
   * may be becoming an order; undefined when the checkout is not held.
   */
  async resolve(
    { id, claimed_by }: Pick<CheckoutRow, "id" | "claimed_by">,
    closing: Closing,
    event: LedgerEvent,
  ): Promise<CheckoutRow | "taken" | undefined> {
    const update = { state: "resolved" as const, closed_at: NOW, next_question_at: null }
    const resolved = await writeClosing(
      this.connection,
      { where: { id, claimed_by }, from: sourcesOf("resolved"), update, events: [event] },
      closing,
    )
    if (resolved && resolved !== "taken") countOutcome(resolved)
    return resolved
  }

  /**
   * Opens a case about a checkout, for a person to look at. Answers whether it was opened: not where the same is open or was
   * closed by a person, where something more urgent is open, or where its state has made it meaningless.
   */
  async raiseAttention(checkoutId: string, attention: Attention): Promise<boolean> {
    return raiseAttention(this.connection, checkoutId, attention)
  }

  /**
   * What these reasons are about is over by itself. That it was closed or announced is forgotten with it: where the same
   * comes up again, it is a new case. Answers whether one was open.
   */
  async clearAttention(checkoutId: string, reasons: readonly AttentionReason[]): Promise<boolean> {
    return clearAttention(this.connection, checkoutId, reasons)
  }

  /** A person has dealt with exactly this case. Answers false where it is not open any more. */
  async closeAttention(checkoutId: string, key: AttentionKey, event: LedgerEvent): Promise<boolean> {
    return closeAttention(this.connection, checkoutId, key, event)
  }

  /** Cases that are open and that nobody was told of. */
  async attentionToAnnounce(limit: number): Promise<CheckoutRow[]> {
    return attentionToAnnounce(this.connection, limit)
  }

  /** Whether Medusa has a payment of this session. */
  async hasPayment(paymentSessionId: string): Promise<boolean> {
    return (
      (await this.connection("payment")
        .where({ payment_session_id: paymentSessionId, deleted_at: null })
        .first("id")) !== undefined
    )
  }

  /** Adds a line to a checkout's timeline. */
  async note(checkoutId: string, event: LedgerEvent): Promise<void> {
    await writeEvent(this.connection, checkoutId, event)
  }

  /**
   * Takes the sole right to settle a checkout for so many seconds. A lease of a process that died runs out, and because every
   * lease sets a next check, the scheduler then takes up what that process left undone, also on a closed checkout.
   * Returns the row as it is under the lease, or undefined when another process has it, or when Almara was asked about it
   * after `unlessCheckedSince`.
   */
  async lease(id: string, by: string, seconds: number, unlessCheckedSince?: Date): Promise<CheckoutRow | undefined> {
    const [row] = await this.connection<CheckoutRow>(CHECKOUT)
      .where({ id })
      .where((free) => free.where(isFree(this.connection, "claimed_until", seconds)).orWhere("claimed_by", by))
      .modify((query) => {
        // A check that lies in the future is one of a wrong clock.
        if (unlessCheckedSince)
          void query.whereRaw(
            "(last_question_at is null or last_question_at <= ? or last_question_at > clock_timestamp())",
            [unlessCheckedSince],
          )
      })
      .update(
        writtenNow(this.connection, {
          claimed_by: by,
          claimed_until: inSeconds(seconds),
          next_question_at: inSeconds(seconds),
        }) as never,
      )
      .returning(readColumns(this.connection))
    return row as CheckoutRow | undefined
  }

  /**
   * Gives a lease back, with what is left to say: the next check, what was announced. Where no callback can change the
   * checkout any more, none of those that wait needs anything more. Returns the row as it is then; undefined when another
   * process has taken the lease over in the meantime, which is left alone.
   */
  async release(
    id: string,
    by: string,
    left: Pick<CheckoutPatch, "next_question_at" | "announced_state" | "last_error"> = {},
  ): Promise<CheckoutRow | undefined> {
    const released = this.connection(CHECKOUT)
      .where({ id, claimed_by: by })
      .update(writtenNow(this.connection, { claimed_by: null, claimed_until: null, ...left }))
      .returning("*")
    const over = this.connection("released").select("id").whereIn("state", BEYOND_CALLBACKS)
    const [row] = await this.connection
      .with("released", released)
      .with("finished", finishing(this.connection, over))
      .select("*", this.connection.raw(READ_AT))
      .from("released")
    return row as CheckoutRow | undefined
  }
}

function read(connection: Connection) {
  return connection<CheckoutRow>(CHECKOUT).select(readColumns(connection))
}

function settledIn(connection: Connection, paymentSessionId: string) {
  return read(connection)
    .join("almara_settlement as settlement", "settlement.checkout_id", `${CHECKOUT}.id`)
    .where("settlement.payment_session_id", paymentSessionId)
    .whereNull("settlement.deleted_at")
}

/** Medusa captures the session's amount, so it must still be the one that the money was granted for. */
const IS_ITS_SESSION =
  "not exists (select 1 from payment_session s where s.id = almara_settlement.payment_session_id and s.amount <> almara_settlement.booked_amount::numeric)"

export const FIRST_CHECK_IN_SECONDS = 60

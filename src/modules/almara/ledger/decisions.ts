import { generateEntityId, MedusaError } from "@medusajs/framework/utils"
import { sourcesOf, type CheckoutState } from "../../../core/checkout/states"
import { countState } from "../../../telemetry/metrics"
import { inSeconds, inSql, Moment, NOW } from "../moments"
import { dueWithinDeadline, keepOrder } from "../orders/orders"
import { LedgerLeases } from "./leases"
import type { CheckoutPatch, CheckoutRow, Timed } from "./rows"
import {
  CHECKOUT,
  readColumns,
  writeCheckout,
  writeClosing,
  writeEvent,
  writeMoved,
  writeSettling,
  writtenNow,
  type Closing,
  type LedgerEvent,
  type Settles,
} from "./statements"

export const FIRST_CHECK_IN_SECONDS = 60

/** `amount` is in major units, a decimal string. */
export type NewCheckout = Timed<
  Pick<
    CheckoutRow,
    | "placement"
    | "method"
    | "account"
    | "attempt"
    | "payment_session_id"
    | "payment_collection_id"
    | "cart_id"
    | "order_id"
    | "merchant_request_id"
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

/** What was decided about checkouts, and what is known of them. */
export class LedgerDecisions extends LedgerLeases {
  /**
   * Writes the row of a new attempt, before Almara hears of it, and in the same statement that of its order, if it has
   * one. Returns undefined when another process has just written the same attempt of the same session.
   */
  async insert(checkout: NewCheckout, actor: string): Promise<CheckoutRow | undefined> {
    return this.connection.transaction(async (transaction) => {
      const [row] = await transaction<CheckoutRow>(CHECKOUT)
        .modify((query) => void (checkout.order_id && query.with("kept", keepOrder(transaction, checkout.order_id))))
        .insert({
          id: generateEntityId("", "almchk"),
          ...inSql(transaction, { ...checkout, next_check_at: inSeconds(FIRST_CHECK_IN_SECONDS) }),
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

  /** The next order takes a checkout over: that of a completion which Medusa rolled back. */
  async handOver(id: string, orderId: string): Promise<void> {
    await this.connection(CHECKOUT)
      .with("kept", keepOrder(this.connection, orderId))
      .where({ id })
      .update(writtenNow(this.connection, { order_id: orderId }))
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
    const row = await writeCheckout(this.connection, {
      where: { id },
      from: sourcesOf(to),
      update: { ...patch, state: to },
      events: [event],
    })
    if (row) countState(row)
    return row
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

  /** Adds a line to a checkout's timeline. */
  async note(checkoutId: string, event: LedgerEvent): Promise<void> {
    await writeEvent(this.connection, checkoutId, event)
  }

  /**
   * Writes down what was decided, all or nothing, under the lease of the run that decided, which begins anew with it:
   * the status check that was made, the new state, the settlement row where the money pays for something.
   * Returns `taken`, and writes nothing, when another checkout has paid through that session or for that cart, and
   * `outrun` when the order's money was decided about since its revision was read.
   * @throws CONFLICT when another process has taken the lease over or somebody dealt with the checkout meanwhile.
   */
  async record(
    checkout: Pick<CheckoutRow, "id" | "leased_by">,
    decided: Decided,
  ): Promise<"recorded" | "taken" | "outrun"> {
    const { id, leased_by } = checkout
    const { to, patch, events, isChecked, settles, isWithdrawn, leaseInSeconds } = decided
    const write = {
      where: { id, leased_by },
      from: to && sourcesOf(to),
      update: {
        ...patch,
        ...(to && { state: to }),
        ...(isChecked && { checks: this.connection.raw("checks + 1"), last_check_at: NOW }),
        leased_until: inSeconds(leaseInSeconds),
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
    if (to) countState(written)
    return "recorded"
  }

  /**
   * A person says that this checkout's money pays for the payment collection: moves it to `received`. Where the patch
   * names another session, the one that it had come through keeps a closed settlement, by which its shopper is still
   * found. Returns `taken` or `outrun`, and writes nothing, as `record` does.
   * @throws CONFLICT, and writes nothing, when somebody dealt with the checkout in the meantime.
   */
  async settle(
    { id, payment_session_id: cameThrough }: Pick<CheckoutRow, "id" | "payment_session_id">,
    settles: Settles,
    patch: CheckoutPatch,
    event: LedgerEvent,
  ): Promise<"settled" | "taken" | "outrun"> {
    const write = {
      where: { id },
      from: sourcesOf("received"),
      update: { ...patch, state: "received" as const },
      events: [event],
    }
    return this.connection.transaction(async (transaction) => {
      const settled = await writeSettling(transaction, write, settles)
      if (settled === "taken" || settled === "outrun") return settled
      if (!settled)
        throw new MedusaError(MedusaError.Types.CONFLICT, `The checkout ${id} was dealt with in the meantime.`)
      if (settles.session !== cameThrough) await writeMoved(transaction, id, cameThrough, settles)
      return "settled"
    })
  }

  /**
   * Closes held money that a person dealt with outside, under that person's lease. It stands for no payment collection
   * any more, so that another attempt may pay, and is never called captured again. Returns `taken`, and writes nothing,
   * while it may be becoming an order; undefined when the checkout is not held.
   */
  async resolve(
    { id, leased_by }: Pick<CheckoutRow, "id" | "leased_by">,
    closing: Closing,
    event: LedgerEvent,
  ): Promise<CheckoutRow | "taken" | undefined> {
    const update = { state: "resolved" as const, closed_at: NOW, next_check_at: null }
    const resolved = await writeClosing(
      this.connection,
      { where: { id, leased_by }, from: sourcesOf("resolved"), update, events: [event] },
      closing,
    )
    if (resolved && resolved !== "taken") countState(resolved)
    return resolved
  }
}

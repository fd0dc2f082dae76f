import type { CheckoutId, MerchantRequestId, TextOf } from "../../../core/ids"
import { isOurs } from "../../../core/provider-id"
import type { Connection } from "../connection"
import { isHeldFor } from "../orders/held-money"
import { DEADLINE_OF_ORDER, type Deadline } from "../orders/kept-orders"
import { CHECKOUT, MOVED, read } from "./statements"
import type { CheckoutRow } from "./rows"

/** What the ledger knows. Nothing here writes. */
export class LedgerReads {
  constructor(protected readonly connection: Connection) {}

  async find(id: TextOf<CheckoutId>): Promise<CheckoutRow | undefined> {
    return read(this.connection).where({ id }).first()
  }

  async findByMerchantRequestId(merchantRequestId: TextOf<MerchantRequestId>): Promise<CheckoutRow | undefined> {
    return read(this.connection).where({ merchant_request_id: merchantRequestId, deleted_at: null }).first()
  }

  /** Returns the attempts of a payment session, the newest first. */
  async attempts(paymentSessionId: string): Promise<CheckoutRow[]> {
    return read(this.connection)
      .where({ payment_session_id: paymentSessionId, deleted_at: null })
      .orderBy("attempt", "desc")
  }

  /**
   * Returns the attempt that a payment session names, also where a person has put its money onto another session since.
   * What other providers' sessions name is anybody's word.
   */
  async namedBy(paymentSessionId: string): Promise<CheckoutRow | undefined> {
    return read(this.connection)
      .joinRaw(
        `join payment_session named on named.id = ? and ${isOurs("named.provider_id")} and named.data->>'checkout_reference' = ${CHECKOUT}.checkout_reference`,
        [paymentSessionId],
      )
      .whereNull(`${CHECKOUT}.deleted_at`)
      .first()
  }

  /**
   * Returns the attempt whose money a person has put onto another session, by the one that it had come through and that
   * Medusa has deleted. Its row names the session that has the money now.
   */
  async movedFrom(paymentSessionId: string): Promise<CheckoutRow | undefined> {
    return settledIn(this.connection, paymentSessionId)
      .where("settlement.closed_as", MOVED)
      .whereRaw("not exists (select 1 from payment_session s where s.id = ? and s.deleted_at is null)", [
        paymentSessionId,
      ])
      .orderByRaw("settlement.closed_at desc")
      .first()
  }

  /** Returns the newest payment session of ours that an order has, on whichever of its payment collections. */
  async newestSessionOf(orderId: string): Promise<string | undefined> {
    const found = await this.connection("payment_session as s")
      .join("order_payment_collection as l", "l.payment_collection_id", "s.payment_collection_id")
      .where("l.order_id", orderId)
      .whereRaw(`l.deleted_at is null and s.deleted_at is null and ${isOurs("s.provider_id")}`)
      .orderBy("s.created_at", "desc")
      .first<{ id: string } | undefined>("s.id")
    return found?.id
  }

  /** Returns an order's checkouts, the newest first: of all its sessions, also of those that are gone. */
  async ofOrder(orderId: string): Promise<CheckoutRow[]> {
    return read(this.connection).where({ order_id: orderId, deleted_at: null }).orderBy("created_at", "desc")
  }

  /**
   * Returns the other attempts for the same payment that may still be paid: of the same session, of every other session
   * of its payment collection, and of every other collection of its order.
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

  /** Returns the checkout whose money stands for this payment session, if there is one. */
  async settledCheckout(paymentSessionId: string): Promise<CheckoutRow | undefined> {
    return settledIn(this.connection, paymentSessionId).whereNull("settlement.closed_at").first()
  }

  /** The same, and where none stands for it any more the one that did until a person closed it. */
  async everSettledCheckout(paymentSessionId: string): Promise<CheckoutRow | undefined> {
    return settledIn(this.connection, paymentSessionId)
      .whereRaw("settlement.closed_as is distinct from ?", [MOVED])
      .orderByRaw("settlement.closed_at desc nulls first")
      .first()
  }

  /** Returns the checkout that has paid for a payment collection, if one has. */
  async settlementOf(paymentCollectionId: string): Promise<{ checkout_id: string } | undefined> {
    return this.connection("almara_settlement")
      .where({ payment_collection_id: paymentCollectionId, closed_at: null, deleted_at: null })
      .first("checkout_id")
  }

  /** Returns whether confirmed money stands for one of these payment collections. */
  async isAnySettled(paymentCollectionIds: string[]): Promise<boolean> {
    if (paymentCollectionIds.length === 0) return false
    const found = await this.connection("almara_settlement")
      .whereIn("payment_collection_id", paymentCollectionIds)
      .where({ closed_at: null, deleted_at: null })
      .first("id")
    return found !== undefined
  }

  /** Returns whether confirmed money stands for a cart's payment collection. */
  async isCartSettled(cartId: string): Promise<boolean> {
    const links = await this.connection("cart_payment_collection")
      .where({ cart_id: cartId, deleted_at: null })
      .select("payment_collection_id")
    return this.isAnySettled(links.map((link) => String(link.payment_collection_id)))
  }

  /** Returns the paid checkouts of these payment collections. */
  async paidOf(paymentCollectionIds: string[]): Promise<CheckoutRow[]> {
    if (paymentCollectionIds.length === 0) return []
    return read(this.connection)
      .whereIn("payment_collection_id", paymentCollectionIds)
      .where({ state: "paid", deleted_at: null })
  }

  /**
   * Money that is held for a payment collection, and whose payment session Medusa still has: nobody may pay there
   * again.
   */
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

  /**
   * Returns whether money is held that may belong to what an order owes, through whichever of its payment collections
   * it came.
   */
  async isMoneyHeld(orderId: string): Promise<boolean> {
    const { rows } = await this.connection.raw<{ rows: [{ is_held: boolean }] }>(
      `select ${isHeldFor(":order")} as is_held`,
      { order: orderId },
    )
    return rows[0].is_held
  }

  /** Returns whether an order is still a merchant's draft. */
  async isDraft(orderId: string): Promise<boolean> {
    return (await this.connection("order").where({ id: orderId, status: "draft" }).first("id")) !== undefined
  }

  /**
   * Returns whether money for this payment collection was dealt with, and its order was canceled: nothing may be paid
   * there any more.
   */
  async isOver(paymentCollectionId: string): Promise<boolean> {
    const { rows } = await this.connection.raw<{ rows: [{ is_over: boolean }] }>(
      `select exists (
         select 1 from order_payment_collection l join "order" o on o.id = l.order_id and o.deleted_at is null
         where l.payment_collection_id = :collection and l.deleted_at is null and o.status = 'canceled'
       ) and exists (
         select 1 from almara_checkout where payment_collection_id = :collection and state = 'resolved' and deleted_at is null
       ) as is_over`,
      { collection: paymentCollectionId },
    )
    return rows[0].is_over
  }

  /** Returns whether a payment session asks for another sum than its payment collection by now. */
  async asksForOtherSum(paymentSessionId: string): Promise<boolean> {
    const found = await this.connection("payment_session as s")
      .join("payment_collection as c", "c.id", "s.payment_collection_id")
      .where("s.id", paymentSessionId)
      .whereRaw("s.amount <> c.amount and s.deleted_at is null and c.deleted_at is null")
      .first("s.id")
    return found !== undefined
  }

  /** Returns whether Medusa has a payment of this session. */
  async hasPayment(paymentSessionId: string): Promise<boolean> {
    return (
      (await this.connection("payment")
        .where({ payment_session_id: paymentSessionId, deleted_at: null })
        .first("id")) !== undefined
    )
  }

  /** Until when an order may be paid; undefined for an order that Medusa does not have. */
  async deadlineOf(orderId: string): Promise<Deadline | undefined> {
    const { rows } = await this.connection.raw<{ rows: Deadline[] }>(DEADLINE_OF_ORDER, { order: orderId })
    return rows[0]
  }

  /** Cases that are open and that nobody was told of: few, found by the index of what waits for a person. */
  async attentionToAnnounce(limit: number): Promise<CheckoutRow[]> {
    return read(this.connection)
      .whereNotNull("attention")
      .whereRaw("announced_attention is distinct from attention_key and deleted_at is null")
      .orderBy(["created_at", "id"])
      .limit(limit)
  }
}

function settledIn(connection: Connection, paymentSessionId: string) {
  return read(connection)
    .join("almara_settlement as settlement", "settlement.checkout_id", `${CHECKOUT}.id`)
    .where("settlement.payment_session_id", paymentSessionId)
    .whereNull("settlement.deleted_at")
}

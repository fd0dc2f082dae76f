import type { Connection, Executor } from "./connection"
import { usageOfCart } from "./promotion-usage"
import type { OrderRow } from "./rows"

/** In SQL, of an `"order" o`: the cart whose completion with a session of ours placed this order; null for every other order. */
export const OWN_CART = `
  (select l.cart_id from order_cart l
   where l.order_id = o.id and l.deleted_at is null and not o.is_draft_order and exists (
     select 1 from cart_payment_collection cc join payment_session s on s.payment_collection_id = cc.payment_collection_id and s.deleted_at is null
     where cc.cart_id = l.cart_id and cc.deleted_at is null and s.provider_id like 'pp\\_almara\\_%' and s.created_at <= o.created_at)
   limit 1)`

const KEEP = `
  insert into almara_order (id, cart_id, usage)
  select o.id, own.cart_id, ${usageOfCart("own.cart_id")}
  from "order" o cross join lateral (select ${OWN_CART} as cart_id) own
  where o.id = :order and o.deleted_at is null
  on conflict (id) do nothing`

/** The orders that the plugin asks money for, in SQL. */
export class Orders {
  constructor(private readonly connection: Connection) {}

  /** Writes an order's row where it has none. Asked again it changes nothing: what placed the order is known best at its first attempt. */
  async keep(id: string): Promise<void> {
    await this.connection.raw(KEEP, { order: id })
  }

  async find(id: string): Promise<OrderRow | undefined> {
    return this.connection<OrderRow>("almara_order").where({ id, deleted_at: null }).first()
  }
}

/** The statement of `Orders.keep`, for whoever writes more in the same statement. */
export function keepOrder(executor: Executor, id: string) {
  return executor.raw(KEEP, { order: id })
}

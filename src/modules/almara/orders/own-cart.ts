import { isOurs } from "../../../core/provider-id"

/**
 * In SQL, of an `"order" o`: the cart whose completion with a session of ours placed this order; null for every other
 * order.
 */
export const OWN_CART = `
  (select l.cart_id from order_cart l
   where l.order_id = o.id and l.deleted_at is null and not o.is_draft_order and exists (
     select 1 from cart_payment_collection cc join payment_session s on s.payment_collection_id = cc.payment_collection_id and s.deleted_at is null
     where cc.cart_id = l.cart_id and cc.deleted_at is null and ${isOurs("s.provider_id")} and s.created_at <= o.created_at)
   limit 1)`

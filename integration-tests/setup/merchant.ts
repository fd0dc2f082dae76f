import { orderOf, type Shop } from "./shopper"

/** What a merchant does in Medusa's admin to an order that stands. Amounts are numbers in major units. */

async function post(store: Shop, path: string, body: unknown = {}): Promise<any> {
  const answer = await store.admin(path, { method: "POST", body })
  if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

async function edit(store: Shop, orderId: string, change: (editId: string) => Promise<unknown>): Promise<void> {
  await post(store, "/admin/order-edits", { order_id: orderId })
  await change(orderId)
  await post(store, `/admin/order-edits/${orderId}/request`)
  await post(store, `/admin/order-edits/${orderId}/confirm`)
}

/** Returns the id of a variant. */
export async function variantOf(store: Shop, sku = "SHRT-BLU-L-4421"): Promise<string> {
  const { rows } = await store.database.query("select id from product_variant where sku = $1 and deleted_at is null", [
    sku,
  ])
  return rows[0].id
}

/** The items of an order, the dearest first. */
export async function itemsOf(
  store: Shop,
  orderId: string,
): Promise<{ id: string; unit_price: number; quantity: number }[]> {
  const { body } = await store.admin(`/admin/orders/${orderId}?fields=id,*items`)
  return body.order.items.sort(
    (one: { unit_price: number }, other: { unit_price: number }) => other.unit_price - one.unit_price,
  )
}

/** An item of this price is added. */
export async function editUp(store: Shop, orderId: string, price: number): Promise<void> {
  const variant = await variantOf(store)
  await edit(store, orderId, (id) =>
    post(store, `/admin/order-edits/${id}/items`, { items: [{ variant_id: variant, quantity: 1, unit_price: price }] }),
  )
}

/** An item of this price is added to a draft. */
export async function editDraft(store: Shop, orderId: string, price: number): Promise<void> {
  const variant = await variantOf(store)
  await post(store, `/admin/draft-orders/${orderId}/edit`)
  await post(store, `/admin/draft-orders/${orderId}/edit/items`, {
    items: [{ variant_id: variant, quantity: 1, unit_price: price }],
  })
  await post(store, `/admin/draft-orders/${orderId}/edit/request`)
  await post(store, `/admin/draft-orders/${orderId}/edit/confirm`)
}

/** Items are taken off. */
export async function editDown(store: Shop, orderId: string, itemIds: string[]): Promise<void> {
  await edit(store, orderId, async (id) => {
    for (const item of itemIds) await post(store, `/admin/order-edits/${id}/items/item/${item}`, { quantity: 0 })
  })
}

/** The price of an item is changed. */
export async function reprice(store: Shop, orderId: string, itemId: string, price: number): Promise<void> {
  await edit(store, orderId, (id) =>
    post(store, `/admin/order-edits/${id}/items/item/${itemId}`, { quantity: 1, unit_price: price }),
  )
}

/** A credit line: the order asks so much less. */
export async function credit(store: Shop, orderId: string, amount: number): Promise<void> {
  await post(store, `/admin/orders/${orderId}/credit-lines`, { amount, reference: "goodwill", reference_id: "1" })
}

/** Everything is sent. */
export async function fulfill(store: Shop, orderId: string): Promise<void> {
  const items = (await itemsOf(store, orderId)).map(({ id, quantity }) => ({ id, quantity }))
  await post(store, `/admin/orders/${orderId}/fulfillments`, { items, no_notification: true })
}

/** An item comes back, and one of this price goes out for it. */
export async function exchange(store: Shop, orderId: string, itemId: string, price: number): Promise<void> {
  const { exchange: begun } = await post(store, "/admin/exchanges", { order_id: orderId })
  await post(store, `/admin/exchanges/${begun.id}/inbound/items`, { items: [{ id: itemId, quantity: 1 }] })
  await post(store, `/admin/exchanges/${begun.id}/outbound/items`, {
    items: [{ variant_id: await variantOf(store), quantity: 1, unit_price: price }],
  })
  await post(store, `/admin/exchanges/${begun.id}/request`)
}

/** A claim is granted: an item is made good, in money, or by one that goes out for it at this price. */
export async function claim(store: Shop, orderId: string, itemId: string, price?: number): Promise<void> {
  const { claim: begun } = await post(store, "/admin/claims", {
    order_id: orderId,
    type: price === undefined ? "refund" : "replace",
  })
  await post(store, `/admin/claims/${begun.id}/claim-items`, { items: [{ id: itemId, quantity: 1 }] })
  await post(store, `/admin/claims/${begun.id}/inbound/items`, { items: [{ id: itemId, quantity: 1 }] })
  if (price !== undefined)
    await post(store, `/admin/claims/${begun.id}/outbound/items`, {
      items: [{ variant_id: await variantOf(store), quantity: 1, unit_price: price }],
    })
  await post(store, `/admin/claims/${begun.id}/request`)
}

/**
 * A return of one item is asked for; what is answered receives it. Medusa receives nothing without a place to put it.
 */
export async function returnItem(store: Shop, orderId: string, itemId: string): Promise<() => Promise<void>> {
  const { rows } = await store.database.query("select id from stock_location limit 1")
  const { return: begun } = await post(store, "/admin/returns", { order_id: orderId, location_id: rows[0].id })
  await post(store, `/admin/returns/${begun.id}/request-items`, { items: [{ id: itemId, quantity: 1 }] })
  await post(store, `/admin/returns/${begun.id}/request`)
  return async () => {
    await post(store, `/admin/returns/${begun.id}/receive`)
    await post(store, `/admin/returns/${begun.id}/receive-items`, { items: [{ id: itemId, quantity: 1 }] })
    await post(store, `/admin/returns/${begun.id}/receive/confirm`)
  }
}

/** A refund that was made outside is booked on the order's first payment. */
export async function refund(store: Shop, orderId: string, amount: number): Promise<void> {
  const { rows } = await store.database.query(
    "select p.id from payment p join order_payment_collection l on l.payment_collection_id = p.payment_collection_id where l.order_id = $1 and p.captured_at is not null order by p.created_at limit 1",
    [orderId],
  )
  await post(store, `/admin/payments/${rows[0].id}/refund`, { amount })
}

/** A payment collection that the merchant makes by the admin's API. */
export async function addCollection(store: Shop, orderId: string, amount: number): Promise<string> {
  return (await post(store, "/admin/payment-collections", { order_id: orderId, amount })).payment_collection.id
}

/** What Medusa answers where the merchant says that a collection was paid in another way. */
export function markAsPaid(store: Shop, orderId: string, collectionId: string): Promise<{ status: number; body: any }> {
  return store.admin(`/admin/payment-collections/${collectionId}/mark-as-paid`, {
    method: "POST",
    body: { order_id: orderId },
  })
}

/** What the order still asks for, as Medusa shows it; negative where it has received more. */
export async function owedBy(store: Shop, orderId: string): Promise<number> {
  const { body } = await store.admin(`/admin/orders/${orderId}?fields=id,total,*summary`)
  return body.order.summary.pending_difference
}

/** What stands in an order's books, the oldest first: what came in, and negative what went back. */
export async function bookedOn(store: Shop, orderId: string): Promise<number[]> {
  return (await orderOf(store, orderId)).transactions
    .sort((one: any, other: any) => Date.parse(one.created_at) - Date.parse(other.created_at))
    .map(({ amount }: { amount: number }) => amount)
}

/** The payment collections of an order, the oldest first: what each asks for, and what it has received. */
export async function collectionsOf(
  store: Shop,
  orderId: string,
): Promise<{ id: string; amount: number; captured: number; status: string }[]> {
  const { rows } = await store.database.query(
    `select c.id, c.amount::float, coalesce(c.captured_amount, 0)::float as captured, c.status from payment_collection c
     join order_payment_collection l on l.payment_collection_id = c.id and l.deleted_at is null
     where l.order_id = $1 and c.deleted_at is null order by c.created_at`,
    [orderId],
  )
  return rows
}

/** Money is booked on the order by hand, as a plugin or a script of the store does: Medusa tells nobody. */
export async function transact(store: Shop, orderId: string, amount: number): Promise<void> {
  await store.database.query(
    `insert into order_transaction (id, order_id, version, amount, raw_amount, currency_code, reference, reference_id, created_at, updated_at)
     select 'ordtrx_' || substr(o.id, 7, 10) || 'BYHAND' || floor(random() * 1e9)::text, o.id, o.version, $2::numeric, jsonb_build_object('value', $2::text, 'precision', 20), o.currency_code, 'cash', '1', now(), now()
     from "order" o where o.id = $1`,
    [orderId, amount],
  )
}

/** A line of an order's books is written once more, with this sum, and Medusa counts it as well. */
export async function bookAgain(store: Shop, transactionId: string, amount: number): Promise<void> {
  const { rows } = await store.database.query(
    `insert into order_transaction (id, order_id, version, amount, raw_amount, currency_code, reference, reference_id, created_at, updated_at)
     select id || 'B' || $2::text, order_id, version, $2::numeric, jsonb_build_object('value', $2::text, 'precision', 20), currency_code, reference, reference_id, now(), now()
     from order_transaction where id = $1 returning order_id`,
    [transactionId, amount],
  )
  await store.database.query(
    `update order_summary s set totals = totals || (
       select jsonb_object_agg(name, received) || jsonb_object_agg('raw_' || name, jsonb_build_object('value', received::text, 'precision', 20))
       from (select name, (totals->>name)::numeric + $2 as received from unnest(array['paid_total', 'transaction_total']) as name) counted)
     from "order" o where o.id = $1 and s.order_id = o.id and s.version = o.version`,
    [rows[0].order_id, amount],
  )
}

/** What is open is split over payment collections of these amounts, as by the admin's API. */
export async function splitRest(store: Shop, orderId: string, amounts: number[]): Promise<void> {
  const [first, ...others] = amounts
  const open = (await collectionsOf(store, orderId)).find(({ captured }) => captured === 0)
  await store.database.query(
    "update payment_collection set amount = $2::numeric, raw_amount = jsonb_build_object('value', $2::text, 'precision', 20) where id = $1",
    [open?.id, first],
  )
  for (const [place, amount] of others.entries()) {
    const id = `${open?.id}_${place}`
    await store.database.query(
      `insert into payment_collection (id, currency_code, amount, raw_amount, status)
       select $2, currency_code, $3::numeric, jsonb_build_object('value', $3::text, 'precision', 20), 'not_paid' from payment_collection where id = $1`,
      [open?.id, id, amount],
    )
    await store.database.query(
      "insert into order_payment_collection (id, order_id, payment_collection_id) values ($1, $2, $3)",
      [`ordpay_${id}`, orderId, id],
    )
  }
}

/** The order, its payment collections and sessions are in yen: the seeded region has no such currency. */
export async function inYen(store: Shop, orderId: string): Promise<void> {
  await store.database.query(`update "order" set currency_code = 'jpy' where id = $1`, [orderId])
  const collections = "(select payment_collection_id from order_payment_collection where order_id = $1)"
  await store.database.query(`update payment_collection set currency_code = 'jpy' where id in ${collections}`, [
    orderId,
  ])
  await store.database.query(
    `update payment_session set currency_code = 'jpy', data = data || '{"currency_code": "jpy"}' where payment_collection_id in ${collections}`,
    [orderId],
  )
}

import {
  choosePayment,
  completeCart,
  fillCart,
  ledgerRow,
  PROVIDER_ID,
  tryAgain,
  type Shop,
  type WaitingOrder,
} from "./shopper"

/** Medusa's own provider, by which a shopper pays in another way. */
export const OTHER_PROVIDER_ID = "pp_system_default"

async function ok(call: Promise<{ status: number; body: any }>): Promise<any> {
  const { status, body } = await call
  if (status !== 200) throw new Error(`The store answered ${status}: ${JSON.stringify(body)}`)
  return body
}

const post = (store: Shop, path: string, body: unknown) => ok(store.admin(path, { method: "POST", body }))

/** The Kenyan region also offers Medusa's own provider. */
export async function offerOtherProvider(store: Shop): Promise<void> {
  const { rows } = await store.database.query("select id from region where currency_code = 'kes' limit 1")
  await post(store, `/admin/regions/${rows[0].id}`, { payment_providers: [PROVIDER_ID, OTHER_PROVIDER_ID] })
}

/** The shopper chooses to pay in another way. */
export async function chooseOtherProvider(store: Shop, paymentCollectionId: string): Promise<void> {
  await ok(
    store.shop(`/store/payment-collections/${paymentCollectionId}/payment-sessions`, {
      method: "POST",
      body: { provider_id: OTHER_PROVIDER_ID },
    }),
  )
}

/** An order that the merchant made by hand, and whose customer has opened Almara's page once. */
export async function placeDraftOrder(store: Shop): Promise<WaitingOrder> {
  return openFirstPage(store, await placeUntouchedDraft(store))
}

/** A draft again, as where Medusa rolls its conversion back, and its customer has opened Almara's page meanwhile. */
export async function openDraft(store: Shop): Promise<WaitingOrder> {
  const order = await placeDraftOrder(store)
  await store.database.query(`update "order" set status = 'draft', is_draft_order = true where id = $1`, [
    order.orderId,
  ])
  return order
}

async function openFirstPage(store: Shop, orderId: string): Promise<WaitingOrder> {
  return openPage(store, { id: "none", paymentCollectionId: await wholeCollection(store, orderId), orderId })
}

/** A payment collection for all that an order or a draft asks for. */
export async function wholeCollection(store: Shop, orderId: string): Promise<string> {
  const { order } = await ok(store.admin(`/admin/orders/${orderId}`))
  const { payment_collection } = await post(store, "/admin/payment-collections", {
    order_id: orderId,
    amount: order.total,
  })
  return payment_collection.id
}

/** An order that the merchant made by hand, with no payment of any kind yet. */
export async function placeUntouchedDraft(store: Shop): Promise<string> {
  const orderId = await writeDraft(store)
  await confirmDraft(store, orderId)
  return orderId
}

/** The draft becomes an order. */
export async function confirmDraft(store: Shop, orderId: string): Promise<void> {
  await post(store, `/admin/draft-orders/${orderId}/convert-to-order`, {})
}

/** A draft of an order, of one shirt. */
export async function writeDraft(store: Shop): Promise<string> {
  const { rows } = await store.database.query(
    "select (select id from region where currency_code = 'kes' limit 1) as region, (select sales_channel_id from sales_channel_stock_location limit 1) as channel, (select id from product_variant where sku = 'SHRT-BLK-XL-9981') as variant",
  )
  const { region, channel, variant } = rows[0]
  const { draft_order } = await post(store, "/admin/draft-orders", {
    region_id: region,
    sales_channel_id: channel,
    email: "achieng@example.com",
    items: [{ variant_id: variant, quantity: 1 }],
  })
  return draft_order.id
}

/** An order that was placed with Medusa's own provider, and whose customer then chose Almara after all. */
export async function placeWithOtherProvider(store: Shop): Promise<WaitingOrder> {
  const cart = await fillCart(store)
  await chooseOtherProvider(store, cart.paymentCollectionId)
  const { body } = await completeCart(store, cart.id)
  if (body.type !== "order") throw new Error(`No order was placed: ${JSON.stringify(body.error ?? body)}`)
  await loseOtherPayment(store, cart.paymentCollectionId)
  return openPage(store, { id: cart.id, paymentCollectionId: cart.paymentCollectionId, orderId: body.order.id })
}

/** What the other provider has authorized would be a payment, which is another matter. */
export async function loseOtherPayment(store: Shop, paymentCollectionId: string): Promise<void> {
  await store.database.query("delete from payment where payment_collection_id = $1", [paymentCollectionId])
  await store.database.query("update payment_collection set status = 'awaiting', authorized_amount = 0 where id = $1", [
    paymentCollectionId,
  ])
}

async function openPage(
  store: Shop,
  placed: Pick<WaitingOrder, "id" | "paymentCollectionId" | "orderId">,
): Promise<WaitingOrder> {
  const paymentSessionId = await choosePayment(store, placed.paymentCollectionId)
  await ok(tryAgain(store, paymentSessionId))
  const { id, merchant_request_id } = await ledgerRow(store, paymentSessionId)
  return { ...placed, paymentSessionId, checkoutId: id, merchantRequestId: merchant_request_id }
}

/** Money that the merchant has booked onto an order by hand. */
export async function addTransaction(store: Shop, orderId: string, amount: number): Promise<void> {
  await store.database.query(
    "insert into order_transaction (id, order_id, version, amount, raw_amount, currency_code, reference, reference_id) values ($1, $2, 1, $3, $4, 'kes', 'cash', '1')",
    [`ordtrx_${orderId}`, orderId, amount, { value: String(amount), precision: 20 }],
  )
}

/** What a process leaves that dies between placing the order and writing a checkout into the ledger. */
export async function abandon(store: Shop, order: WaitingOrder): Promise<WaitingOrder> {
  await store.database.query("delete from almara_checkout_event where checkout_id = $1", [order.checkoutId])
  await store.database.query("delete from almara_checkout where id = $1", [order.checkoutId])
  await store.database.query("delete from almara_order where id = $1", [order.orderId])
  await store.database.query("update payment_session set status = 'pending' where id = $1", [order.paymentSessionId])
  return order
}

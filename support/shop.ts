import type { Client } from "pg"

/** What shopping needs of a store. */
export interface Shop {
  admin: Call
  shop: Call
  database: Client
}

/** One JSON call to a path of the store. */
export type Call = (path: string, init?: { method?: string; body?: unknown }) => Promise<{ status: number; body: any }>

/** The three shirts of the documented example; together 7,000 KES. */
export const SHIRTS = ["SHRT-BLK-XL-9981", "SHRT-BLU-L-4421", "SHRT-GRN-M-7712"]
export const PROVIDER_ID = "pp_almara_almara"

/** A cart that needs only a way of paying. */
export interface CartToPay {
  id: string
  paymentCollectionId: string
}

export interface FilledCart extends CartToPay {
  paymentSessionId: string
}

/**
 * A filled cart with a payment session. Where the store's database copies such a cart, as those of the specs do, the
 * cart is a copy; `more`, which stands in the cart as well (codes, another e-mail), needs one that is filled anew.
 */
export async function fillCart(
  store: Shop,
  skus: string[] = SHIRTS,
  more: Record<string, unknown> = {},
): Promise<FilledCart> {
  const copy = Object.keys(more).length === 0 ? await copyOfCart(store.database, skus) : undefined
  const cart = copy ?? (await fillCartAnew(store, skus, more))
  return { ...cart, paymentSessionId: await choosePayment(store, cart.paymentCollectionId) }
}

async function copyOfCart(database: Client, skus: string[]): Promise<CartToPay | undefined> {
  const { rows } = await database.query("select to_regproc('spec_copy_cart') is not null as copies")
  if (!rows[0].copies) return undefined
  const copied = await database.query("select * from spec_copy_cart($1)", [skus])
  return copied.rows[0] && { id: copied.rows[0].cart_id, paymentCollectionId: copied.rows[0].payment_collection_id }
}

/** Fills a cart the way a storefront does, in as few calls as possible, up to its payment collection. */
export async function fillCartAnew(
  store: Shop,
  skus: string[],
  more: Record<string, unknown> = {},
): Promise<CartToPay> {
  const query = async (sql: string, values?: unknown[]) => (await store.database.query(sql, values)).rows
  return fillGoods(store.shop, await goodsOf(query, skus), more)
}

/** What a cart is filled with in the Kenyan region, with its free delivery. */
export interface Goods {
  regionId: string
  shippingOptionId: string
  items: { variant_id: string; quantity: number }[]
}

/** As `fillCart`, with what is known already. */
export async function fillCartWith(shop: Call, goods: Goods, more: Record<string, unknown> = {}): Promise<FilledCart> {
  const cart = await fillGoods(shop, goods, more)
  return { ...cart, paymentSessionId: await choosePayment({ shop }, cart.paymentCollectionId) }
}

async function fillGoods(
  shop: Call,
  { regionId, shippingOptionId, items }: Goods,
  more: Record<string, unknown>,
): Promise<CartToPay> {
  const address = {
    first_name: "Wanjiku",
    last_name: "Kamau",
    address_1: "Moi Avenue 1",
    city: "Nairobi",
    country_code: "ke",
    postal_code: "00100",
  }
  const filled = {
    region_id: regionId,
    email: "wanjiku@example.com",
    shipping_address: address,
    billing_address: address,
    items,
    ...more,
  }
  const { cart } = await expectOk(shop("/store/carts", { method: "POST", body: filled }))
  await expectOk(
    shop(`/store/carts/${cart.id}/shipping-methods`, { method: "POST", body: { option_id: shippingOptionId } }),
  )
  const { payment_collection } = await expectOk(
    shop("/store/payment-collections", { method: "POST", body: { cart_id: cart.id } }),
  )
  return { id: cart.id, paymentCollectionId: payment_collection.id }
}

/** Initiates a payment session with Almara; returns its id. */
export async function choosePayment(
  store: Pick<Shop, "shop">,
  paymentCollectionId: string,
  data?: Record<string, unknown>,
  providerId = PROVIDER_ID,
): Promise<string> {
  const { status, body } = await store.shop(`/store/payment-collections/${paymentCollectionId}/payment-sessions`, {
    method: "POST",
    body: { provider_id: providerId, ...(data && { data }) },
  })
  if (status !== 200) throw new Error(`No payment session: ${status} ${JSON.stringify(body)}`)
  const sessions: { id: string; provider_id: string }[] = body.payment_collection.payment_sessions
  const session = sessions.find((one) => one.provider_id === providerId)
  if (!session) throw new Error("The payment collection has no Almara session.")
  return session.id
}

/** Completes a cart as the storefront does. */
export async function completeCart(store: Shop, cartId: string): Promise<{ status: number; body: any }> {
  return store.shop(`/store/carts/${cartId}/complete`, { method: "POST", body: {} })
}

/** What the storefront's endpoint says about a payment. */
export async function checkoutOf(store: Shop, paymentSessionId: string): Promise<any> {
  const { body } = await store.shop(`/store/almara/checkouts/${paymentSessionId}`)
  return body.checkout
}

export interface WaitingOrder extends FilledCart {
  orderId: string
  merchantRequestId: string
  checkoutId: string
}

/** Order first: an order that is placed and waits for its payment at Almara. */
export async function placeWaitingOrder(
  store: Shop,
  skus?: string[],
  more?: Record<string, unknown>,
): Promise<WaitingOrder> {
  const cart = await fillCart(store, skus, more)
  const { body } = await completeCart(store, cart.id)
  if (body.type !== "order") throw new Error(`No order was placed: ${JSON.stringify(body.error ?? body)}`)
  const row = await ledgerRow(store, cart.paymentSessionId)
  return { ...cart, orderId: body.order.id, merchantRequestId: row.merchant_request_id, checkoutId: row.id }
}

/** A payment that has begun at Almara, whether its order is placed already or only its cart is filled. */
export interface BegunPayment extends FilledCart {
  merchantRequestId: string
  checkoutId: string
  checkoutReference: string
}

/**
 * Begins a payment the way the store's placement does: with the order first its order is placed, else its cart is
 * filled.
 */
export async function beginPayment(store: Shop, placement: "order_first" | "pay_first"): Promise<BegunPayment> {
  const cart = placement === "order_first" ? await placeWaitingOrder(store) : await fillCart(store)
  const { id, merchant_request_id, checkout_reference } = await ledgerRow(store, cart.paymentSessionId)
  return { ...cart, checkoutId: id, merchantRequestId: merchant_request_id, checkoutReference: checkout_reference }
}

/** Tries a payment again, as the storefront's button does. */
export async function tryAgain(store: Shop, paymentSessionId: string): Promise<{ status: number; body: any }> {
  return store.shop(`/store/almara/checkouts/${paymentSessionId}/retry`, { method: "POST", body: {} })
}

/** Lets the due date of a checkout and the grace after it pass. */
export async function passDueDate(store: Shop, checkoutId: string): Promise<void> {
  await store.database.query(
    "update almara_checkout set due_at = now() - interval '1 day', next_check_at = now() where id = $1",
    [checkoutId],
  )
}

/** The next check of a checkout is due now. */
export async function makeDue(store: Shop, checkoutId: string): Promise<void> {
  await store.database.query("update almara_checkout set next_check_at = now() where id = $1", [checkoutId])
}

/** The order that a cart became; undefined while it is none. */
export async function orderIdOf(store: Shop, cart: { id: string }): Promise<string | undefined> {
  const { rows } = await store.database.query(
    "select order_id from order_cart where cart_id = $1 and deleted_at is null",
    [cart.id],
  )
  return rows[0]?.order_id
}

/** The newest attempt of a session, straight from the ledger. */
export async function ledgerRow(store: Shop, paymentSessionId: string): Promise<any> {
  const { rows } = await store.database.query(
    "select * from almara_checkout where payment_session_id = $1 order by attempt desc limit 1",
    [paymentSessionId],
  )
  return rows[0]
}

/** One attempt, straight from the ledger. */
export async function checkoutRow(store: Shop, checkoutId: string): Promise<any> {
  return (await store.database.query("select * from almara_checkout where id = $1", [checkoutId])).rows[0]
}

/** Waits until a checkout is in this state and nobody is at work on it; returns its row. */
export async function untilState(store: Shop, checkoutId: string, state: string): Promise<any> {
  return eventually(
    () => checkoutRow(store, checkoutId),
    (seen) => seen.state === state && seen.leased_by === null,
  )
}

/** The callbacks that came for a checkout, the first one first. */
export async function inboxOf(store: Shop, checkoutId: string): Promise<any[]> {
  return (
    await store.database.query("select * from almara_callback where checkout_id = $1 order by created_at", [checkoutId])
  ).rows
}

/** Waits until so many callbacks of a checkout are processed; returns the rows that stand for them. */
export async function untilProcessed(store: Shop, checkoutId: string, count: number): Promise<any[]> {
  return eventually(
    () => inboxOf(store, checkoutId),
    (seen) => seen.reduce((sum, { times }) => sum + times, 0) === count && seen.every(({ state }) => state === "done"),
  )
}

/** The order with what says whether it is paid. */
export async function orderOf(store: Shop, orderId: string): Promise<any> {
  const { body } = await store.admin(
    `/admin/orders/${orderId}?fields=id,display_id,status,payment_status,total,currency_code,*payment_collections,*payment_collections.payments,*payment_collections.payments.captures,*payment_collections.payment_sessions,*transactions,*summary`,
  )
  return body.order
}

/** Waits until something is so; throws after a while with what was seen last. */
export async function eventually<T>(
  look: () => Promise<T>,
  isSo: (seen: T) => boolean,
  milliseconds = 90_000,
): Promise<T> {
  const end = Date.now() + milliseconds
  let seen = await look()
  while (!isSo(seen) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    seen = await look()
  }
  if (!isSo(seen)) throw new Error(`It did not come to be. Seen last: ${JSON.stringify(seen)?.slice(0, 2000)}`)
  return seen
}

/** Reads what a cart is filled with, one of each; every store of the specs has it. */
export async function goodsOf(
  query: (sql: string, values?: unknown[]) => Promise<any[]>,
  skus: readonly string[],
): Promise<Goods> {
  const [shop] = await query(
    "select (select id from region where currency_code = 'kes' limit 1) as region, (select id from shipping_option limit 1) as option",
  )
  const variants = await query("select id, sku from product_variant where sku = any($1)", [skus])
  const items = skus.map((sku) => {
    const variant = variants.find((row) => row.sku === sku)
    if (!variant) throw new Error(`There is no variant ${sku}.`)
    return { variant_id: variant.id, quantity: 1 }
  })
  return { regionId: shop.region, shippingOptionId: shop.option, items }
}

async function expectOk(call: Promise<{ status: number; body: any }>): Promise<any> {
  const { status, body } = await call
  if (status !== 200) throw new Error(`The store answered ${status}: ${JSON.stringify(body)}`)
  return body
}

/** One JSON call over real HTTP. */
export async function callJson(
  url: string,
  init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: any }> {
  const answer = await fetch(url, {
    method: init.method ?? "GET",
    headers: { ...(init.body === undefined ? {} : { "content-type": "application/json" }), ...init.headers },
    body: init.body === undefined ? undefined : JSON.stringify(init.body),
  })
  const text = await answer.text()
  return { status: answer.status, body: text ? JSON.parse(text) : null }
}

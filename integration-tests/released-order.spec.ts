import { randomUUID } from "node:crypto"
import { giveBackUsage } from "../src/modules/almara/orders/promotion-usage"
import { passTime } from "./setup/clock"
import { connectionTo } from "./setup/connection"
import { connect } from "./setup/database"
import { variantOf } from "./setup/merchant"
import { makePromotion, useOf, type MadePromotion, type PromotionSettings } from "./setup/promotions"
import {
  checkoutOf,
  checkoutRow,
  completeCart,
  eventually,
  fillCart,
  fillCartAnew,
  ledgerRow,
  orderIdOf,
  orderOf,
  passDueDate,
  placeWaitingOrder,
  SHIRTS,
  tryAgain,
  untilState,
  type WaitingOrder,
} from "./setup/shopper"
import { callJson, startStore, type RunningStore } from "./setup/store"
import { withStore } from "./setup/with-store"

/** What an order takes of the shop that is never paid: stock, and what its codes may be used for. */

const { gateway, store } = withStore()

describe("an order of nothing", () => {
  it("ends on Thank you, and no checkout is opened for it", async () => {
    const { code } = await makePromotion(store, { percent: 100 })
    const cart = await fillCart(store, undefined, { promo_codes: [code] })
    expect(await checkoutOf(store, cart.paymentSessionId)).toBeUndefined()
    const { body } = await completeCart(store, cart.id)
    expect(body).toMatchObject({ type: "order", order: { total: 0 } })
    expect(await checkoutOf(store, cart.paymentSessionId)).toMatchObject({
      status: "paid",
      can_retry: false,
      checkout_url: null,
      amount: "0",
      order: { display_id: body.order.display_id },
    })
    expect(
      (
        await store.database.query("select 1 from almara_checkout where payment_session_id = $1", [
          cart.paymentSessionId,
        ])
      ).rows,
    ).toEqual([])
  })
})

const placeWith = (promotion: MadePromotion, skus?: string[]) =>
  placeWaitingOrder(store, skus, { promo_codes: [promotion.code] })
const untilCanceled = ({ orderId }: { orderId: string }) =>
  eventually(
    () => orderOf(store, orderId),
    ({ status }) => status === "canceled",
  )
const returnedAt = async ({ orderId }: { orderId: string }) =>
  (await store.database.query("select usage_returned_at from almara_order where id = $1", [orderId])).rows[0]
    .usage_returned_at
const untilReturned = (order: { orderId: string }) =>
  eventually(
    () => returnedAt(order),
    (moment) => moment !== null,
  )

async function expire(order: WaitingOrder): Promise<void> {
  await passDueDate(store, order.checkoutId)
  await untilCanceled(order)
}

describe("what the codes of an unpaid order may be used for", () => {
  const COUNTED = { promotion: 0, budget: null, attribute: null }

  it.each<[string, PromotionSettings, Record<string, unknown>, Record<string, unknown>]>([
    ["the limit of a promotion", { limit: 1 }, { ...COUNTED, promotion: 1 }, COUNTED],
    [
      "a budget of uses",
      { budget: { type: "usage", limit: 1 } },
      { ...COUNTED, budget: "1" },
      { ...COUNTED, budget: "0" },
    ],
    [
      "a budget of money",
      { budget: { type: "spend", limit: 700, currency_code: "kes" } },
      { ...COUNTED, budget: "700" },
      { ...COUNTED, budget: "0" },
    ],
    [
      "one use for each e-mail",
      { budget: { type: "use_by_attribute", attribute: "customer_email", limit: 1 } },
      { promotion: 0, budget: "1", attribute: "1" },
      { ...COUNTED, budget: "0" },
    ],
    [
      "one use for each customer",
      { budget: { type: "use_by_attribute", attribute: "customer_id", limit: 1 } },
      { promotion: 0, budget: "1", attribute: "1" },
      { ...COUNTED, budget: "0" },
    ],
  ])("%s is given back when the order runs out, and the code can be used again", async (_, settings, used, free) => {
    const promotion = await makePromotion(store, settings)
    const order = await placeWith(promotion)
    expect(await useOf(store, promotion)).toEqual(used)
    await expire(order)
    await untilReturned(order)
    expect(await useOf(store, promotion)).toEqual(free)
    await placeWith(promotion)
    expect(await useOf(store, promotion)).toEqual(used)
  })

  it("twelve at once on two connections give back once, and what others used stays", async () => {
    const promotion = await makePromotion(store, {
      limit: 5,
      budget: { type: "spend", limit: 100_000, currency_code: "kes" },
    })
    await placeWith(promotion)
    const order = await placeWith(promotion)
    await store.database.query("update almara_order set canceled_by = 'scheduler' where id = $1", [order.orderId])
    const [one, two] = [await connectionTo(store), await connectionTo(store)]
    const all = () =>
      Promise.all(Array.from({ length: 12 }, (_, index) => giveBackUsage(index % 2 === 0 ? one : two, order.orderId)))
    // Only what was canceled gives back.
    expect(await all()).toEqual(Array(12).fill(false))
    await store.database.query(`update "order" set status = 'canceled' where id = $1`, [order.orderId])
    expect((await all()).filter(Boolean)).toHaveLength(1)
    expect(await useOf(store, promotion)).toEqual({ promotion: 1, budget: "700", attribute: null })
    // The clock cancels it by the book, and gives nothing back a second time.
    await store.database.query(`update "order" set status = 'pending' where id = $1`, [order.orderId])
    await expire(order)
    await untilState(store, order.checkoutId, "expired")
    expect(await useOf(store, promotion)).toEqual({ promotion: 1, budget: "700", attribute: null })
  })

  it("what was charged is given back, whatever became of the order's items and of the campaign", async () => {
    const promotion = await makePromotion(store, { budget: { type: "spend", limit: 100_000, currency_code: "kes" } })
    const order = await placeWith(promotion)
    await takeAnItemOff(order)
    await store.database.query("update promotion_campaign set ends_at = now() - interval '1 minute' where id = $1", [
      promotion.campaignId,
    ])
    expect(await useOf(store, promotion)).toMatchObject({ budget: "700" })
    await expire(order)
    await untilReturned(order)
    expect(await useOf(store, promotion)).toMatchObject({ budget: "0" })
  })

  it("a process that dies between canceling and giving back leaves it to the sweep, which does it once", async () => {
    const promotion = await makePromotion(store, { limit: 5 })
    await placeWith(promotion)
    const order = await placeWith(promotion)
    const { rows } = await store.database.query("select current_database() as name")
    const other = await connect(rows[0].name)
    await other.query("begin")
    await other.query("select 1 from promotion where id = $1 for update", [promotion.id])
    await passDueDate(store, order.checkoutId)
    const waiting = `from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike '%from promotion where%'`
    await eventually(
      async () => (await store.database.query(`select pid ${waiting}`)).rows.length,
      (count) => count > 0,
    )
    await store.database.query(`select pg_terminate_backend(pid) ${waiting}`)
    await untilCanceled(order)
    await untilState(store, order.checkoutId, "expired")
    await eventually(
      () => checkoutRow(store, order.checkoutId),
      ({ attention }) => attention === "usage_kept",
    )
    await other.query("rollback")
    await other.end()
    expect([await useOf(store, promotion), await returnedAt(order)]).toEqual([{ ...COUNTED, promotion: 2 }, null])
    await passTime(store, "31 seconds")
    await untilReturned(order)
    expect(await useOf(store, promotion)).toEqual({ ...COUNTED, promotion: 1 })
    await eventually(
      () => checkoutRow(store, order.checkoutId),
      ({ attention }) => attention === null,
    )
  })

  it("what Medusa itself has given back with an order that it took back is not given back again", async () => {
    const promotion = await makePromotion(store, { limit: 5 })
    await placeWith(promotion)
    const cart = await fillCart(store, undefined, { promo_codes: [promotion.code] })
    await gateway.behave({ newOrder: { mode: "error", status: 500, times: 1 } })
    expect((await completeCart(store, cart.id)).body.type).toBe("cart")
    expect(await useOf(store, promotion)).toEqual({ ...COUNTED, promotion: 1 })
    await gateway.behave({ newOrder: { mode: "ok" } })
    expect((await completeCart(store, cart.id)).body.type).toBe("order")
    expect(await useOf(store, promotion)).toEqual({ ...COUNTED, promotion: 2 })
    const order = { ...cart, orderId: String(await orderIdOf(store, cart)) }
    await passDueDate(store, (await ledgerRow(store, cart.paymentSessionId)).id)
    await untilCanceled(order)
    await untilReturned(order)
    expect(await useOf(store, promotion)).toEqual({ ...COUNTED, promotion: 1 })
    expect(
      (
        await store.database.query("select 1 from almara_order where usage_returned_at is not null and cart_id = $1", [
          cart.id,
        ])
      ).rows,
    ).toHaveLength(1)
  })
})

describe("two processes that both sweep", () => {
  let second: RunningStore

  beforeAll(async () => {
    const { rows } = await store.database.query("select current_database() as name")
    second = await startStore({ almaraUrl: gateway.url, database: rows[0].name })
  })

  afterAll(() => second?.stop())

  it("give back what each order has charged once, also where one was taken for dead while it was at it", async () => {
    const promotion = await makePromotion(store, {
      limit: 9,
      budget: { type: "spend", limit: 100_000, currency_code: "kes" },
    })
    await placeWith(promotion)
    const left: string[] = []
    for (const shop of [store, second, store, second])
      left.push((await placeWaitingOrder(shop, undefined, { promo_codes: [promotion.code] })).orderId)
    const { rows } = await store.database.query("select current_database() as name")
    const other = await connect(rows[0].name)
    await other.query("begin")
    await other.query("select 1 from promotion where id = $1 for update", [promotion.id])

    // As processes leave it that died between canceling and giving back.
    await store.database.query("update almara_order set canceled_by = 'scheduler' where id = any($1)", [left])
    await store.database.query(`update "order" set status = 'canceled' where id = any($1)`, [left])
    await passTime(store, "31 seconds")
    const waiting = async () =>
      (
        await store.database.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ~* 'from promotion where|set usage_returned_at'`,
        )
      ).rows.length
    await eventually(waiting, (count) => count > 0)
    await store.database.query(
      "update almara_job_run set leased_until = now() - interval '1 second' where name = 'reconcile'",
    )
    await eventually(waiting, (count) => count > 1)
    await other.query("rollback")
    await other.end()

    // What was given up because of the lock is taken up by the next sweep.
    await eventually(
      async () =>
        (await store.database.query("select leased_by from almara_job_run where name = 'reconcile'")).rows[0].leased_by,
      (lease) => lease === null,
    )
    await passTime(store, "31 seconds")
    for (const orderId of left) await untilReturned({ orderId })
    expect(await useOf(store, promotion)).toEqual({ promotion: 1, budget: "700", attribute: null })
    const returned = [store, second]
      .flatMap((shop) =>
        [...shop.output().matchAll(/event=order\.usage_returned.*?order_id=(\w+)/g)].map((match) => match[1]),
      )
      .filter((id) => left.includes(String(id)))
    expect(returned.sort()).toEqual([...left].sort())
  })
})

describe("starting over", () => {
  const [shirt = ""] = SHIRTS

  afterEach(async () => {
    await gateway.behave({ callbacks: "send", checkStatus: { mode: "ok" } })
    await leaveInStock(shirt, 900)
  })

  const startOver = (
    { paymentSessionId }: Pick<WaitingOrder, "paymentSessionId">,
    headers: Record<string, string> = {},
  ) =>
    callJson(`${store.url}/store/almara/checkouts/${paymentSessionId}/start-over`, {
      method: "POST",
      body: {},
      headers: { "x-publishable-api-key": process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "", ...headers },
    })
  const cartOf = async (id: string) => (await store.shop(`/store/carts/${id}?fields=id,*items,*promotions`)).body.cart
  const personOf = async (id: string) =>
    (
      await store.database.query(
        "select c.email, c.customer_id, a.first_name, a.address_1, a.city, c.billing_address_id from cart c left join cart_address a on a.id = c.shipping_address_id where c.id = $1",
        [id],
      )
    ).rows[0]
  const NOBODY = {
    email: null,
    customer_id: null,
    first_name: null,
    address_1: null,
    city: null,
    billing_address_id: null,
  }
  const refused = (sentence: RegExp) => ({
    status: 400,
    body: { type: "not_allowed", message: expect.stringMatching(sentence) },
  })
  const left = async (order: WaitingOrder) =>
    fetch((await gateway.checkout(order.merchantRequestId)).request.checkoutCancelUrl, {
      method: "POST",
      redirect: "manual",
    })

  it("last piece and code are free at once, in a cart without the person; the old page's money is held", async () => {
    await leaveInStock(shirt, 2)
    const promotion = await makePromotion(store, { limit: 1 })
    const items = [{ variant_id: await variantOf(store, shirt), quantity: 2 }]
    const placeBoth = () => placeWaitingOrder(store, [shirt], { promo_codes: [promotion.code], items })
    const order = await placeBoth()
    await left(order)
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "canceled",
      can_retry: true,
      can_start_over: true,
    })
    await expect(fillCartAnew(store, [shirt])).rejects.toThrow(/inventory/)

    const { status, body } = await startOver(order)
    expect(status).toBe(200)
    expect((await orderOf(store, order.orderId)).status).toBe("canceled")
    expect(await useOf(store, promotion)).toMatchObject({ promotion: 0 })
    expect(await cartOf(body.cart_id)).toMatchObject({
      items: [{ quantity: 2, variant_sku: shirt }],
      promotions: [{ code: promotion.code }],
    })
    expect(await personOf(body.cart_id)).toEqual(NOBODY)
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
      status: "canceled",
      can_retry: false,
      can_start_over: false,
    })
    expect(await startOver(order)).toMatchObject(refused(/given up already/))
    await placeBoth()

    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    expect(await untilState(store, order.checkoutId, "held")).toMatchObject({ hold_reason: "late" })
  })

  it("of three tabs one starts over, and the attempt is closed", async () => {
    const order = await placeWaitingOrder(store)
    const answers = await Promise.all([startOver(order), startOver(order), startOver(order)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400])
    expect(await untilState(store, order.checkoutId, "canceled")).toMatchObject({ closed_at: expect.any(Date) })
    expect(
      (await store.database.query("select status from payment_session where id = $1", [order.paymentSessionId])).rows,
    ).toEqual([{ status: "canceled" }])
  })

  it("what Almara calls paid is not given up, whichever page was paid", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 18 })
    await untilState(store, order.checkoutId, "failed")
    expect((await tryAgain(store, order.paymentSessionId)).status).toBe(200)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    expect(await startOver(order)).toMatchObject(refused(/is paid/))
    await untilState(store, order.checkoutId, "paid")
    expect(await orderOf(store, order.orderId)).toMatchObject({ status: "pending", payment_status: "captured" })
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "paid", can_start_over: false })
  })

  it("an order is given up only once Medusa has canceled it, whatever Medusa's workflow answered", async () => {
    const order = await placeWaitingOrder(store)
    await store.database.query(`
      create or replace function spec_keep() returns trigger language plpgsql as $$ begin return old; end $$;
      create or replace trigger spec_keep before update on "order" for each row when (new.status = 'canceled') execute function spec_keep()`)
    const { status } = await startOver(order)
    await store.database.query('drop trigger spec_keep on "order"')
    expect([status, (await orderOf(store, order.orderId)).status]).toEqual([409, "pending"])
    expect((await startOver(order)).status).toBe(200)
    expect((await orderOf(store, order.orderId)).status).toBe("canceled")
  })

  it("nothing is given up while Almara does not answer", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.behave({ checkStatus: { mode: "error" } })
    expect(await startOver(order)).toMatchObject({
      status: 503,
      body: { message: expect.stringMatching(/could not find out now whether this order is paid/) },
    })
    expect((await orderOf(store, order.orderId)).status).toBe("pending")
    await gateway.behave({ checkStatus: { mode: "ok" } })
    await passTime(store, "5 seconds")
    expect((await startOver(order)).status).toBe(200)
  })

  it.each([
    [
      "of what Almara could not say",
      { checkStatus: { mode: "error" } },
      { outcome: "pending", callback: { send: false } },
      503,
    ],
    [
      "of what a person must look at",
      { checkStatus: { mode: "ok" } },
      { outcome: "declined", code: 12, callback: { send: false } },
      400,
    ],
  ])(
    "however often a shopper asks, Almara is asked no more than once in five seconds: %s",
    async (_, behaviour, outcome, expected) => {
      const order = await placeWaitingOrder(store)
      await gateway.decide(order.merchantRequestId, outcome)
      await gateway.behave(behaviour)
      // The clock asks about it another day.
      await store.database.query("update almara_checkout set next_check_at = now() + interval '1 day' where id = $1", [
        order.checkoutId,
      ])
      expect((await startOver(order)).status).toBe(expected)
      const { checks } = await checkoutRow(store, order.checkoutId)
      for (let times = 0; times < 3; times += 1) {
        await store.database.query("update almara_checkout set last_check_at = now() where id = $1", [order.checkoutId])
        expect((await startOver(order)).status).toBe(expected)
      }
      expect((await checkoutRow(store, order.checkoutId)).checks).toBe(checks)
      await passTime(store, "10 seconds")
      expect((await startOver(order)).status).toBe(expected)
      expect((await checkoutRow(store, order.checkoutId)).checks).toBe(checks + 1)
    },
  )

  it("nothing is given up while a signed callback that says paid waits", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.behave({ checkStatus: { mode: "error" } })
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await eventually(
      async () =>
        (await store.database.query("select 1 from almara_callback where checkout_id = $1", [order.checkoutId])).rows
          .length,
      (count) => count > 0,
    )
    await store.database.query(
      "update almara_callback set next_try_at = now() + interval '1 hour' where checkout_id = $1",
      [order.checkoutId],
    )
    await eventually(
      () => ledgerRow(store, order.paymentSessionId),
      ({ leased_by }) => leased_by === null,
    )
    await gateway.decide(order.merchantRequestId, { outcome: "pending", callback: { send: false } })
    await gateway.behave({ checkStatus: { mode: "ok" } })
    expect(await startOver(order)).toMatchObject(refused(/being confirmed/))
    expect((await orderOf(store, order.orderId)).status).toBe("pending")
  })

  it("what a person has to ask about is not given up", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 12, callback: { send: false } })
    expect(await startOver(order)).toMatchObject(refused(/We are checking/))
    expect((await orderOf(store, order.orderId)).status).toBe("pending")
  })

  it("the order's own customer, signed in, has the new cart in that name; nobody else has", async () => {
    const [own, other] = [await signUp(), await signUp()]
    const place = async () => {
      const cart = await fillCart(store, [shirt])
      await callJson(`${store.url}/store/carts/${cart.id}/customer`, { method: "POST", body: {}, headers: own.headers })
      const { body } = await completeCart(store, cart.id)
      return { paymentSessionId: cart.paymentSessionId, orderId: String(body.order.id) }
    }
    expect(await personOf((await startOver(await place(), own.headers)).body.cart_id)).toEqual({
      ...NOBODY,
      customer_id: own.id,
      email: own.email,
    })
    expect(await personOf((await startOver(await place(), other.headers)).body.cart_id)).toEqual(NOBODY)
  })

  it("is asked for by POST, for a payment that there is", async () => {
    const order = await placeWaitingOrder(store)
    const asked = await fetch(`${store.url}/store/almara/checkouts/${order.paymentSessionId}/start-over`, {
      headers: { "x-publishable-api-key": process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "" },
    })
    expect(asked.status).toBe(404)
    expect((await orderOf(store, order.orderId)).status).toBe("pending")
    expect((await startOver({ paymentSessionId: "payses_nobody" })).status).toBe(404)
  })
})

/** Sets how many pieces can still be bought. */
async function leaveInStock(sku: string, pieces: number): Promise<void> {
  await store.database.query(
    `update inventory_level l set stocked_quantity = l.reserved_quantity + $2, raw_stocked_quantity = jsonb_build_object('value', (l.reserved_quantity + $2)::text, 'precision', 20)
     from inventory_item i where i.id = l.inventory_item_id and i.sku = $1`,
    [sku, pieces],
  )
}

/** A customer with an account, signed in. */
async function signUp(): Promise<{ id: string; email: string; headers: Record<string, string> }> {
  const key = { "x-publishable-api-key": process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "" }
  const account = { email: `${randomUUID()}@example.com`, password: "only-for-these-specs" }
  const post = async (path: string, body: unknown, token?: string) =>
    (
      await callJson(`${store.url}${path}`, {
        method: "POST",
        body,
        headers: { ...key, ...(token && { authorization: `Bearer ${token}` }) },
      })
    ).body
  const registered = await post("/auth/customer/emailpass/register", account)
  const { customer } = await post("/store/customers", { email: account.email }, registered.token)
  const { token } = await post("/auth/customer/emailpass", account)
  return { id: customer.id, email: account.email, headers: { ...key, authorization: `Bearer ${token}` } }
}

/** As the merchant does, by an order edit. */
async function takeAnItemOff({ orderId }: WaitingOrder): Promise<void> {
  const post = async (path: string, body: unknown = {}) => {
    const answer = await store.admin(path, { method: "POST", body })
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  const { rows } = await store.database.query("select item_id from order_item where order_id = $1 limit 1", [orderId])
  await post("/admin/order-edits", { order_id: orderId })
  await post(`/admin/order-edits/${orderId}/items/item/${rows[0].item_id}`, { quantity: 0 })
  await post(`/admin/order-edits/${orderId}/request`)
  await post(`/admin/order-edits/${orderId}/confirm`)
}

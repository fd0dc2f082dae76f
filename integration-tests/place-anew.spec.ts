import { linkFor, look, press } from "./setup/payment-link"
import { expectPaidOnce } from "./setup/expectations"
import { owedBy } from "./setup/merchant"
import { placeUntouchedDraft } from "./setup/other-orders"
import { makePromotion, useOf } from "./setup/promotions"
import {
  checkoutRow,
  eventually,
  orderOf,
  passDueDate,
  placeWaitingOrder,
  untilState,
  type WaitingOrder,
} from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"
import { withGateway } from "./setup/with-store"

/** Money that came after its order was canceled, and the order that is placed anew for it. */

const gateway = withGateway()

let store: RunningStore

beforeAll(async () => {
  store = await startStore({ almaraUrl: gateway.url })
})

afterAll(() => store?.stop())

const sql = (text: string, ...values: unknown[]) => store.database.query(text, values)

const resolve = (checkoutId: string, action: string, more: object = {}) =>
  store.admin(`/admin/almara/checkouts/${checkoutId}/resolve`, {
    method: "POST",
    body: { action, note: "the customer called", ...more },
  })
const detail = async (checkoutId: string) => (await store.admin(`/admin/almara/checkouts/${checkoutId}`)).body.checkout

/** An order that was canceled unpaid, and then paid on its old page. */
async function lateMoney({ amount, more }: { amount?: number; more?: object } = {}): Promise<WaitingOrder> {
  const order = await placeWaitingOrder(store, undefined, more as never)
  await passDueDate(store, order.checkoutId)
  await untilState(store, order.checkoutId, "expired")
  await gateway.decide(order.merchantRequestId, { outcome: "paid", ...(amount !== undefined && { amount }) })
  const { hold_reason } = await untilState(store, order.checkoutId, "held")
  expect(hold_reason).toBe(amount === undefined ? "late" : "amount")
  return order
}

const ordersMadeFor = async ({ checkoutId }: WaitingOrder): Promise<{ id: string; status: string }[]> =>
  (
    await sql(
      `select id, status from "order" where id like 'order_' || split_part($1, '_', 2) || '%' order by id`,
      checkoutId,
    )
  ).rows
const reservedFor = async (orderId: string): Promise<number> =>
  Number(
    (
      await sql(
        "select coalesce(sum(r.quantity), 0) as sum from reservation_item r join order_item i on i.item_id = r.line_item_id where i.order_id = $1 and r.deleted_at is null",
        orderId,
      )
    ).rows[0].sum,
  )

/** Nothing was made of it, and somebody can still decide. */
async function expectStillHeld(order: WaitingOrder): Promise<void> {
  expect(await ordersMadeFor(order)).toEqual([])
  expect(await untilState(store, order.checkoutId, "held")).toMatchObject({ order_id: order.orderId })
  const { rows } = await sql("select 1 from almara_settlement where checkout_id = $1", order.checkoutId)
  expect(rows).toEqual([])
}

/** What the customer gets, and where it goes. */
async function contentOf(orderId: string): Promise<unknown> {
  const { rows } = await sql(
    `select o.email, o.customer_id, o.region_id, o.currency_code, o.sales_channel_id, a.address_1, a.city,
       (select json_agg(json_build_object('variant', l.variant_id, 'title', l.title, 'quantity', i.quantity, 'price', l.unit_price,
          'off', (select sum(d.amount) from order_line_item_adjustment d where d.item_id = l.id and d.version = o.version)) order by l.variant_id)
        from order_item i join order_line_item l on l.id = i.item_id where i.order_id = o.id and i.version = o.version) as items,
       (select json_agg(json_build_object('name', m.name, 'option', m.shipping_option_id, 'amount', m.amount))
        from order_shipping s join order_shipping_method m on m.id = s.shipping_method_id where s.order_id = o.id and s.version = o.version) as delivery
     from "order" o left join order_address a on a.id = o.shipping_address_id where o.id = $1`,
    orderId,
  )
  return rows[0]
}

describe("order first", () => {
  it("makes an order like the canceled one, with the money on it, its stock reserved, and both in sight", async () => {
    const order = await lateMoney()
    expect((await detail(order.checkoutId)).actions).toEqual(["check", "place_anew", "refunded", "dismiss"])
    const { case_version } = await detail(order.checkoutId)
    expect((await resolve(order.checkoutId, "place_anew", { case_version: "1" })).body.code).toBe("case_changed")
    const { status, body } = await resolve(order.checkoutId, "place_anew", { case_version })
    expect([status, body.checkout]).toMatchObject([200, { state: "paid", outstanding_amount: "0", actions: [] }])

    const newId: string = body.checkout.order.id
    expect(await ordersMadeFor(order)).toEqual([{ id: newId, status: "pending" }])
    await expectPaidOnce(store, newId)
    expect(await reservedFor(newId)).toBe(3)
    expect(await orderOf(store, order.orderId)).toMatchObject({ status: "canceled", transactions: [] })

    const [canceled, placed] = await Promise.all([order.orderId, newId].map(contentOf))
    expect(placed).toEqual(canceled)
    const numbers = await Promise.all([order.orderId, newId].map(async (id) => (await orderOf(store, id)).display_id))
    expect(body.checkout.timeline).toContainEqual(
      expect.objectContaining({
        kind: "placed_anew",
        actor: { kind: "user", name: expect.any(String) },
        detail: expect.objectContaining({
          note: "the customer called",
          reason: "late",
          canceled_order_number: numbers[0],
          order_number: numbers[1],
        }),
      }),
    )
    const { rows } = await sql(
      `select metadata->>'almara_placed_anew_as' as anew from "order" where id = $1`,
      order.orderId,
    )
    expect(rows).toEqual([{ anew: newId }])
    expect((await resolve(order.checkoutId, "place_anew")).body.code).toBe("not_held")
  })

  it("a sum that is smaller is put on as a part, and a link asks for the rest", async () => {
    const order = await lateMoney({ amount: 4000 })
    const { body } = await resolve(order.checkoutId, "place_anew")
    expect(body.checkout).toMatchObject({ state: "paid", outstanding_amount: "3000" })
    const newId: string = body.checkout.order.id
    const url = await linkFor(store, newId)
    const page = await look(url)
    expect(page.text).toContain("Pay KES 3,000.00")
    const { location } = await press(url, page)
    const { rows } = await sql("select id, merchant_request_id from almara_checkout where checkout_url = $1", location)
    await gateway.decide(rows[0].merchant_request_id, { outcome: "paid" })
    await untilState(store, rows[0].id, "paid")
    const { transactions, payment_status } = await orderOf(store, newId)
    expect([transactions.map((one: any) => one.amount), payment_status, await owedBy(store, newId)]).toEqual([
      [4000, 3000],
      "captured",
      0,
    ])
  })

  it("a sum that is larger is refused, and makes no order", async () => {
    const order = await lateMoney({ amount: 8000 })
    expect((await detail(order.checkoutId)).actions).not.toContain("place_anew")
    const { status, body } = await resolve(order.checkoutId, "place_anew")
    expect([status, body.code, body.values.expected_amount]).toEqual([400, "other_amount", "7000"])
    await expectStillHeld(order)
  })

  it("keeps the prices of a code, and charges that once where it was given back", async () => {
    const promotion = await makePromotion(store, { limit: 1 })
    const order = await lateMoney({ more: { promo_codes: [promotion.code] } })
    await eventually(
      () => useOf(store, promotion),
      ({ promotion: used }) => used === 0,
    )
    const { body } = await resolve(order.checkoutId, "place_anew")
    expect(body.checkout).toMatchObject({ state: "paid", outstanding_amount: "0", amount: "6300" })
    expect((await useOf(store, promotion)).promotion).toBe(1)
    expect(await contentOf(body.checkout.order.id)).toEqual(await contentOf(order.orderId))
  })

  it("charges no code twice that the merchant's own cancellation left charged, and none above its limit", async () => {
    const charged = await makePromotion(store, { limit: 5 })
    const order = await placeWaitingOrder(store, undefined, { promo_codes: [charged.code] })
    await store.admin(`/admin/orders/${order.orderId}/cancel`, { method: "POST", body: {} })
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await untilState(store, order.checkoutId, "held")
    expect((await resolve(order.checkoutId, "place_anew")).body.checkout.state).toBe("paid")
    expect((await useOf(store, charged)).promotion).toBe(1)

    const usedUp = await makePromotion(store, { limit: 1 })
    const late = await lateMoney({ more: { promo_codes: [usedUp.code] } })
    await eventually(
      () => useOf(store, usedUp),
      ({ promotion: used }) => used === 0,
    )
    await sql("update promotion set used = 1 where id = $1", usedUp.id)
    expect((await resolve(late.checkoutId, "place_anew")).body.checkout).toMatchObject({
      state: "paid",
      amount: "6300",
    })
    expect((await useOf(store, usedUp)).promotion).toBe(1)
    expect(store.output()).toContain("event=order.usage_not_charged")
  })

  it.each([
    [
      "the stock is gone",
      "no_stock",
      'update inventory_level set stocked_quantity = 0, raw_stocked_quantity = \'{"value":"0"}\'',
      'update inventory_level set stocked_quantity = 100000, raw_stocked_quantity = \'{"value":"100000"}\'',
    ],
    [
      "a variant was deleted",
      "variant_gone",
      "update product_variant set deleted_at = now() where sku = 'SHRT-BLU-L-4421'",
      "update product_variant set deleted_at = null where sku = 'SHRT-BLU-L-4421'",
    ],
    [
      "the region has another currency",
      "region_changed",
      "update region set currency_code = 'usd' where currency_code = 'kes'",
      "update region set currency_code = 'kes' where currency_code = 'usd'",
    ],
    [
      "the provider is switched off",
      "no_provider",
      "update payment_provider set is_enabled = false where id like 'pp_almara%'",
      "update payment_provider set is_enabled = true where id like 'pp_almara%'",
    ],
  ])("where %s: says so, leaves no order, and places it when that is mended", async (_, code, breaks, mends) => {
    const order = await lateMoney()
    await sql(breaks)
    try {
      expect((await resolve(order.checkoutId, "place_anew")).body.code).toBe(code)
      await expectStillHeld(order)
    } finally {
      await sql(mends)
    }
    expect((await resolve(order.checkoutId, "place_anew")).body.checkout.state).toBe("paid")
  })

  it("two people at once: one order is made, and the money is on it once", async () => {
    const order = await lateMoney()
    const answers = await Promise.all([1, 2, 3].map(() => resolve(order.checkoutId, "place_anew")))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const { body } of answers.filter(({ status }) => status !== 200))
      expect(["already_dealt_with", "busy", "not_held"]).toContain(body.code)
    const made = await ordersMadeFor(order)
    expect(made).toHaveLength(1)
    await expectPaidOnce(store, made[0]?.id)
  })

  it("marked as refunded at the same moment: one of both wins", async () => {
    for (let times = 0; times < 3; times += 1) {
      const order = await lateMoney()
      const answers = await Promise.all([
        resolve(order.checkoutId, times % 2 ? "place_anew" : "refunded"),
        resolve(order.checkoutId, times % 2 ? "refunded" : "place_anew"),
      ])
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      const { state } = await checkoutRow(store, order.checkoutId)
      const made = await ordersMadeFor(order)
      expect([state, made.length]).toEqual(state === "paid" ? ["paid", 1] : ["resolved", 0])
    }
  })

  it("refunded by who has taken a lapsed lease over: the new order is canceled, without money", async () => {
    const order = await lateMoney()
    await sql(
      `create or replace function spec_refunds() returns trigger language plpgsql as $$
       begin update almara_checkout set state = 'resolved' where id = '${order.checkoutId}'; return new; end $$`,
    )
    await sql(
      `create or replace trigger spec_refunds after update on "order" for each row
       when (old.status = 'draft' and new.status = 'pending') execute function spec_refunds()`,
    )
    try {
      expect((await resolve(order.checkoutId, "place_anew")).status).toBeGreaterThanOrEqual(400)
    } finally {
      await sql(`drop trigger spec_refunds on "order"`)
    }
    expect((await checkoutRow(store, order.checkoutId)).state).toBe("resolved")
    const [made] = await ordersMadeFor(order)
    expect(made?.status).toBe("canceled")
    expect(await reservedFor(made?.id ?? "")).toBe(0)
    expect((await orderOf(store, made?.id ?? "")).transactions).toEqual([])
  })
})

describe("after the process that placed one has died, and by a store that is pay first", () => {
  /** Which statement about an order and its checkout the process never comes past. */
  const HALTS: Record<string, (key: string) => string> = {
    "with a draft whose stock is reserved": (key) =>
      `before update on "order" for each row when (new.id = 'order_${key}' and new.status = 'pending')`,
    "with an order that stands": (key) =>
      `before insert on almara_settlement for each row when (new.checkout_id = 'almchk_${key}')`,
  }
  const halted = new Map<string, WaitingOrder>()

  beforeAll(async () => {
    await sql(
      "create function spec_halts() returns trigger language plpgsql as $$ begin perform pg_sleep(900); return new; end $$",
    )
    const asleep = "select pid from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()"
    for (const [left, halt] of Object.entries(HALTS)) {
      const order = await lateMoney()
      halted.set(left, order)
      await sql(`create trigger spec_halts ${halt(order.checkoutId.slice(7))} execute function spec_halts()`)
      void resolve(order.checkoutId, "place_anew").catch(() => undefined)
      await eventually(
        async () => (await sql(asleep)).rows.length,
        (count) => count === halted.size,
      )
    }
    const { database } = store.database
    await store.stop()
    store = await startStore({ almaraUrl: gateway.url, database, environment: { ALMARA_PLACEMENT: "pay_first" } })
    await sql(`select pg_terminate_backend(pid) from (${asleep}) asleep`)
    await sql("drop function spec_halts cascade")
    await sql("update almara_checkout set leased_until = now(), next_check_at = null where state = 'held'")
  })

  it.each(Object.keys(HALTS))("%s: one order comes of it, and its stock is reserved once", async (left) => {
    const order = halted.get(left) as WaitingOrder
    const [before] = await ordersMadeFor(order)
    expect(before?.status).toBe(left.includes("draft") ? "draft" : "pending")
    expect((await checkoutRow(store, order.checkoutId)).state).toBe("held")
    const { body } = await resolve(order.checkoutId, "place_anew")
    expect(body.checkout).toMatchObject({ state: "paid", outstanding_amount: "0" })
    expect(await ordersMadeFor(order)).toEqual([{ id: body.checkout.order.id, status: "pending" }])
    await expectPaidOnce(store, body.checkout.order.id)
    expect(await reservedFor(body.checkout.order.id)).toBe(3)
    const { rows } = await sql(
      "select id from reservation_item where deleted_at is null and line_item_id not in (select item_id from order_item)",
    )
    expect(rows).toEqual([])
  })

  it("an order that was paid by a link after it was canceled is placed anew", async () => {
    const orderId = await placeUntouchedDraft(store)
    const url = await linkFor(store, orderId)
    const { location } = await press(url, await look(url))
    const [{ id, merchant_request_id }] = (
      await sql("select id, merchant_request_id from almara_checkout where checkout_url = $1", location)
    ).rows
    expect((await store.admin(`/admin/orders/${orderId}/cancel`, { method: "POST", body: {} })).status).toBe(200)
    await gateway.decide(merchant_request_id, { outcome: "paid" })
    expect((await untilState(store, id, "held")).hold_reason).toBe("late")
    const before = (await gateway.checkouts()).length
    const { body } = await resolve(id, "place_anew")
    expect(body.checkout).toMatchObject({ state: "paid", outstanding_amount: "0" })
    // The money is there: nobody is sent to a page.
    expect((await gateway.checkouts()).length).toBe(before)
    const placed = await orderOf(store, body.checkout.order.id)
    expect([placed.payment_status, placed.transactions.map((one: any) => one.amount)]).toEqual(["captured", [2500]])
  })
})

import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { KeptReason } from "../src/core/checkout/kept-reasons"
import { ALMARA_MODULE } from "../src/modules/almara"
import { Inbox } from "../src/modules/almara/inbox/inbox"
import { Ledger } from "../src/modules/almara/ledger/ledger"
import { DUE_WITHIN_DEADLINE } from "../src/modules/almara/orders/kept-orders"
import { Orders } from "../src/modules/almara/orders/orders"
import { whyKept } from "../src/use-cases/medusa/may-cancel"
import { connectionToCopy } from "./setup/database"

/**
 * The one predicate of what may be canceled for want of a payment: each of its guards alone, by rows as Medusa and we
 * leave them.
 */

const GRACE_IN_MINUTES = 2

let connection: Knex
let orders = 0

beforeAll(async () => {
  connection = await connectionToCopy()
})

afterAll(() => connection?.destroy())

const ago = (interval: string) => connection.raw("now() - ?::interval", [interval])
const sum = (amount: number) => ({ amount, raw_amount: { value: String(amount), precision: 20 }, currency_code: "kes" })
const insert = (table: string, row: Record<string, unknown>) => connection(table).insert(row)
const change = (table: string, id: string, row: Record<string, unknown>) => connection(table).where({ id }).update(row)

/**
 * An order of 7,000 that a shopper placed from a cart of their own three hours ago, and whose only attempt was over an
 * hour later: it may be canceled. Returns its name.
 */
async function unpaidOrder(): Promise<string> {
  const name = `o${++orders}`
  const payment_collection_id = `paycol_${name}`
  await insert("order", { id: `order_${name}`, status: "pending", currency_code: "kes", created_at: ago("3 hours") })
  await insert("order_cart", {
    id: `ordcart_${name}`,
    order_id: `order_${name}`,
    cart_id: `cart_${name}`,
    created_at: ago("3 hours"),
  })
  await insert("order_summary", {
    id: `ordsum_${name}`,
    order_id: `order_${name}`,
    version: 1,
    totals: { current_order_total: 7000 },
  })
  await insert("payment_collection", { id: payment_collection_id, ...sum(7000), status: "awaiting" })
  await insert("order_payment_collection", { id: `ordpay_${name}`, order_id: `order_${name}`, payment_collection_id })
  await insert("cart_payment_collection", { id: `cartpay_${name}`, cart_id: `cart_${name}`, payment_collection_id })
  await session(name, "ours", { provider_id: "pp_almara_almara", created_at: ago("4 hours") })
  await insert("almara_order", { id: `order_${name}`, cart_id: `cart_${name}` })
  await attempt(name, 1)
  return name
}

const session = (name: string, which: string, more: Record<string, unknown> = {}) =>
  insert("payment_session", {
    id: `payses_${which}_${name}`,
    ...sum(7000),
    provider_id: "pp_system_default",
    data: {},
    status: "pending",
    payment_collection_id: `paycol_${name}`,
    ...more,
  })

const attempt = (name: string, number: number, more: Record<string, unknown> = {}) =>
  insert("almara_checkout", {
    id: `almchk_${name}_${number}`,
    state: "expired",
    placement: "order_first",
    attempt: number,
    payment_session_id: `payses_ours_${name}`,
    order_id: `order_${name}`,
    merchant_request_id: `${name}_${number}`,
    checkout_reference: `ORD-${name}-${number}`,
    ...sum(7000),
    due_at: ago("2 hours"),
    created_at: ago("3 hours"),
    ...more,
  })

const transaction = (name: string, more: Record<string, unknown> = {}) =>
  insert("order_transaction", {
    id: `ordtrx_${name}`,
    order_id: `order_${name}`,
    version: 1,
    ...sum(500),
    reference: "cash",
    ...more,
  })

const payment = (name: string, more: Record<string, unknown> = {}) =>
  insert("payment", {
    id: `pay_${name}`,
    ...sum(500),
    provider_id: "pp_system_default",
    payment_collection_id: `paycol_${name}`,
    payment_session_id: `payses_other_${name}`,
    ...more,
  })

const settlement = (name: string, more: Record<string, unknown> = {}) =>
  insert("almara_settlement", {
    id: `almset_${name}`,
    checkout_id: `almchk_${name}_1`,
    payment_session_id: `payses_ours_${name}`,
    payment_collection_id: `paycol_none_${name}`,
    ...more,
  })

async function fulfillment(
  name: string,
  { link = {}, of = {} }: { link?: Record<string, unknown>; of?: Record<string, unknown> } = {},
): Promise<void> {
  await insert("fulfillment", { id: `ful_${name}`, location_id: "sloc_any", requires_shipping: false, ...of })
  await insert("order_fulfillment", {
    id: `ordful_${name}`,
    order_id: `order_${name}`,
    fulfillment_id: `ful_${name}`,
    ...link,
  })
}

/** A callback with our signature that says paid and is not answered. */
const callback = (name: string, more: Record<string, unknown> = {}) =>
  insert("almara_callback", {
    id: `almcb_${name}`,
    state: "waiting",
    merchant_request_id: `${name}_1`,
    checkout_id: `almchk_${name}_1`,
    signed: true,
    payload: saying(4, "000"),
    fingerprint: name,
    ...more,
  })

const saying = (Status: number, ResultCode: string) => ({
  originatorConversationId: "any",
  checkoutReference: "ORD-1",
  checkoutCurrencyName: "KES",
  checkoutRequestLines: [{ price: 7000 }],
  checkoutOutcome: { Status, ResultCode },
})

/** A further collection of the order, which it has not any more. */
async function lostCollection(name: string): Promise<string> {
  const id = `paycol_lost_${name}`
  await insert("payment_collection", { id, ...sum(7000), status: "not_paid" })
  await insert("order_payment_collection", {
    id: `ordpay_lost_${name}`,
    order_id: `order_${name}`,
    payment_collection_id: id,
    deleted_at: ago("1 hour"),
  })
  return id
}

/** The order was changed, and asks for so much since. */
async function asks(name: string, totals: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<void> {
  await insert("order_summary", { id: `ordsum2_${name}`, order_id: `order_${name}`, version: 2, totals, ...more })
  await change("order", `order_${name}`, { version: 2 })
}

/** As before we kept a row of each order: what placed it is read of Medusa's tables. */
const withoutRow = (name: string) =>
  connection("almara_order")
    .where({ id: `order_${name}` })
    .del()

function reasonOf(name: string, asked: { evenBeforeDeadline?: boolean } = {}): Promise<KeptReason | null> {
  const almara = {
    orders: new Orders(connection),
    inbox: new Inbox(connection),
    options: { graceInMinutes: GRACE_IN_MINUTES },
  }
  return whyKept(
    { resolve: (key: string) => ({ [ALMARA_MODULE]: almara })[key] } as unknown as MedusaContainer,
    `order_${name}`,
    asked,
  )
}

type Preparation = (name: string) => unknown

describe("what an order is kept for", () => {
  it.each<[KeptReason, string, Preparation]>([
    ["not_waiting", "it is completed", (name) => change("order", `order_${name}`, { status: "completed" })],
    ["not_waiting", "it was deleted", (name) => change("order", `order_${name}`, { deleted_at: ago("1 hour") })],
    ["paid", "Almara has confirmed its money", (name) => attempt(name, 2, { state: "received" })],
    ["paid", "it is paid", (name) => attempt(name, 2, { state: "paid" })],
    [
      "paid",
      "an attempt of its collection is paid, which knows no order yet",
      (name) => attempt(name, 2, { state: "paid", order_id: null, payment_collection_id: `paycol_${name}` }),
    ],
    ["paid", "money was granted to it", (name) => settlement(name, { order_id: `order_${name}` })],
    [
      "paid",
      "money was granted to its collection",
      (name) => settlement(name, { payment_collection_id: `paycol_${name}` }),
    ],
    ["money_held", "its money is held", (name) => attempt(name, 2, { state: "held" })],
    ["money_held", "its money went back", (name) => attempt(name, 2, { state: "resolved" })],
    ["paid_otherwise", "money was booked by hand", (name) => transaction(name)],
    ["paid_otherwise", "another provider holds money", (name) => payment(name)],
    [
      "paid_otherwise",
      "another provider captured money, and the payment was canceled since",
      (name) => payment(name, { captured_at: ago("2 hours"), canceled_at: ago("1 hour") }),
    ],
    ["nothing_owed", "it asks for nothing any more", (name) => asks(name, { current_order_total: 0 })],
    [
      "nothing_owed",
      "it asks for less than a cent, which only the exact sum says",
      (name) => asks(name, { raw_current_order_total: { value: "0.009" }, current_order_total: 1 }),
    ],
    [
      "nothing_owed",
      "it asks for less than a yen",
      async (name) => [
        await change("order", `order_${name}`, { currency_code: "jpy" }),
        await asks(name, { current_order_total: 0.9 }),
      ],
    ],
    [
      "nothing_owed",
      "it asks for less than a cent of a currency that Medusa does not know",
      async (name) => [
        await change("order", `order_${name}`, { currency_code: "xxx" }),
        await asks(name, { current_order_total: 0.009 }),
      ],
    ],
    ["other_provider", "another way of paying was chosen", (name) => session(name, "other")],
    [
      "other_provider",
      "a provider was chosen whose name begins like ours",
      (name) => session(name, "other", { provider_id: "pp_almaraXother" }),
    ],
    ["fulfilled", "it is being fulfilled", (name) => fulfillment(name)],
    ["not_ours", "the merchant made it", (name) => change("order", `order_${name}`, { is_draft_order: true })],
    [
      "not_ours",
      "it was not placed with a session of ours",
      (name) => change("almara_order", `order_${name}`, { cart_id: null }),
    ],
    ["kept", "the merchant keeps it", (name) => change("almara_order", `order_${name}`, { is_kept: true })],
    [
      "not_due",
      "its deadline is to come",
      (name) => change("almara_checkout", `almchk_${name}_1`, { due_at: ago("-1 hour") }),
    ],
    [
      "not_due",
      "the grace after its deadline is not over",
      (name) => change("almara_checkout", `almchk_${name}_1`, { due_at: ago("1 minute") }),
    ],
    [
      "not_due",
      "the merchant has moved its deadline",
      (name) => change("almara_order", `order_${name}`, { pay_by: ago("-1 hour") }),
    ],
    ["callback_waits", "a signed callback says paid and waits", (name) => callback(name)],
    ["callback_waits", "a signed callback says paid and was given up", (name) => callback(name, { state: "dead" })],
    [
      "callback_waits",
      "a signed callback says paid, of an attempt that knows only the collection",
      async (name) => [
        await callback(name),
        await change("almara_checkout", `almchk_${name}_1`, {
          order_id: null,
          payment_collection_id: `paycol_${name}`,
        }),
      ],
    ],
  ])("%s: %s", async (reason, _, happen) => {
    const name = await unpaidOrder()
    await happen(name)
    expect(await reasonOf(name)).toBe(reason)
    // A shopper gives an order up before its deadline, also one that the merchant would keep; nothing else changes by
    // that.
    const early = reason === "kept" || reason === "not_due" ? null : reason
    expect(await reasonOf(name, { evenBeforeDeadline: true })).toBe(early)
  })

  it("is the first reason that holds, and that tells the merchant most", async () => {
    const name = await unpaidOrder()
    const reasons: (KeptReason | null)[] = [await reasonOf(name)]
    for (const happen of [
      () => callback(name),
      () => change("almara_checkout", `almchk_${name}_1`, { due_at: ago("-1 hour") }),
      () => change("almara_order", `order_${name}`, { is_kept: true }),
      () => change("almara_order", `order_${name}`, { cart_id: null }),
      () => fulfillment(name),
      () => session(name, "other"),
      () => asks(name, { current_order_total: 0 }),
      () => transaction(name),
      () => attempt(name, 2, { state: "held" }),
      () => settlement(name, { order_id: `order_${name}` }),
      () => change("order", `order_${name}`, { status: "canceled" }),
    ]) {
      await happen()
      reasons.push(await reasonOf(name))
    }
    expect(reasons).toEqual([
      null,
      "callback_waits",
      "not_due",
      "kept",
      "not_ours",
      "fulfilled",
      "other_provider",
      "nothing_owed",
      "paid_otherwise",
      "money_held",
      "paid",
      "not_waiting",
    ])
  })

  it("not_waiting: there is no such order", async () => {
    expect(await reasonOf("none")).toBe("not_waiting")
  })
})

describe("what keeps no order", () => {
  const deleted_at = "2026-01-01"

  it.each<[string, Preparation]>([
    ["nothing has happened", () => undefined],
    [
      "each other attempt came to nothing",
      async (name) => [
        await attempt(name, 2, { state: "failed" }),
        await attempt(name, 3, { state: "canceled" }),
        await attempt(name, 4, { state: "refused" }),
      ],
    ],
    [
      "it asks for half a shilling of Tanzania, of which Medusa knows whole ones only",
      async (name) => [
        await change("order", `order_${name}`, { currency_code: "tzs" }),
        await asks(name, { current_order_total: 0.5 }),
      ],
    ],
    ["an attempt that was deleted was paid", (name) => attempt(name, 2, { state: "paid", deleted_at })],
    ["an attempt that was deleted was held", (name) => attempt(name, 2, { state: "held", deleted_at })],
    [
      "an attempt of a collection that it has no more was paid",
      async (name) =>
        attempt(name, 2, { state: "paid", order_id: null, payment_collection_id: await lostCollection(name) }),
    ],
    [
      "the money that was granted to it was resolved by a person",
      (name) => settlement(name, { order_id: `order_${name}`, closed_at: ago("1 hour") }),
    ],
    [
      "the money that was granted to it was rolled back",
      (name) => settlement(name, { order_id: `order_${name}`, deleted_at }),
    ],
    ["a booking by hand was deleted", (name) => transaction(name, { deleted_at })],
    ["another provider has let go of the money", (name) => payment(name, { canceled_at: ago("1 hour") })],
    ["another provider's payment was deleted", (name) => payment(name, { deleted_at })],
    [
      "another provider's payment is on a collection that it has no more",
      async (name) => payment(name, { payment_collection_id: await lostCollection(name) }),
    ],
    ["it asks for a cent", (name) => asks(name, { current_order_total: 0.01 })],
    ["a sum that was stored and deleted was nothing", (name) => asks(name, { current_order_total: 0 }, { deleted_at })],
    [
      "it asked for nothing before it was changed",
      async (name) => [
        await change("order_summary", `ordsum_${name}`, { totals: { current_order_total: 0 } }),
        await asks(name, { current_order_total: 7000 }),
      ],
    ],
    [
      "Medusa has stored no sum",
      (name) =>
        connection("order_summary")
          .where({ order_id: `order_${name}` })
          .del(),
    ],
    ["another way of paying was chosen and left again", (name) => session(name, "other", { deleted_at })],
    ["a fulfillment was canceled", (name) => fulfillment(name, { of: { canceled_at: ago("1 hour") } })],
    ["a fulfillment was deleted", (name) => fulfillment(name, { of: { deleted_at } })],
    ["a fulfillment is not the order's any more", (name) => fulfillment(name, { link: { deleted_at } })],
    ["we have kept no row of it", withoutRow],
    [
      "the row was deleted by which the merchant kept it",
      (name) => change("almara_order", `order_${name}`, { is_kept: true, deleted_at }),
    ],
    [
      "its second attempt would end later",
      (name) => attempt(name, 2, { due_at: ago("-1 hour"), created_at: ago("1 hour") }),
    ],
    ["a callback that says paid has no signature of ours", (name) => callback(name, { signed: false })],
    ["a callback that says paid was processed", (name) => callback(name, { state: "done" })],
    ["a callback that says paid was deleted", (name) => callback(name, { deleted_at })],
    ["a signed callback says declined", (name) => callback(name, { payload: saying(3, "18") })],
    ["a signed callback cannot be read", (name) => callback(name, { payload: { nonsense: true } })],
  ])("%s", async (_, happen) => {
    const name = await unpaidOrder()
    await happen(name)
    expect(await reasonOf(name)).toBeNull()
  })
})

describe("of whose placing we have kept no row, an order is ours to cancel", () => {
  it.each<[string, KeptReason | null, Preparation]>([
    ["where a cart with a session of ours became it", null, () => undefined],
    [
      "not where its cart is another's by now",
      "not_ours",
      (name) => change("order_cart", `ordcart_${name}`, { deleted_at: ago("1 hour") }),
    ],
    [
      "not where the merchant made it",
      "not_ours",
      (name) => change("order", `order_${name}`, { is_draft_order: true }),
    ],
    [
      "not where the cart's collection is not the cart's any more",
      "not_ours",
      (name) => change("cart_payment_collection", `cartpay_${name}`, { deleted_at: ago("1 hour") }),
    ],
    [
      "not where the session was another provider's",
      "not_ours",
      async (name) => [
        await change("payment_session", `payses_ours_${name}`, { provider_id: "pp_system_default" }),
        await change("order_payment_collection", `ordpay_${name}`, { deleted_at: ago("1 hour") }),
      ],
    ],
    [
      "not where the session was deleted",
      "not_ours",
      (name) => change("payment_session", `payses_ours_${name}`, { deleted_at: ago("1 hour") }),
    ],
    [
      "not where the session came after the order",
      "not_ours",
      (name) => change("payment_session", `payses_ours_${name}`, { created_at: ago("2 hours") }),
    ],
  ])("%s", async (_, reason, happen) => {
    const name = await unpaidOrder()
    await withoutRow(name)
    await happen(name)
    expect(await reasonOf(name)).toBe(reason)
  })

  it("not where the merchant made it, when its row is written", async () => {
    const name = await unpaidOrder()
    await withoutRow(name)
    await change("order", `order_${name}`, { is_draft_order: true })
    await new Orders(connection).keep(`order_${name}`)
    expect(
      await connection("almara_order")
        .where({ id: `order_${name}` })
        .first("cart_id"),
    ).toEqual({ cart_id: null })
  })
})

describe("until when an order may be paid", () => {
  const deadlineOf = (name: string) => new Ledger(connection).deadlineOf(`order_${name}`)
  /** In hours from now, rounded; null where nothing ends it. */
  const hoursLeft = async (name: string) => {
    const deadline = await deadlineOf(name)
    return deadline?.until ? Math.round((deadline.until.getTime() - deadline.now.getTime()) / 3_600_000) : null
  }

  it.each<[string, number | null, Preparation]>([
    [
      "the due date of its first attempt",
      -2,
      (name) => attempt(name, 2, { due_at: ago("-5 hours"), created_at: ago("1 hour") }),
    ],
    [
      "the merchant's, where one was given",
      7,
      (name) => change("almara_order", `order_${name}`, { pay_by: ago("-7 hours") }),
    ],
    [
      "not that of an attempt from before the cart became this order",
      -2,
      (name) => attempt(name, 0, { due_at: ago("-5 hours"), created_at: ago("4 hours") }),
    ],
    [
      "not that of an attempt that was deleted",
      5,
      async (name) => [
        await change("almara_checkout", `almchk_${name}_1`, { deleted_at: ago("1 hour") }),
        await attempt(name, 2, { due_at: ago("-5 hours"), created_at: ago("2 hours") }),
      ],
    ],
    [
      "by the cart's link that stands",
      -2,
      (name) =>
        insert("order_cart", {
          id: `ordcart0_${name}`,
          order_id: `order_${name}`,
          cart_id: `cart0_${name}`,
          created_at: ago("9 hours"),
          deleted_at: ago("8 hours"),
        }).then(() => attempt(name, 0, { due_at: ago("-5 hours"), created_at: ago("5 hours") })),
    ],
    [
      "as long as its cart's newest attempt had, where it has taken over no other",
      -1,
      async (name) => [
        await change("almara_checkout", `almchk_${name}_1`, { created_at: ago("5 hours"), due_at: ago("3 hours") }),
        await attempt(name, 0, { created_at: ago("9 hours"), due_at: ago("8 hours") }),
      ],
    ],
    [
      "not by a row that was deleted",
      -2,
      (name) => change("almara_order", `order_${name}`, { is_kept: true, deleted_at: ago("1 hour") }),
    ],
    [
      "none, where the merchant keeps it",
      null,
      (name) => change("almara_order", `order_${name}`, { is_kept: true, pay_by: ago("-7 hours") }),
    ],
    [
      "none, where it is not ours to cancel",
      null,
      (name) => change("almara_order", `order_${name}`, { cart_id: null }),
    ],
    ["none, where money was booked by hand", null, (name) => transaction(name)],
    ["none, where another provider holds money", null, (name) => payment(name)],
    ["none, where Almara has confirmed money", null, (name) => attempt(name, 2, { state: "received" })],
    ["none, where it is paid", null, (name) => attempt(name, 2, { state: "paid" })],
    ["none, where money is held", null, (name) => attempt(name, 2, { state: "held" })],
    ["none, where money went back", null, (name) => attempt(name, 2, { state: "resolved" })],
  ])("%s", async (_, hours, happen) => {
    const name = await unpaidOrder()
    await happen(name)
    expect(await hoursLeft(name)).toBe(hours)
  })

  it("and whether it owes anything; nothing of an order that is not there", async () => {
    const name = await unpaidOrder()
    const owes = async () => (await deadlineOf(name))?.owes
    expect(await owes()).toBe(true)
    await transaction(name, { amount: 7000 })
    expect(await owes()).toBe(false)
    await change("order_transaction", `ordtrx_${name}`, { deleted_at: ago("1 hour") })
    expect(await owes()).toBe(true)
    await asks(name, { current_order_total: 0 })
    expect(await owes()).toBe(false)
    await change("order", `order_${name}`, { deleted_at: ago("1 hour") })
    expect(await deadlineOf(name)).toBeUndefined()
  })

  it("ends a new attempt no later, and gives it no more time than it has of its own", async () => {
    const name = await unpaidOrder()
    const minutesOf = async (seconds: number) => {
      const { rows } = await connection.raw(
        `select extract(epoch from (${DUE_WITHIN_DEADLINE}) - now())::float8 / 60 as minutes`,
        { order: `order_${name}`, seconds },
      )
      return Math.round(rows[0].minutes)
    }
    await change("almara_order", `order_${name}`, { pay_by: ago("-30 minutes") })
    expect([await minutesOf(600), await minutesOf(3600)]).toEqual([10, 30])
    await change("almara_order", `order_${name}`, { is_kept: true })
    expect(await minutesOf(3600)).toBe(60)
    await change("almara_order", `order_${name}`, { deleted_at: ago("1 hour") })
    expect(await minutesOf(3600)).toBe(-120)
  })
})

import { expectPaidOnce } from "./setup/expectations"
import { startGateway, type Gateway } from "./setup/gateway"
import { copyOfTemplate } from "./setup/database"
import { startRedis, type RunningRedis } from "./setup/redis"
import {
  beginPayment,
  checkoutOf,
  checkoutRow,
  completeCart,
  eventually,
  fillCart,
  ledgerRow,
  makeDue,
  orderIdOf,
  placeWaitingOrder,
  untilState,
} from "./setup/shopper"
import { migrateStore, startStore, type RunningStore } from "./setup/store"

/**
 * Medusa takes a completed cart back, after it has answered with the order, when Redis refuses its events; so does
 * Redis for a moment after a restart. Here it refuses them for as long as the spec says.
 */

let gateway: Gateway
let redis: RunningRedis

beforeAll(async () => {
  ;[gateway, redis] = await Promise.all([startGateway(), startRedis()])
})

afterAll(async () => {
  await Promise.all([gateway?.stop(), redis?.stop()])
})

const refuseEvents = () => redis.command("ACL", "SETUSER", "default", "-lrange")
const takeEvents = () => redis.command("ACL", "SETUSER", "default", "+lrange")

afterEach(takeEvents)

async function redisStore(placement: "order_first" | "pay_first"): Promise<RunningStore> {
  const database = await copyOfTemplate()
  const environment = { REDIS_URL: redis.url, ALMARA_PLACEMENT: placement }
  await migrateStore({ almaraUrl: gateway.url, database, environment })
  return startStore({ almaraUrl: gateway.url, database, environment })
}

const isGone = async (store: RunningStore, orderId: string): Promise<boolean> =>
  (await store.database.query(`select 1 from "order" where id = $1 and deleted_at is null`, [orderId])).rows.length ===
  0

describe("order first", () => {
  let store: RunningStore

  beforeAll(async () => {
    store = await redisStore("order_first")
  })

  afterAll(() => store?.stop())

  it("an order that is rolled back after the shopper was told its number is placed anew when it is paid", async () => {
    await refuseEvents()
    const order = await placeWaitingOrder(store)
    await eventually(() => isGone(store, order.orderId), Boolean)
    await takeEvents()
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    const paid = await untilState(store, order.checkoutId, "paid")
    expect(paid.order_id).not.toBe(order.orderId)
    await expectPaidOnce(store, paid.order_id)
    expect(await orderIdOf(store, order)).toBe(paid.order_id)
    expect((await completeCart(store, order.id)).body.order.id).toBe(paid.order_id)
  })

  it("and a shopper who has not paid yet can place it again, with the same checkout", async () => {
    await refuseEvents()
    const order = await placeWaitingOrder(store)
    await eventually(() => isGone(store, order.orderId), Boolean)
    await takeEvents()
    const { body } = await completeCart(store, order.id)
    expect(body.order.id).not.toBe(order.orderId)
    expect((await checkoutOf(store, order.paymentSessionId)).checkout_url).toContain(gateway.url)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await untilState(store, order.checkoutId, "paid")
    await expectPaidOnce(store, body.order.id)
  })
})

describe("pay first", () => {
  let store: RunningStore

  beforeAll(async () => {
    store = await redisStore("pay_first")
  })

  afterAll(() => store?.stop())

  it("an order that settle places stays", async () => {
    const payment = await beginPayment(store, "pay_first")
    await refuseEvents()
    await gateway.decide(payment.merchantRequestId, { outcome: "paid" })
    const orderId = await eventually(
      () => orderIdOf(store, payment),
      (id) => id !== undefined,
    )
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    expect(await isGone(store, orderId as string)).toBe(false)
    await takeEvents()
    await untilState(store, payment.checkoutId, "paid")
    await expectPaidOnce(store, orderId)
  })

  it("held money whose order was placed and rolled back by Medusa stays in sight, and a person places it", async () => {
    const cart = await fillCart(store)
    const { id, merchant_request_id } = await ledgerRow(store, cart.paymentSessionId)
    // The store does not hear of the money before the shopper is back.
    await gateway.decide(merchant_request_id, { outcome: "paid", callback: { send: false } })
    await store.database.query(
      "update region_payment_provider set deleted_at = now() where payment_provider_id = 'pp_almara_almara'",
    )
    await makeDue(store, id)
    await untilState(store, id, "held")
    await store.database.query(
      "update region_payment_provider set deleted_at = null where payment_provider_id = 'pp_almara_almara'",
    )
    await refuseEvents()
    const { body } = await completeCart(store, cart.id)
    expect(body.type).toBe("order")
    await eventually(() => isGone(store, body.order.id), Boolean)
    await takeEvents()
    expect(await checkoutRow(store, id)).toMatchObject({ state: "held", hold_reason: "unplaceable" })
    expect((await store.admin(`/admin/almara/checkouts/${id}/settle`, { method: "POST", body: {} })).status).toBe(200)
    const paid = await untilState(store, id, "paid")
    expect(paid.order_id).not.toBe(body.order.id)
    await expectPaidOnce(store, paid.order_id)
  })
})

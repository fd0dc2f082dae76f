import { makeProject, RECORDER_TABLE, type ChaosProject } from "./chaos/project"
import { connect, copyOfTemplate } from "./setup/database"
import { expectPaidOnce } from "./setup/expectations"
import { startGateway, type Gateway } from "./setup/gateway"
import { startRedis, type RunningRedis } from "./setup/redis"
import { eventually, ledgerRow, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { migrateStore, startStore, type RunningStore } from "./setup/store"

/**
 * A store with a subscriber of the merchant's own, and with Redis, which answers with an error while it loads its data.
 */

let gateway: Gateway
let redis: RunningRedis
let project: ChaosProject
let store: RunningStore

beforeAll(async () => {
  ;[gateway, redis] = await Promise.all([startGateway(), startRedis()])
  project = makeProject()
  const database = await copyOfTemplate()
  const environment = { REDIS_URL: redis.url }
  await migrateStore({ almaraUrl: gateway.url, database, environment })
  const client = await connect(database)
  await client.query(RECORDER_TABLE)
  await client.end()
  store = await startStore({ almaraUrl: gateway.url, database, environment, directory: project.directory })
})

afterAll(async () => {
  await store?.stop()
  project?.remove()
  await Promise.all([gateway?.stop(), redis?.stop()])
})

async function announced({ paymentSessionId }: WaitingOrder): Promise<number> {
  const { rows } = await store.database.query(
    "select count(*)::int as count from chaos_event e join payment p on p.id = e.subject where e.name = 'payment.captured' and p.payment_session_id = $1",
    [paymentSessionId],
  )
  return rows[0].count
}

const untilPaid = (order: WaitingOrder) =>
  eventually(
    () => ledgerRow(store, order.paymentSessionId),
    (row) => row.state === "paid",
  )
const untilAnnounced = (order: WaitingOrder) =>
  eventually(
    () => announced(order),
    (count) => count > 0,
  )

it("announces payment.captured once", async () => {
  const order = await placeWaitingOrder(store)
  await gateway.decide(order.merchantRequestId, { outcome: "paid" })
  await untilPaid(order)
  expect(await untilAnnounced(order)).toBe(1)
})

it("announces it as well where Redis does not take what Medusa puts aside for the end of a workflow", async () => {
  const order = await placeWaitingOrder(store)
  await redis.command("ACL", "SETUSER", "default", "-rpush")
  await gateway.decide(order.merchantRequestId, { outcome: "paid" })
  await untilPaid(order)
  expect(await untilAnnounced(order)).toBe(1)
  await redis.command("ACL", "SETUSER", "default", "+rpush")
  await expectPaidOnce(store, order.orderId)
})

it("announces it later where Redis takes no event at all", async () => {
  const order = await placeWaitingOrder(store)
  await redis.command("ACL", "SETUSER", "default", "-zadd")
  await gateway.decide(order.merchantRequestId, { outcome: "paid" })
  await eventually(
    async () => store.output(),
    (output) => output.includes("is tried again later"),
  )
  expect((await ledgerRow(store, order.paymentSessionId)).state).toBe("received")
  await redis.command("ACL", "SETUSER", "default", "+zadd")
  // Medusa's scheduler may have forgotten its jobs meanwhile: somebody asks.
  const settle = `/admin/almara/checkouts/${order.checkoutId}/settle`
  expect((await store.admin(settle, { method: "POST", body: {} })).status).toBe(200)
  await untilPaid(order)
  expect(await untilAnnounced(order)).toBe(1)
  await expectPaidOnce(store, order.orderId)
})

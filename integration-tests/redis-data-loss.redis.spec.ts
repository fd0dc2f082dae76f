import { passTime } from "./setup/clock"
import { copyOfTemplate } from "./setup/database"
import { expectPaidOnce } from "./setup/expectations"
import { startGateway, type Gateway } from "./setup/gateway"
import { startRedis, type RunningRedis } from "./setup/redis"
import { eventually, makeDue, passDueDate, placeWaitingOrder, untilState } from "./setup/shopper"
import { migrateStore, QUICK_TIMER, startStore, type RunningStore } from "./setup/store"
import { startWorker, type RunningWorker } from "./setup/worker"

/** Redis is killed and comes back without its data: Medusa's repeating jobs were in it. */

let gateway: Gateway
let redis: RunningRedis
let store: RunningStore
let worker: RunningWorker

beforeAll(async () => {
  ;[gateway, redis] = await Promise.all([startGateway(), startRedis()])
  const database = await copyOfTemplate()
  const environment = { REDIS_URL: redis.url }
  await migrateStore({ almaraUrl: gateway.url, database, environment })
  store = await startStore({
    almaraUrl: gateway.url,
    database,
    environment: { ...environment, MEDUSA_WORKER_MODE: "server" },
  })
  worker = await startWorker({
    almaraUrl: gateway.url,
    database,
    environment: { ...environment, MEDUSA_BACKEND_URL: store.url, NODE_OPTIONS: QUICK_TIMER },
  })
})

afterAll(async () => {
  await Promise.all([store?.stop(), worker?.stop()])
  await Promise.all([gateway?.stop(), redis?.stop()])
})

const reconcile = async (): Promise<{ problem: string | null }> => {
  const { body } = await store.admin("/admin/almara/status")
  return body.status.jobs.find(({ name }: { name: string }) => name === "reconcile")
}

/** As the scheduler calls the jobs several times a second, its row changes as soon as it may. */
async function isCalled(): Promise<boolean> {
  await passTime(store, "35 seconds")
  const finishedAt = async () =>
    String(
      (await store.database.query("select finished_at from almara_job_run where name = 'reconcile'")).rows[0]
        .finished_at,
    )
  const before = await finishedAt()
  return eventually(finishedAt, (now) => now !== before, 10_000).then(
    () => true,
    () => false,
  )
}

it("a paid order without a callback is found, and an unpaid one is closed, by the worker's own timer", async () => {
  await eventually(reconcile, ({ problem }) => problem === null)
  expect(await isCalled()).toBe(true)
  await redis.kill()
  redis = await startRedis(Number(new URL(redis.url).port))
  const paid = await placeWaitingOrder(store)
  const unpaid = await placeWaitingOrder(store)
  expect(await isCalled()).toBe(false)
  await gateway.decide(paid.merchantRequestId, { outcome: "paid", callback: { send: false } })
  await makeDue(store, paid.checkoutId)
  await passDueDate(store, unpaid.checkoutId)
  await passTime(store, "81 seconds")
  await untilState(store, paid.checkoutId, "paid")
  await expectPaidOnce(store, paid.orderId)
  await untilState(store, unpaid.checkoutId, "expired")
  await eventually(reconcile, ({ problem }) => problem === "own_timer")
})

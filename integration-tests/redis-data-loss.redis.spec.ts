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

/**
 * The scheduler calls the job twice a second, and a job that is due but not overdue is left to it by the own timer. Its
 * last end is set and read in one statement: a call that waits for that row ends right behind it.
 */
async function isCalledWithin(milliseconds: number): Promise<boolean> {
  const { rows: aged } = await store.database.query(
    "update almara_job_run set finished_at = now() - interval '45 seconds' where name = 'reconcile' returning finished_at",
  )
  const finishedAt = async () =>
    (await store.database.query("select finished_at from almara_job_run where name = 'reconcile'")).rows[0].finished_at
  return eventually(finishedAt, (now) => now.getTime() !== aged[0].finished_at.getTime(), milliseconds).then(
    () => true,
    () => false,
  )
}

it("a paid order without a callback is found, and an unpaid one is closed, by the worker's own timer", async () => {
  await eventually(reconcile, ({ problem }) => problem === null)
  expect(await isCalledWithin(30_000)).toBe(true)
  await redis.kill()
  redis = await startRedis(Number(new URL(redis.url).port))
  const paid = await placeWaitingOrder(store)
  const unpaid = await placeWaitingOrder(store)
  expect(await isCalledWithin(10_000)).toBe(false)
  await gateway.decide(paid.merchantRequestId, { outcome: "paid", callback: { send: false } })
  await makeDue(store, paid.checkoutId)
  await passDueDate(store, unpaid.checkoutId)
  await passTime(store, "81 seconds")
  await untilState(store, paid.checkoutId, "paid")
  await expectPaidOnce(store, paid.orderId)
  await untilState(store, unpaid.checkoutId, "expired")
  await eventually(reconcile, ({ problem }) => problem === "own_timer")
})

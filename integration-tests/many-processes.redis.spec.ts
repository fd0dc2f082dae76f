import { startBalancer, type Balancer } from "./setup/balancer"
import { copyOfTemplate } from "./setup/database"
import { startGateway, type Gateway } from "./setup/gateway"
import { startRedis, type RunningRedis } from "./setup/redis"
import { eventually, ledgerRow, orderOf, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { migrateStore, startStore, type RunningStore } from "./setup/store"
import { startWorker, type RunningWorker } from "./setup/worker"

/** What a killed process had claimed is free again after a minute or two: Medusa's own locks take longest. */
const AFTER_A_DEATH = 240_000
jest.setTimeout(AFTER_A_DEATH + 60_000)

let gateway: Gateway
let redis: RunningRedis
let balancer: Balancer
let servers: [RunningStore, RunningStore]
let workers: [RunningWorker, RunningWorker]
/** Every process that has not been killed. */
const alive = new Set<{ stop(): Promise<void> }>()

beforeAll(async () => {
  ;[gateway, redis, balancer] = await Promise.all([startGateway(), startRedis(), startBalancer()])
  const database = await copyOfTemplate()
  await migrateStore({ almaraUrl: gateway.url, database, environment: { REDIS_URL: redis.url } })
  // Almara knows one address of the store, whichever process answers.
  const environment = { REDIS_URL: redis.url, MEDUSA_BACKEND_URL: balancer.url }
  const server = async () =>
    living(
      await startStore({
        almaraUrl: gateway.url,
        database,
        environment: { ...environment, MEDUSA_WORKER_MODE: "server" },
      }),
    )
  const worker = async () => living(await startWorker({ almaraUrl: gateway.url, database, environment }))
  servers = [await server(), await server()]
  workers = [await worker(), await worker()]
  balancer.behind.push(...servers.map(({ url }) => Number(new URL(url).port)))
})

afterAll(async () => {
  await Promise.all([...alive].map((process) => process.stop()))
  await Promise.all([balancer?.stop(), redis?.stop(), gateway?.stop()])
})

function living<Process extends { stop(): Promise<void> }>(process: Process): Process {
  alive.add(process)
  return process
}

async function kill(process: RunningStore | RunningWorker): Promise<void> {
  alive.delete(process)
  await process.stop()
}

const row = (order: WaitingOrder) => ledgerRow(servers[0], order.paymentSessionId)
const untilState = (order: WaitingOrder, state: string) =>
  eventually(
    () => row(order),
    (seen) => seen.state === state,
    AFTER_A_DEATH,
  )
const askedByClock = async (order: WaitingOrder): Promise<number> =>
  (
    await servers[0].database.query(
      "select 1 from almara_checkout_event where checkout_id = $1 and kind = 'status_check' and actor = 'scheduler'",
      [order.checkoutId],
    )
  ).rows.length

/** Orders placed at both servers in turn. */
async function placeOrders(count: number, at: RunningStore[] = servers): Promise<WaitingOrder[]> {
  const orders: WaitingOrder[] = []
  for (let index = 0; index < count; index++)
    orders.push(await placeWaitingOrder(at[index % at.length]!, ["SHRT-BLK-XL-9981"]))
  return orders
}

async function expectPaidOnce(order: WaitingOrder): Promise<void> {
  const paid = await orderOf(servers[0], order.orderId)
  expect(paid.payment_status).toBe("captured")
  const payments = paid.payment_collections.flatMap((collection: any) => collection.payments)
  expect(payments).toHaveLength(1)
  expect(payments[0].captures).toHaveLength(1)
  expect(paid.transactions).toHaveLength(1)
  expect(paid.transactions[0].amount).toBe(2500)
}

describe("two servers and two workers, with Redis", () => {
  it("uses Medusa's Redis modules for events, workflows, locks and the cache", () => {
    for (const process of [...servers, ...workers]) {
      for (const words of [
        "module 'event-bus-redis' established",
        "module 'workflow-engine-redis' established",
        "locking-redis",
        "Redis cache is ready",
      ]) {
        expect(process.output()).toContain(words)
      }
      expect(process.output()).not.toMatch(/in-?memory|Local Event Bus|fake redis/i)
    }
  })

  it("pays each order once, with callbacks to servers in turn", async () => {
    const orders = await placeOrders(6)
    await Promise.all(orders.map(({ merchantRequestId }) => gateway.decide(merchantRequestId, { outcome: "paid" })))
    for (const order of orders) await untilState(order, "paid")
    for (const order of orders) await expectPaidOnce(order)
    expect([...balancer.taken.values()].filter((connections) => connections > 0)).toHaveLength(2)
  })

  it("asks once about a callback that never came, although two workers look for it", async () => {
    const orders = await placeOrders(3)
    await Promise.all(
      orders.map(({ merchantRequestId }) =>
        gateway.decide(merchantRequestId, { outcome: "paid", callback: { send: false } }),
      ),
    )
    await servers[0].database.query("update almara_checkout set next_check_at = now() where id = any($1)", [
      orders.map(({ checkoutId }) => checkoutId),
    ])
    for (const order of orders) await untilState(order, "paid")
    for (const order of orders) {
      await expectPaidOnce(order)
      expect(await askedByClock(order)).toBe(1)
    }
  })

  it("pays each order once when a server and a worker die in between", async () => {
    const orders = await placeOrders(6)
    const atOnce = orders
      .slice(0, 4)
      .map(({ merchantRequestId }) => gateway.decide(merchantRequestId, { outcome: "paid" }))
    await Promise.all([kill(servers[1]), kill(workers[1])])
    await Promise.all(atOnce)
    await Promise.all(
      orders.slice(4).map(({ merchantRequestId }) => gateway.decide(merchantRequestId, { outcome: "paid" })),
    )
    for (const order of orders) await untilState(order, "paid")
    for (const order of orders) await expectPaidOnce(order)
  })

  it("cancels what was not paid in time, with the worker that is left", async () => {
    const [order] = await placeOrders(1, [servers[0]])
    await servers[0].database.query(
      "update almara_checkout set due_at = now() - interval '1 day', next_check_at = now() where id = $1",
      [order!.checkoutId],
    )
    await untilState(order!, "expired")
    expect((await orderOf(servers[0], order!.orderId)).status).toBe("canceled")
  })
})

import { passTime } from "./setup/clock"
import { copyOfTemplate } from "./setup/database"
import { expectPaidOnce } from "./setup/expectations"
import { startGateway, type Gateway } from "./setup/gateway"
import {
  eventually,
  ledgerRow,
  makeDue,
  placeWaitingOrder,
  untilState,
  untilProcessed,
  type WaitingOrder,
} from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

/** A store whose scheduler never calls the plugin's jobs: each process runs by a timer of its own what is overdue. */

let gateway: Gateway
let database: string
let store: RunningStore

const start = async (workerMode: "shared" | "server") =>
  startStore({
    almaraUrl: gateway.url,
    database,
    jobs: "by the own timer alone",
    environment: { MEDUSA_WORKER_MODE: workerMode },
  })

beforeAll(async () => {
  gateway = await startGateway()
  database = await copyOfTemplate()
  store = await start("shared")
})

afterAll(async () => {
  await store?.stop()
  await gateway?.stop()
})

/** An order that was paid at Almara, without a callback that tells it. */
async function placeSilentlyPaid(): Promise<WaitingOrder> {
  const order = await placeWaitingOrder(store)
  await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
  await makeDue(store, order.checkoutId)
  return order
}

const jobs = async (): Promise<
  { name: string; finished_at: string | null; problem: string | null; summary: object | null }[]
> => (await store.admin("/admin/almara/status")).body.status.jobs
const job = async (name: string) => (await jobs()).find((one) => one.name === name)
const looks = async () => {
  const { rows } = await store.database.query(
    "select seq_scan + coalesce(idx_scan, 0) as looks, n_tup_ins + n_tup_upd as writes from pg_stat_user_tables where relname = 'almara_job_run'",
  )
  return { looks: Number(rows[0].looks), writes: Number(rows[0].writes) }
}

it("runs what is overdue, and says in Settings that the scheduler does not call it", async () => {
  // Nothing was ever run here.
  await eventually(jobs, (seen) => seen.every(({ finished_at }) => finished_at !== null))
  const order = await placeSilentlyPaid()
  await passTime(store, "81 seconds")
  await untilState(store, order.checkoutId, "paid")
  await expectPaidOnce(store, order.orderId)
  // The run before has said the same, and had nothing to check.
  const seen = await eventually(
    () => job("reconcile"),
    (one) => one?.problem === "own_timer" && one.summary !== null && "checked" in one.summary,
  )
  expect(seen).toMatchObject({ summary: { by_own_timer: true, checked: expect.any(Number) } })
})

it("runs nothing that is not overdue, and writes nothing where it only looks", async () => {
  const order = await placeSilentlyPaid()
  const before = await looks()
  const after = await eventually(looks, (seen) => seen.looks >= before.looks + 3)
  expect(after.writes).toBe(before.writes)
  expect((await ledgerRow(store, order.paymentSessionId)).state).toBe("open")
})

it("processes what waits in the inbox", async () => {
  const order = await placeWaitingOrder(store)
  await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
  await store.database.query(
    "insert into almara_callback (id, state, merchant_request_id, checkout_id, signed, payload, fingerprint, next_try_at) values ('almcb_left', 'waiting', $1, $2, true, $3, 'one', now())",
    [order.merchantRequestId, order.checkoutId, { originatorConversationId: order.merchantRequestId }],
  )
  await passTime(store, "131 seconds")
  await untilProcessed(store, order.checkoutId, 1)
  await untilState(store, order.checkoutId, "paid")
})

it("deletes old callbacks", async () => {
  const count = async () =>
    (await store.database.query("select count(*)::int as count from almara_callback")).rows[0].count
  expect(await count()).toBeGreaterThan(0)
  await store.database.query(
    "update almara_callback set created_at = now() - interval '1 year', processed_at = processed_at - interval '1 year'",
  )
  await store.database.query("update almara_job_run set finished_at = now() - interval '2 days' where name = 'prune'")
  await eventually(count, (left) => left === 0)
})

it("shows a job that nobody runs", async () => {
  // Time has passed here faster than the jobs could run.
  await store.database.query("update almara_job_run set finished_at = now()")
  await store.database.query("delete from almara_notice")
  await store.database.query("delete from notification")
  await store.database.query(
    "update almara_job_run set leased_by = 'hangs', leased_until = now() + interval '170 seconds', started_at = now() - interval '1 second', finished_at = now() - interval '121 seconds' where name = 'reconcile'",
  )
  expect((await job("reconcile"))?.problem).toBe("unfinished")
  await store.database.query(
    "update almara_job_run set started_at = now() - interval '3 minutes' where name = 'reconcile'",
  )
  expect((await job("reconcile"))?.problem).toBe("not_run")
})

it("tells the merchant once of a job that stands still, and once that it runs again", async () => {
  const told = async () =>
    (
      await store.database.query(
        "select data->>'title' as title from notification where template = 'almara-merchant-job_stands_still' order by created_at",
      )
    ).rows.map(({ title }) => title)
  // It has stood still since before: another process has its lease, and does not end.
  const begun = await eventually(told, (titles) => titles.length > 0)
  expect(begun).toEqual(["A scheduled job stands still: reconcile"])
  const { looks: before } = await looks()
  await eventually(looks, ({ looks: now }) => now >= before + 6)
  expect(await told()).toEqual(begun)
  await store.database.query("update almara_job_run set finished_at = now() where name = 'reconcile'")
  await eventually(told, (titles) => titles.length > 1)
  expect(await told()).toEqual([...begun, "All well again: the scheduled job reconcile runs"])
})

it("a process that only answers requests runs it where no worker is left", async () => {
  await store.stop()
  store = await start("server")
  await store.database.query("update almara_job_run set leased_by = null, leased_until = null")
  const order = await placeSilentlyPaid()
  await passTime(store, "81 seconds")
  await untilState(store, order.checkoutId, "paid")
  await expectPaidOnce(store, order.orderId)
})

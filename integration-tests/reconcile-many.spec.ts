import { startGateway, type Gateway } from "./setup/gateway"
import {
  countAsked,
  expectAskedOnce,
  expectFlatMemory,
  expectRateKept,
  insertOpen,
  startTwoClocks,
} from "./setup/open-checkouts"
import { eventually } from "./setup/shopper"
import type { RunningStore } from "./setup/store"

/** Open checkouts whose callback never came, all of them due at once. */
const OPEN = 10_000
/** Asked about before the memory is looked at for the first time, and then while it is watched. */
const WARM = 500
const WATCHED = 1_000

let gateway: Gateway
let stores: RunningStore[]

beforeAll(async () => {
  gateway = await startGateway()
  stores = await startTwoClocks(gateway)
})

afterAll(async () => {
  await Promise.all((stores ?? []).map((store) => store.stop()))
  await gateway?.stop()
})

it("a process that died while it swept keeps its lease for its time, and keeps nobody from checking", async () => {
  const [store] = stores as [RunningStore]
  const take = () =>
    store.database.query(
      "update almara_job_run set leased_by = 'a dead process', leased_until = now() + interval '60 seconds' where name = 'reconcile' and leased_by is null",
    )
  await eventually(take, ({ rowCount }) => rowCount === 1)
  await insertOpen(store, 0, 0)
  const checkout = async () =>
    (await store.database.query("select checks from almara_checkout where id = 'almchk_0'")).rows[0]
  await eventually(checkout, (seen) => seen.checks === 1)
  const job = async () =>
    (
      await store.database.query(
        "select leased_by, leased_until, finished_at from almara_job_run where name = 'reconcile'",
      )
    ).rows[0]
  expect(await job()).toMatchObject({ leased_by: "a dead process" })
  const { rows } = await store.database.query(
    "update almara_job_run set leased_until = now() where name = 'reconcile' returning leased_until",
  )
  const next = await eventually(
    job,
    (seen) => seen.leased_by !== "a dead process" && seen.finished_at >= rows[0].leased_until,
  )
  expect(next.finished_at.getTime()).toBeGreaterThanOrEqual(rows[0].leased_until.getTime())
})

it("ten thousand open checkouts are checked in the rate by two processes, each once, with flat memory", async () => {
  const [store] = stores as [RunningStore]
  await insertOpen(store, 1, OPEN)
  await eventually(
    () => countAsked(store),
    (count) => count >= WARM,
    100_000,
  )
  const before = stores.map((one) => one.memory())
  await eventually(
    () => countAsked(store),
    (count) => count >= WARM + WATCHED,
    200_000,
  )
  expectFlatMemory(stores, before)
  await expectAskedOnce(store)
  await expectRateKept(gateway)
}, 400_000)

it("while either of the two stands still, the other goes on asking", async () => {
  const [store] = stores as [RunningStore]
  for (const still of stores) {
    const goOn = still.freeze()
    try {
      // What was on its way from it may still arrive.
      await new Promise((resolve) => setTimeout(resolve, 500))
      const before = await countAsked(store)
      await eventually(
        () => countAsked(store),
        (count) => count >= before + 50,
      )
    } finally {
      goOn()
    }
  }
})

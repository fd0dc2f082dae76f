import { startGateway, type Gateway } from "./setup/gateway"
import { countAsked, expectAskedOnce, expectFlatMemory, expectRateKept, insertOpen, startTwoClocks } from "./setup/open-checkouts"
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

it("a process that died with the job keeps it until its lease has run out, and then another has it", async () => {
  const [store] = stores as [RunningStore]
  const take = () => store.database.query("update almara_job_run set leased_by = 'a dead process', leased_until = now() + interval '3 seconds' where name = 'reconcile' and leased_by is null returning leased_until")
  const { rows: leases } = await eventually(take, ({ rowCount }) => rowCount === 1)
  await insertOpen(store, 0, 0)
  const checkout = async () => (await store.database.query("select questions, last_question_at from almara_checkout where id = 'almchk_0'")).rows[0]
  const { last_question_at: askedAt } = await eventually(checkout, (seen) => seen.questions === 1)
  expect(askedAt.getTime()).toBeGreaterThanOrEqual(leases[0].leased_until.getTime())
})

it("ten thousand open checkouts are asked about within the rate, by two processes together, each once, with flat memory", async () => {
  const [store] = stores as [RunningStore]
  await insertOpen(store, 1, OPEN)
  await eventually(() => countAsked(store), (count) => count >= WARM, 100_000)
  const before = stores.map((one) => one.memory())
  await eventually(() => countAsked(store), (count) => count >= WARM + WATCHED, 200_000)
  expectFlatMemory(stores, before)
  await expectAskedOnce(store)
  await expectRateKept(gateway)
}, 400_000)

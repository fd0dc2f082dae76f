import path from "node:path"
import { copyOfTemplate } from "./setup/database"
import { startGateway, type Gateway } from "./setup/gateway"
import { eventually } from "./setup/shopper"
import { callJson, startStore, type RunningStore } from "./setup/store"

/** Open checkouts whose callback never came, all of them due at once. */
const OPEN = 10_000
const PER_SECOND = 25
/** Asked about before the memory is looked at for the first time, and then while it is watched. */
const WARM = 200
const WATCHED = 600

let gateway: Gateway
let stores: RunningStore[]

beforeAll(async () => {
  gateway = await startGateway()
  const database = await copyOfTemplate()
  const environment = {
    ALMARA_REQUESTS_PER_SECOND: String(PER_SECOND),
    // A small heap is collected often: what grows in it is a leak, not laziness.
    NODE_OPTIONS: `--max-old-space-size=300 --max-semi-space-size=8 --require ${path.join(__dirname, "setup/fast-clock-preload.js")}`,
  }
  const first = await startStore({ almaraUrl: gateway.url, database, environment })
  const second = await startStore({ almaraUrl: gateway.url, database, environment })
  stores = [first, second]
})

afterAll(async () => {
  await Promise.all((stores ?? []).map((store) => store.stop()))
  await gateway?.stop()
})

const insertOpen = ({ database }: RunningStore, from: number, to: number) =>
  database.query(
    `insert into almara_checkout (id, state, placement, attempt, payment_session_id, conversation_id, checkout_reference, amount, raw_amount, currency_code, due_at, next_question_at)
     select 'almchk_' || i, 'open', 'order_first', 1, 'payses_' || i, 'conversation-' || i, 'ORD-' || i, 100, '{"value":"100","precision":20}', 'kes', now() + interval '1 day', now()
     from generate_series($1::int, $2::int) i`,
    [from, to]
  )

it("a process that died with the job keeps it until its lease has run out, and then another has it", async () => {
  const [store] = stores as [RunningStore]
  const take = () => store.database.query("update almara_job_run set leased_by = 'a dead process', leased_until = now() + interval '5 seconds' where name = 'reconcile' and leased_by is null returning leased_until")
  const { rows: leases } = await eventually(take, ({ rowCount }) => rowCount === 1)
  await insertOpen(store, 0, 0)
  const checkout = async () => (await store.database.query("select questions, last_question_at from almara_checkout where id = 'almchk_0'")).rows[0]
  const { last_question_at: askedAt } = await eventually(checkout, (seen) => seen.questions === 1)
  expect(askedAt.getTime()).toBeGreaterThanOrEqual(leases[0].leased_until.getTime())
})

it("ten thousand open checkouts are asked about at the configured rate, by two processes together, with flat memory", async () => {
  const [store] = stores as [RunningStore]
  await insertOpen(store, 1, OPEN)
  const asked = async () => (await store.database.query("select count(*)::int as count from almara_checkout where questions > 0")).rows[0].count
  await eventually(asked, (count) => count >= WARM, 200_000)
  const before = stores.map((one) => one.memory())
  await eventually(asked, (count) => count >= WARM + WATCHED, 400_000)
  const after = stores.map((one) => one.memory())
  after.forEach((bytes, index) => expect(bytes / (before[index] ?? 1)).toBeLessThan(1.25))

  const { rows } = await store.database.query("select questions, count(distinct next_question_at)::int as moments, count(*)::int as count from almara_checkout where questions > 0 and claimed_by is null group by questions")
  // Nobody was asked about twice, and each has a next question of its own.
  expect(rows).toHaveLength(1)
  expect(rows[0].questions).toBe(1)
  expect(rows[0].moments).toBeGreaterThan(rows[0].count * 0.9)

  const { body } = await callJson(`${gateway.url}/simulator/requests`)
  const times: number[] = body.requests
    .filter((entry: { path: string }) => entry.path.includes("check-status"))
    .map((entry: { at: string }) => Date.parse(entry.at))
    .sort((one: number, other: number) => one - other)
  expect(times.length).toBeGreaterThan(WATCHED)
  // They are begun at the rate; one that comes to its question late stands beside others, as many as run at once.
  const inTenSeconds = times.map((time) => times.filter((other) => other >= time && other < time + 10_000).length)
  expect(Math.max(...inTenSeconds)).toBeLessThanOrEqual(PER_SECOND * 10 + 8)
}, 700_000)

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

const OPEN = 10_000
const WARM = 1_000
const MINUTES = 60_000

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

it(
  "ten thousand open checkouts are checked to the last, over many leases, each once, with flat memory",
  async () => {
    const [store] = stores as [RunningStore]
    await insertOpen(store, 1, OPEN)
    await eventually(
      () => countAsked(store),
      (count) => count >= WARM,
      10 * MINUTES,
    )
    const before = stores.map((one) => one.memory())
    // The first ones are due again before the last one was asked about: they are put off.
    const putOff = () =>
      store.database.query(
        "update almara_checkout set next_check_at = next_check_at + interval '1 day' where checks > 0 and leased_by is null and next_check_at < now() + interval '1 hour'",
      )
    await eventually(
      () => putOff().then(() => countAsked(store)),
      (count) => count === OPEN,
      30 * MINUTES,
    )
    expectFlatMemory(stores, before)
    await expectAskedOnce(store)
    await expectRateKept(gateway)
  },
  45 * MINUTES,
)

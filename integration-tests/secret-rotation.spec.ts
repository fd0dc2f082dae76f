import { copyOfTemplate } from "./setup/database"
import { startGateway, type Gateway } from "./setup/gateway"
import { checkoutRow, placeWaitingOrder, untilState, type WaitingOrder } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

/** The callback secret is changed in three steps, and each reaches one of two processes after the other. */

const OLD = "the-old-callback-secret-0123456789abcdef"
const NEW = "the-new-callback-secret-0123456789abcdef"
/** The first one signs, all verify. */
const STEPS = [OLD, `${OLD},${NEW}`, `${NEW},${OLD}`, NEW]

let gateway: Gateway
let database: string
const running: RunningStore[] = []

beforeAll(async () => {
  gateway = await startGateway()
  database = await copyOfTemplate()
})

afterAll(async () => {
  await Promise.all(running.map((store) => store.stop()))
  await gateway?.stop()
})

async function startWith(secrets: string): Promise<RunningStore> {
  const store = await startStore({ almaraUrl: gateway.url, database, environment: { ALMARA_CALLBACK_SECRET: secrets } })
  running.push(store)
  return store
}

async function stop(store: RunningStore): Promise<void> {
  running.splice(running.indexOf(store), 1)
  await store.stop()
}

type Endpoint = "checkoutCallbackUrl" | "checkoutReturnUrl" | "checkoutCancelUrl"

/** One of the addresses that Almara was given, at another process of the same store. */
async function addressAt(store: RunningStore, order: WaitingOrder, endpoint: Endpoint): Promise<string> {
  const { request } = await gateway.checkout(order.merchantRequestId)
  const { pathname, search } = new URL(request[endpoint])
  return `${store.url}${pathname}${search}`
}

/** Orders placed at one process whose callback, return and cancel come to another one. */
async function expectUnderstood(placedAt: RunningStore, askedAt: RunningStore): Promise<void> {
  const [called, returned, canceled] = [
    await placeWaitingOrder(placedAt),
    await placeWaitingOrder(placedAt),
    await placeWaitingOrder(placedAt),
  ]
  for (const order of [called, returned])
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
  const [delivery] = await gateway.callback(called.merchantRequestId, {
    url: await addressAt(askedAt, called, "checkoutCallbackUrl"),
  })
  expect(delivery).toMatchObject({ status: 200 })
  for (const [order, endpoint] of [
    [returned, "checkoutReturnUrl"],
    [canceled, "checkoutCancelUrl"],
  ] as const) {
    const answer = await fetch(await addressAt(askedAt, order, endpoint), { method: "POST", redirect: "manual" })
    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      expect.stringContaining(order.paymentSessionId),
    ])
  }
  for (const order of [called, returned]) await untilState(askedAt, order.checkoutId, "paid")
  await untilState(askedAt, canceled.checkoutId, "canceled")
}

it("secrets rotate without a gap: what one of two processes signs the other verifies, at every step", async () => {
  let before = await startWith(STEPS[0] as string)
  const ofOld: WaitingOrder = await placeWaitingOrder(before)
  for (const secrets of STEPS.slice(1)) {
    const after = await startWith(secrets)
    // The last step takes the old secret away: nothing that it has signed is open any more by then, but this one order.
    const isLast = secrets === NEW
    await expectUnderstood(before, after)
    await expectUnderstood(after, before)
    if (!isLast)
      expect(
        (await fetch(await addressAt(after, ofOld, "checkoutReturnUrl"), { redirect: "manual" })).headers.get(
          "location",
        ),
      ).toContain(ofOld.paymentSessionId)
    await stop(before)
    before = after
  }
  const [doubted] = await gateway.callback(ofOld.merchantRequestId, {
    url: await addressAt(before, ofOld, "checkoutCallbackUrl"),
  })
  expect(doubted).toMatchObject({ status: 200 })
  expect(
    (await before.database.query("select signed from almara_callback where checkout_id = $1", [ofOld.checkoutId])).rows,
  ).toEqual([{ signed: false }])
  expect((await checkoutRow(before, ofOld.checkoutId)).state).toBe("open")
}, 300_000)

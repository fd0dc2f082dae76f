import { knex } from "@medusajs/framework/mikro-orm/knex"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { Connection } from "../src/modules/almara/connection"
import { Ledger } from "../src/modules/almara/ledger/ledger"
import { LINES_IN_A_MINUTE } from "../src/telemetry/log"
import { returnShopper } from "../src/use-cases/shopper/handle-return"
import { openLine, type BreakableLine } from "./setup/breakable-proxy"
import { connectionTo } from "./setup/connection"
import { copyOfTemplate } from "./setup/database"
import { startGateway, type Gateway } from "./setup/gateway"
import { checkoutOf, eventually, ledgerRow, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { CALLBACK_SECRET, startStore, type RunningStore } from "./setup/store"

const WAIT_IN_MILLISECONDS = 1_500
/**
 * The wait, and what a busy machine takes; less than the wait by default, the patience with Almara and Medusa's own
 * with a database.
 */
const AT_ONCE_IN_MILLISECONDS = 4_900
/** Three seconds, less what the database's clock and the store's are rounded by. */
const SHORTEST_PAUSE_IN_MILLISECONDS = 2_990
const STUCK_IN_MILLISECONDS = 60_000
const MOST_CHECKS_AT_ONCE = 16

let gateway: Gateway
let line: BreakableLine
let store: RunningStore

beforeAll(async () => {
  gateway = await startGateway()
  const postgres = new URL(process.env.ALMARA_TEST_POSTGRES ?? "")
  line = await openLine(Number(postgres.port || 5432))
  const database = await copyOfTemplate()
  postgres.hostname = "127.0.0.1"
  postgres.port = String(line.port)
  postgres.pathname = database
  const environment = {
    DATABASE_URL: postgres.toString(),
    ALMARA_RETURN_WAIT_IN_MILLISECONDS: String(WAIT_IN_MILLISECONDS),
  }
  store = await startStore({ almaraUrl: gateway.url, database, environment })
})

afterAll(async () => {
  await store?.stop()
  await line?.cut()
  await gateway?.stop()
})

afterEach(() => gateway.behave({ callbacks: "send", checkStatus: { mode: "ok" } }))

const addressOf = async (
  { merchantRequestId }: WaitingOrder,
  endpoint: "return" | "cancel" = "return",
): Promise<string> => {
  const { request } = await gateway.checkout(merchantRequestId)
  return endpoint === "return" ? request.checkoutReturnUrl : request.checkoutCancelUrl
}
/** Comes back; returns where the browser is sent, and after how many milliseconds. */
const come = async (address: string): Promise<{ answer: (string | number | null)[]; milliseconds: number }> => {
  const began = Date.now()
  const { status, headers } = await fetch(address, {
    method: "POST",
    redirect: "manual",
    signal: AbortSignal.timeout(STUCK_IN_MILLISECONDS),
  })
  return {
    answer: [status, headers.get("location"), headers.get("cache-control"), headers.get("referrer-policy")],
    milliseconds: Date.now() - began,
  }
}
/**
 * As `come`, a few times until it is at once: a busy machine is late now and then, and an endpoint that waits too long
 * always.
 */
const comeAtOnce = async (address: string) => {
  let came = await come(address)
  for (let tries = 1; tries < 4 && came.milliseconds >= AT_ONCE_IN_MILLISECONDS; tries += 1) came = await come(address)
  return came
}
const pageOf = (order?: WaitingOrder) => [
  303,
  `http://127.0.0.1:8000/checkout/almara${order ? `?payment_session_id=${order.paymentSessionId}` : ""}`,
  "no-store",
  "no-referrer",
]
const statusChecks = async (order: WaitingOrder): Promise<number> =>
  (await ledgerRow(store, order.paymentSessionId)).checks

describe.each(["return", "cancel"] as const)("by the endpoint %s", (endpoint) => {
  it("an Almara that does not answer keeps the shopper no longer than the wait that was set", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.behave({ checkStatus: { mode: "ok", delayMs: STUCK_IN_MILLISECONDS } })
    const { answer, milliseconds } = await comeAtOnce(await addressOf(order, endpoint))
    expect(answer).toEqual(pageOf(order))
    expect(milliseconds).toBeLessThan(AT_ONCE_IN_MILLISECONDS)
    expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "open" })
  })

  it("a database that is away sends the shopper to the storefront all the same", async () => {
    const address = await addressOf(await placeWaitingOrder(store), endpoint)
    await line.cut()
    try {
      const { answer, milliseconds } = await comeAtOnce(address)
      expect(answer).toEqual(pageOf())
      expect(milliseconds).toBeLessThan(AT_ONCE_IN_MILLISECONDS)
    } finally {
      await line.mend()
    }
  })
})

describe("status checks at Almara", () => {
  it("a shopper who comes back again and again causes one in three seconds", async () => {
    const order = await placeWaitingOrder(store)
    const address = await addressOf(order)
    await come(address)
    await eventually(
      () => statusChecks(order),
      (count) => count === 1,
    )
    await eventually(
      async () => {
        expect((await come(address)).answer).toEqual(pageOf(order))
        return statusChecks(order)
      },
      (count) => count >= 3,
    )
    const { rows } = await store.database.query(
      "select created_at from almara_checkout_event where kind = 'status_check' and actor = 'return' and checkout_id = $1 order by created_at",
      [order.checkoutId],
    )
    const pauses = rows.slice(1).map(({ created_at }, place) => created_at - rows[place].created_at)
    expect(pauses.length).toBeGreaterThan(1)
    expect(Math.min(...pauses)).toBeGreaterThan(SHORTEST_PAUSE_IN_MILLISECONDS)
  })

  /** Shoppers who come back to this process, whose ledger is in a database of that connection. */
  const shoppersOf = async (order: WaitingOrder, connection: Connection) => {
    const { search } = new URL(await addressOf(order))
    const lines: string[] = []
    return {
      lines,
      comeBack: (returnWaitInMilliseconds = WAIT_IN_MILLISECONDS) => {
        const options = {
          callbackSecret: [CALLBACK_SECRET],
          returnWaitInMilliseconds,
          storefrontUrl: "http://127.0.0.1:8000",
          returnPath: "/checkout/almara",
        }
        const logger = { warn: (line: string) => lines.push(line) }
        const container = {
          resolve: (name: string) => (name === "logger" ? logger : { ledger: new Ledger(connection), options }),
        } as unknown as MedusaContainer
        return returnShopper(container, { endpoint: "return", query: search })
      },
    }
  }
  const leaseToAnother = (order: WaitingOrder) =>
    store.database.query(
      "update almara_checkout set leased_by = 'another-run', leased_until = now() + interval '60 seconds' where id = $1",
      [order.checkoutId],
    )
  const close = (order: WaitingOrder) =>
    store.database.query(
      "update almara_checkout set state = 'refused', leased_by = null, leased_until = null where id = $1",
      [order.checkoutId],
    )

  it("a hundred who wait for one checkout look at Postgres as one does", async () => {
    const order = await placeWaitingOrder(store)
    await leaseToAnother(order)
    const connection = await connectionTo(store)
    let looks = 0
    connection.on("query", () => (looks += 1))
    const { comeBack } = await shoppersOf(order, connection)
    const sent = await Promise.all(Array.from({ length: 100 }, () => comeBack()))
    expect(new Set(sent.map(({ page }) => page.toString()))).toEqual(new Set([pageOf(order)[1]]))
    // Each looks its checkout up once, and one goes on looking.
    expect(looks).toBeGreaterThan(100)
    expect(looks).toBeLessThan(150)
    await close(order)
  })

  it("of two who wait for one checkout the later one waits on when the first has gone", async () => {
    const order = await placeWaitingOrder(store)
    await leaseToAnother(order)
    const connection = await connectionTo(store)
    let looks = 0
    connection.on("query", () => (looks += 1))
    const { comeBack } = await shoppersOf(order, connection)
    let isBack = false
    const first = comeBack()
    const second = comeBack(STUCK_IN_MILLISECONDS).then(() => (isBack = true))
    await first
    const seen = looks
    await eventually(
      async () => looks,
      (count) => count > seen + 5,
    )
    expect(isBack).toBe(false)
    await close(order)
    await second
  })

  it("the log tells of the first who found no database, however many did", async () => {
    const order = await placeWaitingOrder(store)
    const nowhere = knex({ client: "pg", connection: "postgres://127.0.0.1:1/none" }) as unknown as Connection
    const { comeBack, lines } = await shoppersOf(order, nowhere)
    const sent = await Promise.all(Array.from({ length: 100 }, () => comeBack(STUCK_IN_MILLISECONDS)))
    expect(new Set(sent.map(({ page }) => page.toString()))).toEqual(new Set([pageOf()[1]]))
    expect(lines).toHaveLength(LINES_IN_A_MINUTE)
    expect(lines[0]).toContain("event=checkout.not_settled")
  })

  it("a crowd that comes back at once is sent to the storefront, and only some of it are asked about", async () => {
    const orders: WaitingOrder[] = []
    // One after the other: Medusa waits five seconds at the most for the lock of a stock.
    while (orders.length < MOST_CHECKS_AT_ONCE + 4) orders.push(await placeWaitingOrder(store, ["SHRT-BLK-XL-9981"]))
    const addresses = await Promise.all(orders.map((order) => addressOf(order)))
    await gateway.behave({ checkStatus: { mode: "ok", delayMs: 6_000 } })
    const answers = await Promise.all(addresses.map(come))
    expect(answers.map(({ answer }) => answer)).toEqual(orders.map(pageOf))
    // The clock asks about the others.
    const askedFirst = async (): Promise<string[]> =>
      (
        await store.database.query(
          "select distinct on (checkout_id) actor from almara_checkout_event where kind = 'status_check' and checkout_id = any($1) order by checkout_id, created_at",
          [orders.map(({ checkoutId }) => checkoutId)],
        )
      ).rows.map(({ actor }) => actor)
    const actors = await eventually(askedFirst, (seen) => seen.length === orders.length, 90_000)
    expect(actors.filter((actor) => actor === "return").length).toBeGreaterThan(0)
    expect(actors.filter((actor) => actor === "return").length).toBeLessThanOrEqual(MOST_CHECKS_AT_ONCE)
  })
})

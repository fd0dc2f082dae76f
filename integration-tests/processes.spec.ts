import { readFileSync } from "node:fs"
import path from "node:path"
import { watchBoundaries, type Boundaries } from "./setup/boundaries"
import { copyOfTemplate } from "./setup/database"
import { startGateway, type Gateway } from "./setup/gateway"
import { eventually, ledgerRow, orderOf, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { callJson, startStore, type RunningStore } from "./setup/store"

const EXAMPLE = readFileSync(path.join(__dirname, "fixtures/checkout-callback.json"), "utf8")
/** What one process works on at once: see callback-workers.ts. */
const WORKERS = 4

let gateway: Gateway
let server: RunningStore
let worker: RunningStore
let ofServer: Boundaries
let ofWorker: Boundaries

beforeAll(async () => {
  gateway = await startGateway()
  const database = await copyOfTemplate()
  ofServer = watchBoundaries()
  ofWorker = watchBoundaries()
  server = await startStore({
    almaraUrl: gateway.url,
    database,
    environment: { ...ofServer.environment, MEDUSA_WORKER_MODE: "server" },
  })
  worker = await startStore({
    almaraUrl: gateway.url,
    database,
    environment: { ...ofWorker.environment, MEDUSA_WORKER_MODE: "worker" },
  })
})

afterAll(async () => {
  await worker?.stop()
  await server?.stop()
  await gateway?.stop()
  ofServer?.forget()
  ofWorker?.forget()
})

afterEach(() => gateway.behave({ checkStatus: { mode: "ok" } }))

const row = (order: WaitingOrder) => ledgerRow(worker, order.paymentSessionId)
const inboxOf = async (checkoutId: string) =>
  (
    await worker.database.query("select * from almara_callback where checkout_id = $1 order by created_at", [
      checkoutId,
    ])
  ).rows
const saysPaid = (merchantRequestId: string, reference: string) =>
  EXAMPLE.replace("00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66", merchantRequestId).replace("ORD-20260126-7848", reference)
const claims = (boundaries: Boundaries, checkoutId: string) =>
  boundaries.reachedBy(checkoutId).filter((name) => name.startsWith("Inbox.leaseDue:after")).length

/** Open checkouts that Almara does not know, each with some callbacks in the inbox, straight into the tables. */
async function insertMany(
  store: RunningStore,
  name: string,
  checkouts: number,
  callbacksEach: number,
): Promise<string[]> {
  await store.database.query(
    `insert into almara_checkout (id, state, placement, attempt, payment_session_id, merchant_request_id, checkout_reference, amount, raw_amount, currency_code, due_at, next_check_at)
     select 'almchk_' || $1 || i, 'open', 'order_first', 1, 'payses_' || $1 || i, $1 || '-conversation-' || i, 'ORD-' || $1 || i, 100, '{"value":"100","precision":20}', 'kes', now() + interval '1 day', now() + interval '1 day'
     from generate_series(1, $2::int) i`,
    [name, checkouts],
  )
  await store.database.query(
    `insert into almara_callback (id, state, merchant_request_id, checkout_id, signed, payload, fingerprint, next_try_at)
     select 'almcb_' || $1 || i || '_' || j, 'waiting', $1 || '-conversation-' || i, 'almchk_' || $1 || i, false, '{}', 'same', now()
     from generate_series(1, $2::int) i, generate_series(1, $3::int) j`,
    [name, checkouts, callbacksEach],
  )
  return Array.from({ length: checkouts }, (_, index) => `almchk_${name}${index + 1}`)
}

describe("a server and a worker process on one inbox", () => {
  it("the server processes at once what it took in", async () => {
    const order = await placeWaitingOrder(server)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await eventually(
      () => row(order),
      (seen) => seen.state === "paid" && seen.leased_by === null,
    )
    expect(claims(ofServer, order.checkoutId) + claims(ofWorker, order.checkoutId)).toBe(1)
  })

  it("what the server could only write down is processed by the job of the worker", async () => {
    const order = await placeWaitingOrder(server)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await worker.database.query(
      "insert into almara_callback (id, state, merchant_request_id, checkout_id, signed, payload, fingerprint, next_try_at) values ('almcb_by_job', 'waiting', $1, $2, true, $3, 'one', now())",
      [order.merchantRequestId, order.checkoutId, { originatorConversationId: order.merchantRequestId }],
    )
    await eventually(
      () => row(order),
      (seen) => seen.state === "paid",
    )
    expect([claims(ofServer, order.checkoutId), claims(ofWorker, order.checkoutId)]).toEqual([0, 1])
  })

  it("the claim of a dead process is kept while it lasts, and then taken over", async () => {
    const order = await placeWaitingOrder(server)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    const until = new Date(Date.now() + 5_000)
    await worker.database.query(
      "insert into almara_callback (id, state, merchant_request_id, checkout_id, signed, payload, fingerprint, next_try_at, leased_by, leased_until) values ('almcb_of_dead', 'waiting', $1, $2, true, $3, 'one', now(), 'a dead process', $4)",
      [order.merchantRequestId, order.checkoutId, { originatorConversationId: order.merchantRequestId }, until],
    )
    await eventually(
      () => row(order),
      (seen) => seen.state === "paid",
    )
    const { rows } = await worker.database.query(
      "select created_at from almara_checkout_event where checkout_id = $1 and kind = 'status_check'",
      [order.checkoutId],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0].created_at.getTime()).toBeGreaterThanOrEqual(until.getTime())
    expect(claims(ofServer, order.checkoutId) + claims(ofWorker, order.checkoutId)).toBe(1)
  })

  it("both share many callbacks, and none is taken twice", async () => {
    const order = await placeWaitingOrder(server)
    // One process alone takes so long that the other one gets its share even when it is late.
    await gateway.behave({ checkStatus: { mode: "ok", delayMs: 300 } })
    const checkouts = await insertMany(worker, "many", 120, 1)
    // The callback starts the server's worker; the worker has its clock.
    await fetch(`${server.url}/checkout/cart`, { method: "POST", body: saysPaid(order.merchantRequestId, "ORD-X") })
    const waiting = async () =>
      (
        await worker.database.query(
          "select count(*)::int as count from almara_callback where state = 'waiting' and checkout_id like 'almchk_many%'",
        )
      ).rows[0].count
    await eventually(waiting, (count) => count === 0, 100_000)
    const byServer = checkouts.reduce((sum, id) => sum + claims(ofServer, id), 0)
    const byWorker = checkouts.reduce((sum, id) => sum + claims(ofWorker, id), 0)
    expect(byServer + byWorker).toBe(checkouts.length)
    expect(Math.min(byServer, byWorker)).toBeGreaterThan(0)
  })
})

describe("a callback that cannot be worked on", () => {
  it("is retried with growing pauses and jitter, then a dead letter in the admin, and pays when replayed", async () => {
    const order = await placeWaitingOrder(server)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await gateway.behave({ checkStatus: { mode: "error", status: 500 } })
    await gateway.callback(order.merchantRequestId)
    // The first pauses are short: a slow spec would miss them.
    const moveOn = () =>
      worker.database.query(
        "update almara_callback set tries = 3 where checkout_id = $1 and tries > 0 and leased_by is null",
        [order.checkoutId],
      )
    await eventually(moveOn, ({ rowCount }) => rowCount === 1)
    const shares: number[] = []
    for (const tries of [4, 5, 9, 10]) {
      // The tries between are the same again; only their number is moved on.
      if (tries === 9)
        await worker.database.query("update almara_callback set tries = 8 where checkout_id = $1", [order.checkoutId])
      await worker.database.query(
        "update almara_callback set next_try_at = now() where checkout_id = $1 and tries > 0",
        [order.checkoutId],
      )
      const [tried] = await eventually(
        () => inboxOf(order.checkoutId),
        ([seen]) => seen.tries === tries && seen.leased_by === null,
      )
      if (tried.state === "waiting") shares.push((tried.next_try_at - tried.updated_at) / 1000 / 2 ** tries)
      else expect([tried.state, tries]).toEqual(["dead", 10])
    }
    expect(shares).toHaveLength(3)
    // Each pause is twice the one before, shortened by up to a quarter, and by another part each time.
    for (const share of shares) {
      expect(share).toBeGreaterThan(0.74)
      expect(share).toBeLessThan(1.01)
    }
    expect(new Set(shares.map((share) => share.toFixed(3))).size).toBeGreaterThan(1)

    const dead = await server.admin("/admin/almara/callbacks?state=dead")
    expect(dead.body.callbacks).toEqual([
      expect.objectContaining({
        merchant_request_id: order.merchantRequestId,
        tries: 10,
        last_error: expect.stringMatching(/Almara/),
      }),
    ])
    expect((await server.admin("/admin/almara/status")).body.status.ledger.dead_letters).toBe(1)
    expect((await row(order)).state).toBe("open")

    await gateway.behave({ checkStatus: { mode: "ok" } })
    expect(
      (await server.admin(`/admin/almara/callbacks/${dead.body.callbacks[0].id}/replay`, { method: "POST", body: {} }))
        .status,
    ).toBe(200)
    await eventually(
      () => row(order),
      (seen) => seen.state === "paid",
    )
    expect(await orderOf(server, order.orderId)).toMatchObject({
      payment_status: "captured",
      summary: { paid_total: 7000 },
    })
  })
})

describe("old callbacks", () => {
  it("are deleted after 90 days, unmatched ones after a week; younger, dead and waiting ones stay", async () => {
    const insert = (id: string, state: string, days: number) =>
      worker.database.query(
        "insert into almara_callback (id, state, merchant_request_id, signed, payload, fingerprint, created_at, next_try_at) values ($1, $2, 'of-nobody', false, '{}', 'old', now() - $3 * interval '1 day', null)",
        [id, state, days],
      )
    await insert("almcb_dead_91", "dead", 91)
    await insert("almcb_waiting_91", "waiting", 91)
    await insert("almcb_done_89", "done", 89)
    await insert("almcb_unmatched_6", "unmatched", 6)
    await insert("almcb_unmatched_8", "unmatched", 8)
    await worker.database.query(
      "insert into almara_address_problem (id, hour, count, last_problem, last_at) select n, now() - n * interval '1 day', 1, 'wrong', now() from unnest(array[6, 8]) as n",
    )
    await insert("almcb_done_91", "done", 91)
    const left = async () => ({
      ids: (
        await worker.database.query(
          "select id from almara_callback where merchant_request_id = 'of-nobody' order by id",
        )
      ).rows.map(({ id }) => id),
      runs: (await worker.database.query("select *, clock_timestamp() as looked_at from almara_job_run")).rows,
    })
    const { ids } = await eventually(left, (seen) => seen.ids.length <= 4)
    expect(ids).toEqual(["almcb_dead_91", "almcb_done_89", "almcb_unmatched_6", "almcb_waiting_91"])
    expect((await worker.database.query("select id from almara_address_problem where id in ('6', '8')")).rows).toEqual([
      { id: "6" },
    ])
  })
})

describe("a burst of callbacks", () => {
  it("asks Almara about each checkout once at a time, and about few at once", async () => {
    const orders: WaitingOrder[] = []
    for (let index = 0; index < 10; index += 1) orders.push(await placeWaitingOrder(server))
    const references = await Promise.all(orders.map(async (order) => (await row(order)).checkout_reference))
    const ofBurst = new Set(orders.map((order) => order.merchantRequestId))
    // However long the burst takes, the clock asks about none.
    await worker.database.query(
      "update almara_checkout set next_check_at = now() + interval '1 day' where id = any($1)",
      [orders.map(({ checkoutId }) => checkoutId)],
    )
    await gateway.behave({ checkStatus: { mode: "ok", delayMs: 300 } })
    const statusChecks = async () => {
      const { body } = await callJson(`${gateway.url}/simulator/requests`)
      return body.requests.filter(
        (entry: any) => entry.path.includes("check-status") && ofBurst.has(entry.originatorConversationId),
      )
    }

    let isOver = false
    const mostAtOnce = { in_all: 0, of_one: 0 }
    const watching = (async () => {
      while (!isOver) {
        const running: string[] = (await statusChecks())
          .filter((entry: any) => entry.status === null)
          .map((entry: any) => entry.originatorConversationId)
        mostAtOnce.in_all = Math.max(mostAtOnce.in_all, running.length)
        for (const id of running)
          mostAtOnce.of_one = Math.max(mostAtOnce.of_one, running.filter((other) => other === id).length)
        await new Promise((resolve) => setTimeout(resolve, 30))
      }
    })()
    const unsigned = orders.flatMap((order, index) =>
      Array.from({ length: 20 }, () =>
        fetch(`${server.url}/checkout/cart`, {
          method: "POST",
          body: saysPaid(order.merchantRequestId, references[index] ?? ""),
        }).then(({ status }) => status),
      ),
    )
    const signed = orders.map((order) => gateway.callback(order.merchantRequestId, { copies: 20 }))
    expect(new Set(await Promise.all(unsigned))).toEqual(new Set([200]))
    await Promise.all(signed)
    const waiting = async () =>
      (await Promise.all(orders.map((order) => inboxOf(order.checkoutId))))
        .flat()
        .filter((callback) => callback.state === "waiting").length
    await eventually(waiting, (count) => count === 0, 90_000)
    isOver = true
    await watching

    expect(mostAtOnce.of_one).toBe(1)
    expect(mostAtOnce.in_all).toBeGreaterThan(1)
    // A server and a worker.
    expect(mostAtOnce.in_all).toBeLessThanOrEqual(2 * WORKERS)
    // Of four hundred callbacks; on a slow machine they come over a longer time.
    expect((await statusChecks()).length).toBeLessThanOrEqual(100)
    for (const order of orders) expect((await row(order)).state).toBe("open")
  })
})

import { createServer, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { OPTION_DESCRIPTIONS } from "../src/core/options/option-descriptions"
import { startGateway, type Gateway } from "./setup/gateway"
import { eventually, ledgerRow, placeWaitingOrder, untilProcessed, type WaitingOrder } from "./setup/shopper"
import { ROUTE_ID, startStore, type RunningStore } from "./setup/store"

describe("the status of a store that works", () => {
  let gateway: Gateway
  let store: RunningStore
  let paid: WaitingOrder

  const get = (path: string) => store.admin(`/admin/almara${path}`)
  const post = (path: string, body: unknown = {}) => store.admin(`/admin/almara${path}`, { method: "POST", body })
  const ledger = async () => (await get("/status")).body.status.ledger
  const untilState = (order: WaitingOrder, state: string) =>
    eventually(
      () => ledgerRow(store, order.paymentSessionId),
      (row) => row.state === state,
    )

  beforeAll(async () => {
    gateway = await startGateway()
    store = await startStore({ almaraUrl: gateway.url })
    paid = await placeWaitingOrder(store)
    await gateway.decide(paid.merchantRequestId, { outcome: "paid" })
    await untilState(paid, "paid")
    await untilProcessed(store, paid.checkoutId, 1)
  })

  afterAll(async () => {
    await store?.stop()
    await gateway?.stop()
  })

  it("claims what was seen, names every option, and shows no secret", async () => {
    const { status, body } = await get("/status")
    expect(status).toBe(200)
    expect(body.status).toMatchObject({
      is_https: false,
      connection: { ok: true, result: { checked: "token" } },
      routes: { ok: true },
      route_problem: null,
      callback_address: { is_https: false, is_public: false },
      ledger: { backlog: 0, dead_letters: 0, needs_attention: 0, last_failure: null, oldest_open: null },
      configuration: {
        clientSecret: "[secret]",
        callbackSecret: ["[secret]"],
        scope: null,
        healthPath: null,
        checkoutUrlField: null,
      },
    })
    expect(Object.keys(body.status.configuration)).toEqual(Object.keys(OPTION_DESCRIPTIONS))
    expect(body.status.versions.medusa).toMatch(/^2\./)
    expect(JSON.stringify(body)).not.toContain("almara-simulator-secret")
    expect(body.may_change).toBe(true)
  })

  it("counts as the last callback only that of a checkout: no stranger's, and not the store's own test", async () => {
    const { last_callback_at } = await ledger()
    const { rows } = await store.database.query(
      "select max(created_at) as at from almara_callback where checkout_id = $1",
      [paid.checkoutId],
    )
    expect(new Date(last_callback_at)).toEqual(rows[0].at)
    const stranger = await fetch(`${store.url}/checkout/cart`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ originatorConversationId: "nobody-knows-this-one" }),
    })
    expect(stranger.status).toBe(200)
    const { body } = await post("/status/test-callback")
    expect(body.test).toMatchObject({
      ok: true,
      http_status: 200,
      arrived: true,
      signed: true,
      error: null,
      url: `${store.url}/checkout/cart`,
    })
    expect(body.test.return_address).toEqual({
      ok: true,
      http_status: 303,
      signed: true,
      error: null,
      url: `${store.url}/checkout/return`,
    })
    expect(await ledger()).toMatchObject({ last_callback_at, backlog: 0 })
  })

  it("tells the failure that came last, by when it came and not by when its checkout was opened", async () => {
    const [first, second] = [await placeWaitingOrder(store), await placeWaitingOrder(store)]
    await gateway.decide(second.merchantRequestId, { outcome: "declined", code: 18 })
    await untilState(second, "failed")
    expect((await ledger()).last_failure).toMatchObject({
      checkout_id: second.checkoutId,
      state: "failed",
      result_code: "18",
    })
    await gateway.decide(first.merchantRequestId, { outcome: "declined", code: 1 })
    await untilState(first, "failed")
    const { last_failure } = await ledger()
    expect(last_failure).toMatchObject({ checkout_id: first.checkoutId, result_code: "1" })
    const { rows } = await store.database.query(
      "select created_at from almara_checkout_event where checkout_id = $1 and kind = 'failed'",
      [first.checkoutId],
    )
    expect(new Date(last_failure.at)).toEqual(rows[0].created_at)
    // What was declined and paid after all is no failure any more.
    await gateway.decide(first.merchantRequestId, { outcome: "paid" })
    await untilState(first, "paid")
    expect((await ledger()).last_failure).toMatchObject({ checkout_id: second.checkoutId })
  })

  it("shows each job's last run; that of the inbox is written down once a minute, and not each time", async () => {
    const inboxRun = async () =>
      (await get("/status")).body.status.jobs.find((job: { name: string }) => job.name === "inbox")
    const jobs = (await get("/status")).body.status.jobs
    expect(jobs.map((job: { name: string }) => job.name)).toEqual(["inbox", "reconcile", "prune"])
    const first = await eventually(inboxRun, (run) => run.finished_at !== null)
    // Only the job takes a callback that stands in the table like this: when it is done, the job has run.
    for (let time = 0; time < 2; time += 1) {
      const { rows } = await store.database.query(
        "update almara_callback set state = 'waiting', next_try_at = now() where checkout_id = $1 returning id",
        [paid.checkoutId],
      )
      await eventually(
        async () =>
          (await store.database.query("select state from almara_callback where id = $1", [rows[0].id])).rows[0].state,
        (state) => state === "done",
      )
    }
    // What a process of the version before has written is not read.
    await store.database.query(
      `update almara_job_run set result = 'worked off 5 callbacks', summary = '{"processed": 3}' where name = 'inbox'`,
    )
    expect((await inboxRun()).summary).toEqual({ processed: 3 })
    const passed = new Date((await inboxRun()).finished_at).getTime() - new Date(first.finished_at).getTime()
    expect(passed === 0 || passed >= 60_000).toBe(true)
  })

  it("says so when Almara cannot be reached or refuses the credentials", async () => {
    await gateway.behave({ token: { mode: "unauthorized", times: 5 }, routes: { mode: "forbidden", times: 5 } })
    const { status, body } = await get("/status")
    await gateway.behave({ token: { mode: "ok" }, routes: { mode: "ok" } })
    expect([status, body.status.connection.ok, body.status.routes.ok]).toEqual([200, false, false])
    expect(body.status.connection.error).toEqual(expect.any(String))
  })
})

describe("what may be wrong with the configured route and the callback address", () => {
  let store: RunningStore
  let server: Server
  let routes: unknown[] = []
  let callbackEndpoint: RequestListener = (_, answer) => answer.end()

  const route = {
    id: ROUTE_ID.toLowerCase(),
    routeIsActive: true,
    categoryIsEnabled: true,
    channelTypes: [{ channelType: 172 }],
  }
  const test = async () =>
    (await store.admin("/admin/almara/status/test-callback", { method: "POST", body: {} })).body.test
  const problemWith = async (assigned: unknown[]) => {
    routes = assigned
    return (await store.admin("/admin/almara/status")).body.status.route_problem
  }

  beforeAll(async () => {
    // Stands in for Almara and for what the callback address leads to: both answer as the spec says.
    server = createServer((request, answer) => {
      const json = (body: unknown) => answer.setHeader("content-type", "application/json").end(JSON.stringify(body))
      if (request.url === "/v1/oauth/token") json({ access_token: "token", expires_in: 3600, token_type: "Bearer" })
      else if (request.url === "/v1/transaction-routes/assigned-routes") json({ routes })
      else callbackEndpoint(request, answer)
    }).listen(0, "127.0.0.1")
    await new Promise((resolve) => server.once("listening", resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    store = await startStore({ almaraUrl: url, environment: { MEDUSA_BACKEND_URL: url } })
  })

  afterAll(async () => {
    server?.close()
    await store?.stop()
  })

  it("warns of a route that is missing, inactive, in a category that is off, or without the channel", async () => {
    expect(await problemWith([route])).toBeNull()
    expect(await problemWith([])).toBe("missing")
    expect(await problemWith([{ ...route, id: "A92CD6AD-B5DC-40E4-9615-4DAB7C65B1FF" }])).toBe("missing")
    expect(await problemWith([{ ...route, routeIsActive: false }])).toBe("inactive")
    expect(await problemWith([{ ...route, categoryIsEnabled: false }])).toBe("inactive")
    expect(await problemWith([{ ...route, channelTypes: [{ channelType: 159 }] }])).toBe("channel_missing")
    expect(await problemWith([{ ...route, channelTypes: [] }])).toBe("channel_missing")
  })

  it.each([
    ["a redirect, which is not followed", 302],
    ["an address that takes everything and is not this store's", 200],
    ["an address that knows no such path", 404],
  ])("the test callback tells of %s", async (_, status) => {
    callbackEndpoint = (_request, answer) =>
      answer.writeHead(status, { location: `${store.url}/checkout/cart` }).end("{}")
    expect(await test()).toMatchObject({ ok: false, http_status: status, arrived: false, error: null })
    expect((await store.database.query("select count(*)::int as count from almara_callback")).rows[0].count).toBe(0)
  })

  it.each<[string, (address: URL) => void, boolean]>([
    ["nothing on the way", () => undefined, true],
    [
      "a proxy that writes addresses small, and adds something",
      (address) => (address.search = `${address.search.toLowerCase()}&amp;via=proxy`),
      true,
    ],
    ["a proxy that cuts the query", (address) => (address.search = ""), false],
    ["a proxy that cuts the end off", (address) => (address.search = address.search.slice(0, 80)), false],
  ])("the test callback says whether the signature arrived, by both addresses: %s", async (_, touch, signed) => {
    callbackEndpoint = (request, answer) => {
      const address = new URL(request.url ?? "/", store.url)
      touch(address)
      const passed = new Promise<Buffer>((resolve) => {
        const parts: Buffer[] = []
        request.on("data", (part: Buffer) => parts.push(part)).on("end", () => resolve(Buffer.concat(parts)))
      }).then((body) =>
        fetch(address, {
          method: "POST",
          body: new Uint8Array(body),
          headers: { "content-type": request.headers["content-type"] ?? "" },
          redirect: "manual",
        }),
      )
      void passed.then(async (came) =>
        answer.writeHead(came.status, Object.fromEntries(came.headers)).end(await came.text()),
      )
    }
    const result = await test()
    expect(result).toMatchObject({ ok: signed, http_status: 200, arrived: true, signed, error: null })
    expect(result.return_address).toMatchObject({ ok: signed, http_status: 303, signed, error: null })
    await store.database.query("delete from almara_callback")
  })

  it("the test callback tells of a dead address, and why nothing answers", async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    const result = await test()
    expect(result).toMatchObject({ ok: false, http_status: null, arrived: false })
    expect(result.error).toMatch(/ECONNREFUSED/)
    expect(result.return_address).toMatchObject({
      ok: false,
      http_status: null,
      signed: false,
      error: expect.stringMatching(/ECONNREFUSED/),
    })
  })
})

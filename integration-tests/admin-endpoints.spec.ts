import { readdirSync, readFileSync } from "node:fs"
import { request } from "node:http"
import path from "node:path"
import { eventually, ledgerRow, orderOf, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { stopSweep } from "./setup/clock"
import { ADMIN } from "./setup/database"
import { callJson } from "./setup/store"
import { withStore } from "./setup/with-store"

const ROOT = path.resolve(__dirname, "../src/api/admin/almara")

/** What the queries of the endpoints carry. */
const NAMES = [
  "order_id",
  "customer_id",
  "q",
  "state",
  "currency_code",
  "amount_from",
  "created_from",
  "order",
  "limit",
  "offset",
  "checkout_id",
  "days",
  "time_zone",
  "ask",
  "unknown",
]
/** Zones by which Node reckons, under names that are not in every time zone database. */
const ICU_ALIASES = [
  "ACT",
  "AET",
  "AGT",
  "ART",
  "BET",
  "BST",
  "CAT",
  "CNT",
  "CTT",
  "EAT",
  "ECT",
  "IET",
  "IST",
  "JST",
  "MIT",
  "NET",
  "NST",
  "PLT",
  "PNT",
  "PRT",
  "SST",
  "VST",
  "SystemV/PST8",
  "Etc/Unknown",
  "US/Pacific-New",
  "Mideast/Riyadh87",
]

const { gateway, store } = withStore({ environment: { ADMIN_CORS: "https://admin.example,/\\.admins\\.example$/" } })
let paid: WaitingOrder
let waiting: WaitingOrder
let mismatched: WaitingOrder

const untilState = (order: WaitingOrder, state: string) =>
  eventually(
    () => ledgerRow(store, order.paymentSessionId),
    (row) => row.state === state,
  )
const get = (path: string) => store.admin(`/admin/almara${path}`)
const post = (path: string, body: unknown = {}) => store.admin(`/admin/almara${path}`, { method: "POST", body })
const resolve = (order: WaitingOrder, body: unknown) => post(`/checkouts/${order.checkoutId}/resolve`, body)

beforeAll(async () => {
  paid = await placeWaitingOrder(store)
  waiting = await placeWaitingOrder(store)
  mismatched = await placeWaitingOrder(store)
  await gateway.decide(paid.merchantRequestId, { outcome: "paid", reference: "TXN565FDR43211" })
  await gateway.decide(mismatched.merchantRequestId, { outcome: "paid", amount: 6000 })
  await untilState(paid, "paid")
  await untilState(mismatched, "held")
})

/** Every endpoint of the admin, by the files that Medusa makes them of. */
const endpoints = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((file) => path.basename(file) === "route.ts")
  .flatMap((file) => {
    const address = `/${path.dirname(file).replace(/\[\w+\]/g, "any")}`
    const source = readFileSync(path.join(ROOT, file), "utf8")
    return ["GET", "POST", "PUT", "PATCH", "DELETE"]
      .filter((method) => new RegExp(`^export (async function|const) ${method}\\b`, "m").test(source))
      .map((method) => [method, address] as const)
  })

describe("nobody passes without an admin's login", () => {
  it("and no endpoint is forgotten here", () => {
    expect(endpoints).toHaveLength(17)
  })

  it.each(endpoints)("%s /admin/almara%s is closed to a caller who is not signed in", async (method, address) => {
    expect((await fetch(`${store.url}/admin/almara${address}`, { method })).status).toBe(401)
  })

  it.each(endpoints)("%s /admin/almara%s is closed to a customer of the shop", async (method, address) => {
    const answer = await fetch(`${store.url}/admin/almara${address}`, {
      method,
      headers: { authorization: `Bearer ${await customerToken()}` },
    })
    expect(answer.status).toBe(401)
  })

  let token: Promise<string> | undefined
  const customerToken = (): Promise<string> => (token ??= signUpCustomer())

  async function signUpCustomer(): Promise<string> {
    const login = { email: "shopper@example.com", password: "only-for-these-specs" }
    const registered = await callJson(`${store.url}/auth/customer/emailpass/register`, { method: "POST", body: login })
    const key = { "x-publishable-api-key": process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "" }
    const created = await callJson(`${store.url}/store/customers`, {
      method: "POST",
      body: { email: login.email },
      headers: { ...key, authorization: `Bearer ${registered.body.token}` },
    })
    expect(created.status).toBe(200)
    const { body } = await callJson(`${store.url}/auth/customer/emailpass`, { method: "POST", body: login })
    expect(
      (
        await callJson(`${store.url}/store/customers/me`, {
          headers: { ...key, authorization: `Bearer ${body.token}` },
        })
      ).status,
    ).toBe(200)
    return body.token
  }
})

describe("what a foreign page makes an admin's browser send", () => {
  let cookie: string

  beforeAll(async () => {
    const { body } = await callJson(`${store.url}/auth/user/emailpass`, { method: "POST", body: ADMIN })
    const session = await fetch(`${store.url}/auth/session`, {
      method: "POST",
      headers: { authorization: `Bearer ${body.token}` },
    })
    cookie = session.headers
      .getSetCookie()
      .map((set) => set.split(";")[0])
      .join("; ")
  })

  const settle = async (headers: Record<string, string>, body?: BodyInit) =>
    (
      await fetch(`${store.url}/admin/almara/checkouts/${waiting.checkoutId}/settle`, {
        method: "POST",
        headers: { cookie, ...headers },
        ...(body !== undefined && { body, duplex: "half" }),
      })
    ).status
  const JSON_BODY = { "content-type": "application/json" }
  /** `fetch` writes the host itself. */
  const settleAt = (host: string, origin: string) =>
    new Promise<number | undefined>((resolve, reject) =>
      request(
        `${store.url}/admin/almara/checkouts/${waiting.checkoutId}/settle`,
        { method: "POST", headers: { cookie, host, origin } },
        (answer) => resolve(answer.resume().statusCode),
      )
        .on("error", reject)
        .end(),
    )

  it.each([
    ["an urlencoded form", { "content-type": "application/x-www-form-urlencoded" }, "a=1"],
    ["an empty one", { "content-type": "application/x-www-form-urlencoded" }, ""],
    ["plain text that is JSON", { "content-type": "text/plain" }, "{}"],
    ["JSON in another type's name", { "content-type": "text/plain;application/json" }, "{}"],
    ["a form of files", { "content-type": "multipart/form-data; boundary=x" }, "--x--"],
    ["a body of no type", {}, new Blob(["{}"])],
  ])("%s is refused, wherever it comes from", async (_name, type, body) => {
    const before = (await ledgerRow(store, waiting.paymentSessionId)).checks
    for (const origin of [store.url, "https://evil.example"]) expect(await settle({ ...type, origin }, body)).toBe(415)
    expect(await settle({ ...type, cookie: "" }, body)).toBe(401)
    expect((await ledgerRow(store, waiting.paymentSessionId)).checks).toBe(before)
  })

  it("so is a body that says neither its type nor its length", async () => {
    expect(await settle({}, new Blob(["{}"]).stream())).toBe(415)
  })

  it.each([
    "https://evil.example",
    "null",
    "https://admin.example.evil.example",
    "http://admin.example",
    "https://xadmins.example",
  ])("a session of the origin %s may not act", async (origin) => {
    const before = (await ledgerRow(store, waiting.paymentSessionId)).checks
    expect(await settle({ ...JSON_BODY, origin }, "{}")).toBe(403)
    expect(await settle({ origin })).toBe(403)
    // A browser adds the password that a proxy before the store asks for, whichever page asks.
    expect(await settle({ origin, authorization: `Basic ${Buffer.from("staging:pass").toString("base64")}` })).toBe(403)
    expect((await ledgerRow(store, waiting.paymentSessionId)).checks).toBe(before)
  })

  it("the store's own origin and those of adminCors may", async () => {
    for (const origin of [store.url, "https://admin.example", "https://one.admins.example"])
      expect(await settle({ ...JSON_BODY, origin }, "{}")).toBe(200)
  })

  it("the store's own origin is that of its address, or the host that was called, with or without port", async () => {
    for (const [host, origin, status] of [
      ["inner.example:9000", store.url, 200],
      ["shop.example:443", "https://shop.example", 200],
      ["shop.example", "https://shop.example", 200],
      ["shop.example:8443", "https://shop.example", 403],
      ["[", "https://shop.example", 403],
    ] as const)
      expect([host, await settleAt(host, origin)]).toEqual([host, status])
  })

  it("no other site's page has Almara asked by what it only opens or shows", async () => {
    const asked = async () => Object.values(await gateway.counts()).reduce((sum, count) => sum + count, 0)
    const look = async (path: string, headers: Record<string, string>) =>
      (await fetch(`${store.url}/admin/almara${path}`, { headers: { cookie, ...headers } })).status
    await stopSweep(store)
    for (const path of ["/settlement?check=true", "/status"]) {
      const before = await asked()
      for (const site of ["cross-site", "same-site"]) expect(await look(path, { "sec-fetch-site": site })).toBe(403)
      expect(await look(path, { origin: "https://evil.example" })).toBe(403)
      expect(await asked()).toBe(before)
      // Of a browser that is too old to say whose page it is, and of one whose address was typed.
      for (const headers of [{}, { "sec-fetch-site": "none" }, { "sec-fetch-site": "same-origin" }])
        expect(await look(path, headers as Record<string, string>)).toBe(200)
      expect(await look(path, { origin: "https://admin.example", "sec-fetch-site": "cross-site" })).toBe(200)
      expect(await asked()).toBeGreaterThan(before)
    }
    // A link to a file is no question.
    expect(await look("/checkouts/export", { "sec-fetch-site": "cross-site" })).toBe(200)
  })

  it("so may who says no origin, which no page can, or the same one, and who has a token", async () => {
    expect(await settle(JSON_BODY, "{}")).toBe(200)
    expect(await settle({})).toBe(200)
    // Behind a proxy that names another host: a browser says itself that the page is of the same origin.
    expect(
      await settle({ ...JSON_BODY, origin: "https://unheard-of.example", "sec-fetch-site": "same-origin" }, "{}"),
    ).toBe(200)
    const { body } = await callJson(`${store.url}/auth/user/emailpass`, { method: "POST", body: ADMIN })
    for (const from of [{ cookie: "" }, {}] as Record<string, string>[])
      expect(
        await settle(
          { ...JSON_BODY, ...from, authorization: `Bearer ${body.token}`, origin: "https://evil.example" },
          "{}",
        ),
      ).toBe(200)
  })

  it("a secret API key may, whether it says an origin or none, and whatever cookie came along", async () => {
    const { body } = await store.admin("/admin/api-keys", {
      method: "POST",
      body: { title: "for a script", type: "secret" },
    })
    const key: string = body.api_key.token
    expect(key).toMatch(/^sk_/)
    const others = [{ cookie: "" }, {}, { cookie: "", origin: "https://evil.example" }, { origin: "null" }]
    for (const credentials of [Buffer.from(`${key}:`).toString("base64"), key])
      for (const from of others as Record<string, string>[])
        expect(await settle({ ...JSON_BODY, authorization: `Basic ${credentials}`, ...from }, "{}")).toBe(200)
  })
})

describe("wrong ids and wrong queries", () => {
  it.each([
    ["GET", "/checkouts/almchk_none", 404],
    ["POST", "/checkouts/almchk_none/settle", 404],
    ["POST", "/callbacks/almcb_none/replay", 404],
    ["GET", "/orders/order_none", 404],
    ["GET", "/checkouts?limit=0", 400],
    ["GET", "/checkouts?limit=1000", 400],
    ["GET", "/checkouts?offset=-1", 400],
    ["GET", "/checkouts?state=stolen", 400],
    ["GET", "/checkouts?order=id;drop", 400],
    ["GET", "/checkouts?amount_from=lots", 400],
    ["GET", "/checkouts?created_from=yesterday", 400],
    ["GET", "/checkouts?unknown=1", 400],
    ["GET", "/checkouts?created_before=2026-11-24", 400],
    ["GET", "/checkouts?offset=5001", 400],
    ["GET", `/checkouts?q=${"x".repeat(201)}`, 400],
    ["GET", "/checkouts?currency_code=shillings", 400],
    ["GET", "/checkouts/export?state=stolen", 400],
    ["GET", "/checkouts/export?limit=5", 400],
    ["GET", "/callbacks?limit=0", 400],
    ["GET", "/callbacks?limit=101", 400],
    ["GET", "/callbacks?offset=-1", 400],
    ["GET", "/callbacks?offset=5001", 400],
    ["GET", "/callbacks?unknown=1", 400],
    ["GET", "/statistics?unknown=1", 400],
    ["GET", "/statistics?days=many", 400],
    ["GET", "/settlement?check=maybe", 400],
    ["GET", "/settlement?time_zone=Mars/Olympus", 400],
    ["GET", "/settlement?unknown=1", 400],
    ["GET", "/callbacks?state=stolen", 400],
    ["GET", "/statistics?days=0", 400],
    ["GET", "/statistics?time_zone=Mars/Olympus", 400],
    // Postgres would take both, and count the hours the other way round.
    ["GET", "/statistics?time_zone=EAT3", 400],
    ["GET", "/statistics?time_zone=%2B03:00", 400],
    ["GET", "/settlement?days=1000", 400],
  ])("%s /admin/almara%s is answered with %i", async (method, path, status) => {
    const answer = await store.admin(`/admin/almara${path}`, { method })
    expect([answer.status, typeof answer.body.message]).toEqual([status, "string"])
  })

  it.each([
    {},
    { action: "steal", note: "abc" },
    { action: "dismiss" },
    { action: "dismiss", note: "  " },
    { action: "dismiss", note: "\u200b\u200b\u2060" },
    { action: "refunded", note: "x".repeat(501) },
    { action: "dismiss", note: "why", actor: "me" },
  ])("a resolution %j is refused", async (body) => {
    expect((await resolve(mismatched, body)).status).toBe(400)
    expect((await ledgerRow(store, mismatched.paymentSessionId)).state).toBe("held")
  })

  it("a resolution that is no JSON is refused", async () => {
    const { body } = await store.admin("/auth/token/refresh", { method: "POST", body: {} })
    const deep = `${"[".repeat(40_000)}${"]".repeat(40_000)}`
    for (const text of [
      '{"action":"dismiss","note":',
      "dismiss",
      "[]",
      "",
      // Medusa writes what is wrong into its answer, however deep it is.
      ...["action", "note", "amount"].map((name) => `{"action":"accept","note":"abc","${name}":${deep}}`),
    ]) {
      const answer = await fetch(`${store.url}/admin/almara/checkouts/${mismatched.checkoutId}/resolve`, {
        method: "POST",
        headers: { authorization: `Bearer ${body.token}`, "content-type": "application/json" },
        body: text,
      })
      expect([text.slice(0, 60), answer.status]).toEqual([text.slice(0, 60), 400])
    }
    expect((await ledgerRow(store, mismatched.paymentSessionId)).state).toBe("held")
  })

  it("a resolution of no checkout is not found", async () => {
    expect((await post("/checkouts/almchk_none/resolve", { action: "dismiss", note: "nobody" })).status).toBe(404)
  })
})

describe("addresses that nobody can read", () => {
  const API = path.resolve(__dirname, "../src/api")
  const NOT_TEXT = ["%00", "a%00b", "%ff", "%E0%A4%A", "%"]
  /** Every endpoint of the plugin, by the files that Medusa makes them of, and what its query may carry. */
  const addresses = readdirSync(API, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "route.ts")
    .map((file) => `/${path.dirname(file)}`)
  const ids = addresses.filter((address) => address.includes("["))
  const lists = ["checkouts", "checkouts/export", "callbacks", "statistics", "settlement"].map(
    (name) => `/admin/almara/${name}`,
  )
  const asked = [
    ...lists.flatMap((list) => NAMES.map((name) => `${list}?${name}=`)),
    "/checkout/return?checkout=",
    "/checkout/return?signature=",
    "/checkout/cancel?hash=",
    "/checkout/cart?checkout=",
  ]

  async function serverErrors(urls: string[], body: unknown = {}): Promise<string[]> {
    const found: string[] = []
    for (const url of urls) {
      for (const method of ["GET", "POST"]) {
        const headers: Record<string, string> = url.startsWith("/store/")
          ? { "x-publishable-api-key": process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "" }
          : { authorization: `Bearer ${await token()}` }
        const asked = fetch(`${store.url}${url}`, {
          method,
          redirect: "manual",
          headers: { ...headers, "content-type": "application/json" },
          body: method === "POST" ? JSON.stringify(body) : undefined,
        })
        const status = await asked.then(async (answer) => (await answer.text(), answer.status)).catch(() => 599)
        if (status >= 500) found.push(`${method} ${url}: ${status}`)
      }
    }
    return found
  }
  let known: Promise<string> | undefined
  const token = (): Promise<string> =>
    (known ??= store.admin("/auth/token/refresh", { method: "POST", body: {} }).then(({ body }) => body.token))

  it("have no id in them that is looked for", async () => {
    expect(ids.length).toBeGreaterThan(8)
    expect(
      await serverErrors(
        ids.flatMap((address) =>
          NOT_TEXT.flatMap((text) => [text, `${text}?hash=${"a".repeat(60)}`]).map((text) =>
            address.replace(/\[\w+\]/, text),
          ),
        ),
      ),
    ).toEqual([])
  })

  it("ask nothing of the database", async () => {
    expect(await serverErrors(asked.flatMap((start) => NOT_TEXT.map((text) => `${start}${text}`)))).toEqual([])
  })

  it("neither do those by which a cart or an order is guarded", async () => {
    const guarded: [address: string, body: unknown][] = [
      ["/store/carts/%00/complete", {}],
      ["/store/payment-collections/%00/payment-sessions", { provider_id: "pp_almara_almara" }],
      ["/admin/payment-collections/%00/payment-sessions", { provider_id: "pp_almara_almara" }],
      ["/admin/payment-collections/%00/mark-as-paid", { order_id: "order_none" }],
      ["/admin/orders/%00/cancel", {}],
    ]
    const errors = await Promise.all(guarded.map(([address, body]) => serverErrors([address], body)))
    expect(errors.flat()).toEqual([])
  })

  it("nor a note or a moment that Postgres does not keep", async () => {
    expect((await resolve(mismatched, { action: "dismiss", note: "a\u0000b" })).status).toBe(400)
    expect((await post(`/orders/${waiting.orderId}/paid-otherwise`, { note: "a\u0000b" })).status).toBe(400)
    expect((await post(`/orders/${waiting.orderId}/deadline`, { pay_by: "0000-01-01T00:00:00Z" })).status).toBe(400)
    for (const pay_by of ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"]) {
      expect((await post(`/orders/${waiting.orderId}/deadline`, { pay_by })).status).toBe(400)
      expect((await get(`/checkouts?created_from=${encodeURIComponent(pay_by)}`)).status).toBe(200)
    }
    // Farther from Greenwich than Postgres goes.
    const { orderId } = await placeWaitingOrder(store)
    const moved = await post(`/orders/${orderId}/deadline`, { pay_by: "2099-01-01T00:00:00+23:59" })
    expect([moved.status, moved.body.order?.deadline]).toEqual([200, "2098-12-31T00:01:00.000Z"])
    expect((await get("/checkouts?created_from=0000-01-01T00:00:00Z&created_to=9999-12-31T23:59:59Z")).status).toBe(200)
  })

  it("a time zone that only one of the store and its database knows is refused", async () => {
    const { rows } = await store.database.query("select name from pg_timezone_names")
    const inDatabase = new Set(rows.map(({ name }) => name.toLowerCase()))
    const suspect = [...ICU_ALIASES, ...Intl.supportedValuesOf("timeZone")].filter(
      (name) => !inDatabase.has(name.toLowerCase()),
    )
    expect(suspect.length).toBeGreaterThan(0)
    for (const name of suspect) {
      for (const report of ["statistics", "settlement"]) {
        const { status } = await get(`/${report}?days=1&time_zone=${encodeURIComponent(name)}`)
        expect([name, status === 200 || status === 400]).toEqual([name, true])
      }
    }
  })
})

describe("the inbox", () => {
  it("shows callbacks with masked payloads, by state, checkout and conversation", async () => {
    const { body } = await get(`/callbacks?checkout_id=${paid.checkoutId}`)
    expect(body).toMatchObject({ count: 1, limit: 20, offset: 0 })
    const [callback] = body.callbacks
    expect(callback).toMatchObject({
      state: "done",
      signed: true,
      merchant_request_id: paid.merchantRequestId,
      checkout: { id: paid.checkoutId },
    })
    expect(callback.payload.checkoutCallbackUrl).toMatch(/\?\[withheld\]$/)
    expect((await get("/callbacks?state=dead")).body.count).toBe(0)
    expect((await get(`/callbacks?q=${paid.merchantRequestId.slice(0, 8).toUpperCase()}`)).body.count).toBe(1)
  })

  it("does not replay what belongs to no checkout: it stays the dead letter that it is", async () => {
    await store.database.query(
      "insert into almara_callback (id, state, merchant_request_id, signed, payload, fingerprint, tries) values ('almcb_lost', 'dead', 'nobody', true, '{}', 'spec', 0)",
    )
    const { status, body } = await post("/callbacks/almcb_lost/replay")
    expect([status, body.code]).toEqual([404, "no_such_checkout"])
    expect((await store.database.query("select state from almara_callback where id = 'almcb_lost'")).rows).toEqual([
      { state: "dead" },
    ])
    await store.database.query("delete from almara_callback where id = 'almcb_lost'")
  })

  it("replays a dead letter, and a second time too", async () => {
    const { body } = await get(`/callbacks?checkout_id=${paid.checkoutId}`)
    const id: string = body.callbacks[0].id
    await store.database.query(
      "update almara_callback set state = 'dead', tries = 10, last_error = 'down' where id = $1",
      [id],
    )
    for (let time = 0; time < 2; time += 1) {
      const replayed = await post(`/callbacks/${id}/replay`)
      expect([replayed.status, replayed.body.callback.id]).toEqual([200, id])
      await eventually(
        async () => (await store.database.query("select state from almara_callback where id = $1", [id])).rows[0],
        (row) => row.state === "done",
      )
    }
    expect((await orderOf(store, paid.orderId)).transactions).toHaveLength(1)
  })
})

describe("a timeline that is longer than a page", () => {
  it("keeps its newest lines, and says that its beginning is left out", async () => {
    await store.database.query(
      `insert into almara_callback (id, state, merchant_request_id, checkout_id, signed, payload, fingerprint, created_at)
       select 'almcb_old' || n, 'done', $2, $1, false, '{}', 'old', now() - interval '1 hour' - n * interval '1 second' from generate_series(1, 600) as n`,
      [paid.checkoutId, paid.merchantRequestId],
    )
    const { checkout } = (await get(`/checkouts/${paid.checkoutId}`)).body
    const callbacks = checkout.timeline.filter((entry: { kind: string }) => entry.kind === "callback")
    expect([callbacks.length, checkout.timeline_is_cut]).toEqual([500, true])
    expect(callbacks.at(-1).detail).toMatchObject({ reported: "paid", signed: true })
    expect(callbacks[0].id).toBe("almcb_old499")
    expect(checkout.timeline.map((entry: { kind: string }) => entry.kind)).toEqual(
      expect.arrayContaining(["created", "opened", "paid"]),
    )
    await store.database.query("delete from almara_callback where id like 'almcb_old%'")
    expect((await get(`/checkouts/${paid.checkoutId}`)).body.checkout.timeline_is_cut).toBe(false)
  })
})

describe("a checkout that is busy", () => {
  it("is refused in words while another run is at it", async () => {
    await store.database.query(
      "update almara_checkout set leased_by = 'another-run', leased_until = now() + interval '80 seconds' where id = $1",
      [waiting.checkoutId],
    )
    const { status, body } = await post(`/checkouts/${waiting.checkoutId}/settle`)
    await store.database.query("update almara_checkout set leased_by = null, leased_until = null where id = $1", [
      waiting.checkoutId,
    ])
    expect([status, body.code]).toEqual([409, "busy"])
    expect(body.message).toMatch(/Try again in a few seconds/)
  })
})

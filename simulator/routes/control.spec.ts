import { request } from "node:http"
import { simulatorOptionsSchema } from "../options"
import { createSimulatorApp, startSimulator, type RunningSimulator } from "../server"
import { eventually, json, Merchant, startStore } from "../spec-support"

let simulator: RunningSimulator
let merchant: Merchant
let store: Awaited<ReturnType<typeof startStore>>

beforeEach(async () => {
  simulator = await startSimulator({ port: 0, callbackPausesMs: [10, 10] })
  store = await startStore()
  merchant = await new Merchant(simulator.url).logIn()
})
afterEach(async () => {
  await simulator.close()
  await store.close()
})

const bodies = () => store.received.map(({ body }) => JSON.parse(body))

it("shows checkouts, newest first, by either id", async () => {
  const first = await merchant.openCheckout(store.url)
  const second = await merchant.openCheckout(store.url)
  const list = await json(await merchant.get("/simulator/checkouts"))
  expect(list.map((entry: { originatorConversationId: string }) => entry.originatorConversationId)).toEqual([
    second.id,
    first.id,
  ])
  expect(list[1]).toMatchObject({ request: first.body, pageUrl: first.pageUrl, outcome: "pending", deliveries: [] })
  expect(await json(await merchant.get(`/simulator/checkouts/${first.pageUrl.split("/").at(-1)}`))).toEqual(list[1])
})

describe("outcome", () => {
  it("sends the callback and answers with its delivery", async () => {
    const { id, body } = await merchant.openCheckout(store.url)
    const answer = await merchant.setOutcome(id, { outcome: "paid", reference: "TXN565FDR43211" })
    expect(answer.deliveries).toEqual([
      {
        at: expect.any(String),
        kind: "callback",
        url: body.checkoutCallbackUrl,
        attempt: 1,
        status: 200,
        milliseconds: expect.any(Number),
        answer: "{}",
      },
    ])
    expect(answer.checkout).toMatchObject({ outcome: "paid", deliveries: answer.deliveries })
    expect(bodies()[0].checkoutOutcome.ThirdPartyPayload.Reference).toBe("TXN565FDR43211")
  })

  it("can report another amount, currency and reference, and change its mind", async () => {
    const { id } = await merchant.openCheckout(store.url)
    await merchant.setOutcome(id, {
      outcome: "paid",
      amount: 10.5,
      currencyCode: 840,
      currencyName: "USD",
      checkoutReference: "OTHER",
    })
    const reported = {
      checkoutReference: "OTHER",
      checkoutCurrencyName: "USD",
      checkoutRequestLines: [{ price: 10.5 }],
    }
    expect(await json(await merchant.checkStatus(id))).toMatchObject({ ...reported, checkoutCurrencyCode: "840" })
    expect(bodies()[0]).toMatchObject({ ...reported, checkoutCurrencyCode: 840 })
    const [entry] = await json(await merchant.get("/simulator/books"))
    expect(entry).toEqual({
      originatorConversationId: id,
      checkoutReference: "OTHER",
      amount: "10.5",
      currency: "USD",
      outcome: "paid",
    })

    await merchant.setOutcome(id, { outcome: "declined", code: 17, callback: { send: false } })
    expect(store.received).toHaveLength(1)
    expect(await json(await merchant.checkStatus(id))).toMatchObject({
      checkoutReference: "ORD-20260126-7848",
      checkoutOutcome: { Status: 3, ResultCode: "17" },
    })
    expect((await json(await merchant.get("/simulator/books")))[0].amount).toBe("4700.3")
  })

  it("keeps a transaction's reference, and can play an unknown status", async () => {
    const { id } = await merchant.openCheckout(store.url)
    await merchant.setOutcome(id, { outcome: "paid" })
    await merchant.setOutcome(id, { outcome: "paid", status: 7 })
    const [first, second] = bodies()
    expect(second.checkoutOutcome).toEqual({ ...first.checkoutOutcome, Status: 7 })
  })

  it("sends copies at the same time, or later", async () => {
    const { id } = await merchant.openCheckout(store.url)
    expect((await merchant.setOutcome(id, { outcome: "paid", callback: { copies: 3 } })).deliveries).toHaveLength(3)
    const asked = performance.now()
    const later = await merchant.setOutcome(id, { outcome: "paid", callback: { delayMs: 2_000 } })
    expect(later.deliveries).toEqual([])
    expect(store.received).toHaveLength(3)
    await eventually(() => store.received.length === 4)
    expect(performance.now() - asked).toBeGreaterThan(1_900)
  })
})

describe("callback", () => {
  it("sends again what was changed, once, whatever the state", async () => {
    const { id } = await merchant.openCheckout(store.url)
    const answer = await json(
      await merchant.postJson(`/simulator/checkouts/${id}/callback`, {
        copies: 2,
        url: `${store.url}/checkout/cart?hash=other`,
        overrides: { checkoutOutcome: { Status: 4 }, extra: true },
      }),
    )
    expect(answer.deliveries).toHaveLength(2)
    expect(store.received.map(({ path }) => path)).toEqual(["/checkout/cart?hash=other", "/checkout/cart?hash=other"])
    expect(bodies()[0]).toMatchObject({ extra: true, checkoutOutcome: { Status: 4, ResultCode: "14" } })
  })

  it("goes to the addresses of the checkouts only, on this machine unless told otherwise", async () => {
    const { id } = await merchant.openCheckout(store.url)
    const other = await startStore()
    for (const url of [
      `${store.url}/elsewhere`,
      `${other.url}/checkout/cart`,
      "http://169.254.169.254/checkout/cart",
    ]) {
      expect((await merchant.postJson(`/simulator/checkouts/${id}/callback`, { url })).status).toBe(400)
    }
    const far = await merchant.openCheckout("http://store.example")
    const { deliveries } = await merchant.setOutcome(far.id, { outcome: "paid" })
    expect(deliveries[0]).toMatchObject({ status: null, error: expect.stringContaining("--callback-hosts") })
    expect([...store.received, ...other.received]).toEqual([])
    await other.close()
  })

  it("goes to a host that it was told of, on any port, and to no other one", async () => {
    const told = await startSimulator({ port: 0, callbackPausesMs: [], callbackHosts: ["127.0.0.1", "0.0.0.0"] })
    const other = await startStore()
    const client = await new Merchant(told.url).logIn()
    const { id } = await client.openCheckout(store.url)
    expect(
      (await client.postJson(`/simulator/checkouts/${id}/callback`, { url: `${other.url}/checkout/cart?hash=1` }))
        .status,
    ).toBe(200)
    expect((await client.postJson(`/simulator/checkouts/${id}/callback`, { url: `${other.url}/admin` })).status).toBe(
      400,
    )
    expect(other.received).toHaveLength(1)
    const deliveryAt = async (storeUrl: string) =>
      (await client.setOutcome((await client.openCheckout(storeUrl)).id, { outcome: "paid" })).deliveries[0]
    // Not called loopback, and yet this machine.
    expect(await deliveryAt(store.url.replace("127.0.0.1", "0.0.0.0"))).toMatchObject({ status: 200 })
    expect(await deliveryAt("http://store.example")).toMatchObject({
      status: null,
      error: expect.stringContaining("--callback-hosts"),
    })
    await told.close()
    await other.close()
  })

  it("sends raw bytes as they stand", async () => {
    const { id } = await merchant.openCheckout(store.url)
    const rawBody = '{"checkoutOutcome": {"Status": 4,}}'
    await merchant.postJson(`/simulator/checkouts/${id}/callback`, { rawBody, contentType: "text/plain" })
    expect(store.received[0]).toMatchObject({ body: rawBody, contentType: "text/plain" })
  })
})

describe("behaviour", () => {
  it("decides about callbacks where nothing else is asked for", async () => {
    await merchant.postJson("/simulator/behaviour", { callbacks: "never" })
    const { id, pageUrl } = await merchant.openCheckout(store.url)
    await fetch(`${pageUrl}/pay`, { method: "POST" })
    expect((await merchant.setOutcome(id, { outcome: "paid" })).deliveries).toEqual([])
    await merchant.postJson("/simulator/behaviour", { callbacks: "send", callbackCopies: 2 })
    expect((await merchant.setOutcome(id, { outcome: "paid" })).deliveries).toHaveLength(2)
    expect(store.received).toHaveLength(2)
  })

  it("is shown, and reset with everything else", async () => {
    await merchant.openCheckout(store.url)
    await merchant.postJson("/simulator/behaviour", { newOrder: { mode: "error", status: 503 } })
    expect(await json(await merchant.get("/simulator/behaviour"))).toMatchObject({
      newOrder: { mode: "error", status: 503 },
      token: { mode: "ok" },
    })
    await merchant.postJson("/simulator/reset", {})
    expect((await json(await merchant.get("/simulator/behaviour"))).newOrder.mode).toBe("ok")
    expect(await json(await merchant.get("/simulator/checkouts"))).toEqual([])
    expect(await json(await merchant.get("/simulator/requests"))).toEqual({ counts: {}, requests: [] })
    expect((await merchant.checkStatus("x")).status).toBe(401)
  })
})

it("counts and lists the gateway's calls, without secrets", async () => {
  const { id } = await merchant.openCheckout(store.url)
  await merchant.checkStatus(id)
  await merchant.get("/v1/nothing")
  const journal = await json(await merchant.get("/simulator/requests"))
  expect(journal.counts).toEqual({
    "/v1/oauth/token": 1,
    "/v1/checkout-order/new-order": 1,
    "/v1/checkout-order/check-status": 1,
    other: 1,
  })
  expect(journal.requests[2]).toEqual({
    at: expect.any(String),
    method: "GET",
    path: "/v1/checkout-order/check-status",
    status: 200,
    originatorConversationId: id,
  })
  expect(JSON.stringify(journal)).not.toMatch(/secret|Bearer/)
})

describe("wrong requests", () => {
  it.each([
    ["behaviour", { newOrder: { mode: "explode" } }, /newOrder\.mode/],
    ["behaviour", { refunds: {} }, /refunds is not known/],
    ["checkouts/ID/outcome", {}, /outcome/],
    ["checkouts/ID/outcome", { outcome: "paid", callback: { copies: 0 } }, /callback\.copies/],
    ["checkouts/ID/callback", { url: "file:///etc/passwd" }, /url must be an http or https address/],
    ["checkouts/ID/callback", "text", /body/],
  ])("to %s with %j are answered with a sentence", async (path, body, sentence) => {
    const { id } = await merchant.openCheckout(store.url)
    const response = await merchant.postJson(`/simulator/${path.replace("ID", id)}`, body)
    expect(response.status).toBe(400)
    expect((await json(response)).message).toMatch(sentence)
  })

  it.each([
    ["lists", `${"[".repeat(40_000)}${"]".repeat(40_000)}`],
    ["objects", `${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}`],
  ])("that are nested too deep to be shown again are refused: %s", async (_, deep) => {
    const { id } = await merchant.openCheckout(store.url)
    const post = async (path: string, text: string) =>
      (
        await fetch(simulator.url + path, {
          method: "POST",
          body: text,
          headers: { "content-type": "application/json" },
        })
      ).status
    const order = `{"outcome":"paid","callback":{"send":false},"overrides":{"a":${deep}}}`
    expect(await post(`/simulator/checkouts/${id}/outcome`, order)).toBe(400)
    expect(await post(`/simulator/checkouts/${id}/callback`, `{"overrides":{"a":${deep}}}`)).toBe(400)
    expect(await post("/v1/oauth/token", `{"a":${deep}}`)).toBe(400)
    expect((await merchant.get("/simulator/checkouts")).status).toBe(200)
    expect((await merchant.checkStatus(id)).status).toBe(200)
  })

  it("about unknown things are answered with 404", async () => {
    expect((await merchant.get("/simulator/checkouts/nobody")).status).toBe(404)
    expect((await merchant.get("/simulator/nothing")).status).toBe(404)
    expect((await merchant.postJson("/simulator/checkouts/nobody/outcome", { outcome: "paid" })).status).toBe(404)
  })
})

describe("what another site's page may do", () => {
  const ask = (path: string, headers: Record<string, string>, method = "GET", url = simulator.url) =>
    new Promise<number | undefined>((resolve, reject) => {
      // Not `fetch`, which lets nobody choose the Host.
      const asked = request(url + path, { method, headers }, (response) => resolve(response.resume().statusCode))
      asked.on("error", reject).end()
    })

  it("nothing by a name that only resolves to this machine", async () => {
    for (const path of ["/", "/simulator/checkouts", "/v1/checkout-order/check-status", "/pay/x"]) {
      expect(await ask(path, { host: "evil.example" })).toBe(421)
    }
    for (const host of ["localhost:1", "127.0.0.1", "[::1]:4010"]) {
      expect(await ask("/simulator/checkouts", { host })).toBe(200)
    }
    const named = await startSimulator({ port: 0, publicUrl: "http://almara.test:4010" })
    const url = `http://127.0.0.1:${named.port}`
    expect(await ask("/", { host: "almara.test:4010" }, "GET", url)).toBe(200)
    expect(await ask("/", { host: "evil.test" }, "GET", url)).toBe(421)
    await named.close()
  })

  it("nothing by a form of its own", async () => {
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: "http://127.0.0.1:1" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]
    for (const headers of foreign) {
      expect(await ask("/simulator/reset", headers, "POST")).toBe(403)
    }
    const own: Record<string, string>[] = [
      { origin: simulator.url },
      { origin: "null", "sec-fetch-site": "same-origin" },
    ]
    for (const headers of own) {
      expect(await ask("/simulator/reset", headers, "POST")).toBe(200)
    }
  })
})

describe("a host that others can reach", () => {
  it("needs a password, which is asked of everybody who controls it, and not of the gateway's own callers", async () => {
    await expect(startSimulator({ port: 0, host: "0.0.0.0" })).rejects.toThrow(/password is needed/)
    await expect(startSimulator({ port: 0, host: "0.0.0.0", password: "a long password" })).rejects.toThrow(
      /clientSecret must be one of your own/,
    )
    const open = await startSimulator({
      port: 0,
      host: "0.0.0.0",
      password: "a long password",
      clientSecret: "a secret of my own",
    })
    const url = `http://127.0.0.1:${open.port}`
    const status = async (path: string, pair?: string) =>
      (
        await fetch(url + path, {
          headers: pair ? { authorization: `Basic ${Buffer.from(pair).toString("base64")}` } : {},
        })
      ).status
    for (const path of ["/", "/simulator/checkouts", "/simulator/books", "/checkouts/x"]) {
      expect(await status(path)).toBe(401)
      expect(await status(path, "me:another password")).toBe(401)
      expect(await status(path, "me:a long password")).not.toBe(401)
    }
    const { routes } = createSimulatorApp(simulatorOptionsSchema.parse({}), { now: Date.now, publicUrl: () => url }).app
    const controls = routes.filter(({ method, path }) => method !== "ALL" && !/^\/(v1|connect|pay)\//.test(path))
    expect(controls.length).toBeGreaterThan(15)
    for (const { method, path } of controls) {
      expect([
        method,
        path,
        (await fetch(url + path.replaceAll(":", ""), { method, redirect: "manual" })).status,
      ]).toEqual([method, path, 401])
    }
    expect(await status("/pay/x")).toBe(404)
    expect(
      await (await new Merchant(url).logIn({ client_secret: "a secret of my own" })).checkStatus("x"),
    ).toMatchObject({ status: 404 })
    await open.close()
  })
})

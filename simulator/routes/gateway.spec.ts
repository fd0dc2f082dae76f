import { startSimulator, type RunningSimulator } from "../server"
import { json, Merchant, orderBody } from "../spec-support"

let simulator: RunningSimulator
let merchant: Merchant
let now = Date.parse("2026-01-26T10:00:00Z")
const storeUrl = "http://127.0.0.1:9"

beforeAll(async () => {
  simulator = await startSimulator({ port: 0 }, { now: () => now })
  merchant = new Merchant(simulator.url)
})
beforeEach(async () => {
  await merchant.postJson("/simulator/reset", {})
  await merchant.logIn()
})
afterAll(() => simulator.close())

describe("tokens", () => {
  it("are given for JSON and for a form", async () => {
    const expected = { access_token: expect.any(String), expires_in: 3600, token_type: "Bearer", scope: "PyPay_api" }
    expect(await json(await merchant.requestToken())).toEqual(expected)
    const form = new URLSearchParams({
      client_id: "almara-simulator",
      client_secret: "almara-simulator-secret",
      grant_type: "client_credentials",
    })
    const response = await fetch(`${simulator.url}/connect/token`, { method: "POST", body: form })
    expect(await json(response)).toEqual(expected)
  })

  it.each([
    [{ client_secret: "wrong" }, 401, "client_id"],
    [{ client_id: "wrong" }, 401, "client_id"],
    [{ grant_type: "password" }, 400, "grant_type"],
    [{ scope: "other" }, 400, "scope"],
  ])("are refused for %j", async (changes, status, field) => {
    const response = await merchant.requestToken(changes)
    expect(response.status).toBe(status)
    expect(await json(response)).toEqual({
      appDomainName: expect.any(String),
      status,
      timestamp: expect.any(String),
      systemConversationId: expect.any(String),
      originatorConversationId: "",
      errors: [{ field, message: expect.any(String) }],
    })
  })

  it("are needed, run out after an hour, and can be revoked", async () => {
    expect((await new Merchant(simulator.url).checkStatus("x")).status).toBe(401)
    expect((await merchant.checkStatus("x")).status).toBe(404)
    now += 3600_000
    expect((await merchant.checkStatus("x")).status).toBe(401)
    await merchant.logIn()
    expect((await merchant.checkStatus("x")).status).toBe(404)
    await merchant.postJson("/simulator/tokens/revoke", {})
    expect((await merchant.checkStatus("x")).status).toBe(401)
  })
})

it("lists its routes and its health", async () => {
  const { routes } = await json(await merchant.get("/v1/transaction-routes/assigned-routes"))
  expect(routes).toHaveLength(2)
  expect(routes[0]).toMatchObject({ id: "DED81224-70B6-ED11-AD49-0EE00E897F52", routeIsActive: true })
  expect(routes[0].channelTypes.map((type: { channelType: number }) => type.channelType)).toEqual([172, 159])
  expect(routes[1].routeIsActive).toBe(false)
  expect(await json(await fetch(`${simulator.url}/v1/health`))).toEqual({ status: "Healthy" })
})

describe("new-order", () => {
  it("opens a checkout and tells its page", async () => {
    const body = orderBody(storeUrl)
    const response = await merchant.createOrder(body)
    expect(response.status).toBe(200)
    const { message } = await json(response)
    expect(message).toMatchObject({ originatorConversationId: body.originatorConversationId })
    expect(message.checkoutUrl).toMatch(new RegExp(`^${simulator.url}/pay/[0-9a-f-]{36}$`))
    expect((await fetch(message.checkoutUrl)).status).toBe(200)
  })

  it("can answer flat, with another field and another public address", async () => {
    const other = await startSimulator({
      port: 0,
      answer: "flat",
      urlField: "redirectUrl",
      publicUrl: "https://pay.test/",
    })
    const order = await (await new Merchant(`http://127.0.0.1:${other.port}`).logIn()).createOrder(orderBody(storeUrl))
    await other.close()
    expect((await json(order)).redirectUrl).toMatch(/^https:\/\/pay\.test\/pay\//)
  })

  it("names every wrong field, the route among them", async () => {
    const body = orderBody(storeUrl, { checkoutRouteId: crypto.randomUUID(), checkoutReference: undefined })
    const response = await merchant.createOrder(body)
    expect(response.status).toBe(400)
    expect(await json(response)).toMatchObject({
      status: 400,
      originatorConversationId: body.originatorConversationId,
      errors: [
        { field: "checkoutReference", message: "is required" },
        { field: "checkoutRouteId", message: "is not a route that is assigned to this merchant" },
      ],
    })
  })

  it("refuses a channel type that the route does not have", async () => {
    const response = await merchant.createOrder(orderBody(storeUrl, { checkoutRouteChannelType: 1 }))
    expect((await json(response)).errors).toEqual([
      { field: "checkoutRouteChannelType", message: "is not a channel type of this route" },
    ])
  })

  it("refuses a second order with the same id as a duplicate", async () => {
    const body = orderBody(storeUrl)
    await merchant.createOrder(body)
    const response = await merchant.createOrder(body)
    expect(response.status).toBe(400)
    expect(await json(response)).toMatchObject({
      resultCode: 9,
      errors: [{ field: "originatorConversationId", message: "Duplicate transaction" }],
    })
  })

  it("opens one checkout for many simultaneous orders with the same id", async () => {
    const body = orderBody(storeUrl)
    const answers = await Promise.all(Array.from({ length: 10 }, () => merchant.createOrder(body)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it("takes nothing but JSON", async () => {
    const { access_token } = await json(await merchant.requestToken())
    const send = (contentType: string, body: string) =>
      fetch(`${simulator.url}/v1/checkout-order/new-order`, {
        method: "POST",
        headers: { authorization: `Bearer ${access_token}`, "content-type": contentType },
        body,
      })
    expect((await send("text/plain", "{}")).status).toBe(415)
    expect((await json(await send("application/json", "{,}"))).errors).toEqual([
      { field: "body", message: "is not JSON" },
    ])
  })
})

describe("check-status", () => {
  it("tells the order and that nobody has paid, by either id", async () => {
    const body = orderBody(storeUrl)
    const { message } = await json(await merchant.createOrder(body))
    const status = await json(await merchant.checkStatus(body.originatorConversationId))
    expect(status).toEqual({
      ...body,
      id: expect.any(String),
      conversationId: message.systemConversationId,
      checkoutId: message.checkoutUrl.split("/").at(-1),
      checkoutRouteChannelType: 159,
      checkoutCurrencyCode: "404",
      checkoutOutcome: { Status: 1, StatusDesc: "Pending", ResultCode: "14", ResultDesc: "Inconclusive status" },
    })
    expect(await json(await merchant.checkStatus(message.systemConversationId, "0"))).toEqual(status)
  })

  it("knows neither other ids nor other kinds of id", async () => {
    const unknown = await merchant.checkStatus("nobody")
    expect(unknown.status).toBe(404)
    expect(await json(unknown)).toEqual({ id: "nobody", idType: 1, message: "Transaction not found" })
    expect((await merchant.checkStatus("nobody", "2")).status).toBe(400)
  })
})

it("answers unknown calls in the error shape", async () => {
  const response = await merchant.get("/v1/refunds")
  expect(response.status).toBe(404)
  expect(await json(response)).toMatchObject({ status: 404, errors: [{ field: "path" }] })
})

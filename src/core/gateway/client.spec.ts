import { readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { inspect } from "node:util"
import { parseBody } from "../callback/parse-body"
import type { Clock } from "./http"
import { type AlmaraClient, createAlmaraClient } from "./client"
import { AlmaraError } from "../errors"
import { type AlmaraOptionsInput, parseAlmaraOptions } from "../options/options"
import type { NewOrderRequest } from "./wire"

const fixture = join(__dirname, "../../../integration-tests/fixtures/checkout-callback.json")
const documented = parseBody(readFileSync(fixture, "utf8"))
const { checkoutOutcome, ...order } = documented as unknown as NewOrderRequest & { checkoutOutcome: unknown }
const id = order.originatorConversationId
const page = "https://pay.almara.example/abc"
const status = { ...order, conversationId: "c-1", checkoutCurrencyCode: "404", checkoutOutcome }

type Reply = {
  status?: number
  headers?: Record<string, string>
  body?: unknown
  text?: string
  never?: boolean
  drop?: boolean
}
type Route = "token" | "order" | "status" | "routes" | "health"
const routeOf: [RegExp, Route][] = [
  [/oauth/, "token"],
  [/new-order/, "order"],
  [/check-status/, "status"],
  [/assigned-routes/, "routes"],
  [/health/, "health"],
]

let server: Server
let replies: Record<Route, (count: number) => Reply>
let calls: { route: Route; url: string; authorization?: string; body: string }[]

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? ""
  const route = routeOf.find(([pattern]) => pattern.test(url))![1]
  const chunks: Buffer[] = []
  for await (const chunk of request) {
    chunks.push(chunk as Buffer)
  }
  const body = Buffer.concat(chunks).toString()
  calls.push({
    route,
    url,
    body,
    ...(request.headers.authorization && { authorization: request.headers.authorization }),
  })
  const reply = replies[route](countOf(route))
  if (reply.drop) {
    request.socket.destroy()
  } else if (!reply.never) {
    response.writeHead(reply.status ?? 200, reply.headers).end(reply.text ?? JSON.stringify(reply.body))
  }
}

function countOf(route: Route): number {
  return calls.filter((call) => call.route === route).length
}

type Time = Pick<Clock, "now" | "sleep">
const realTime: Time = { now: Date.now, sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }) }

/** Time that passes only when `advance` is called, so that a slow machine changes nothing. */
function manualTime(): Time & { advance(milliseconds: number): void } {
  const sleepers: { until: number; wake: () => void }[] = []
  let now = 0
  return {
    now: () => now,
    sleep: (milliseconds) => new Promise((wake) => void sleepers.push({ until: now + milliseconds, wake })),
    advance: (milliseconds) => {
      now += milliseconds
      sleepers.filter(({ until }) => until <= now).forEach(({ wake }) => wake())
    },
  }
}

function clientWith(more: Partial<AlmaraOptionsInput> = {}, time = realTime): AlmaraClient {
  const options = parseAlmaraOptions({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientId: "client",
    clientSecret: "marked-client-secret",
    routeId: order.checkoutRouteId,
    channelType: 172,
    callbackSecret: "marked-callback-secret-marked-callback",
    backendUrl: "https://shop.example",
    storefrontUrl: "https://shop.example",
    ...more,
  })
  return createAlmaraClient({ options, fetch, now: time.now, sleep: time.sleep, random: () => 0 })
}

async function errorOf(promise: Promise<unknown>): Promise<AlmaraError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(AlmaraError)
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain("marked")
  return error as AlmaraError
}

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

beforeEach(() => {
  calls = []
  replies = {
    token: (count) => ({ body: { access_token: `marked-token-${count}`, expires_in: 3600 } }),
    order: () => ({ body: { message: { checkoutUrl: page, systemConversationId: "c-1" } } }),
    status: () => ({ body: status }),
    routes: () => ({
      body: { routes: [{ id: "r", channelTypes: [{ channelType: 172, channelDescription: "Card" }] }] },
    }),
    health: () => ({ text: "Healthy" }),
  }
})

describe("createCheckout", () => {
  it("sends the documented order with a token, and finds the page", async () => {
    expect(await clientWith().createCheckout(order)).toEqual({
      duplicate: false,
      checkoutUrl: page,
      gatewayConversationId: "c-1",
      answerFields: ["message.checkoutUrl", "message.systemConversationId"],
    })
    expect(calls.map(({ route }) => route)).toEqual(["token", "order"])
    expect(calls[1]).toMatchObject({ url: "/v1/checkout-order/new-order", authorization: "Bearer marked-token-1" })
    expect(JSON.parse(calls[1]!.body)).toEqual(order)
  })

  it("finds the page where the option says, and says what there was when it is not there", async () => {
    replies.order = () => ({ body: { payment: { page } } })
    expect((await clientWith({ checkoutUrlField: "payment.page" }).createCheckout(order)).checkoutUrl).toBe(page)
    expect(await clientWith().createCheckout(order)).toEqual({ duplicate: false, answerFields: ["payment.page"] })
  })

  it("finds the page by the Location of what was created, which is not the order at Almara's API", async () => {
    replies.order = () => ({ status: 201, headers: { location: page }, text: "" })
    expect((await clientWith().createCheckout(order)).checkoutUrl).toBe(page)
    replies.order = () => ({
      status: 201,
      headers: { location: page },
      body: { message: { systemConversationId: "c-1" } },
    })
    expect(await clientWith().createCheckout(order)).toMatchObject({ checkoutUrl: page, gatewayConversationId: "c-1" })
    expect((await clientWith({ checkoutUrlField: "page" }).createCheckout(order)).checkoutUrl).toBeUndefined()
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/checkout-order/new-order/7`
    for (const location of [api, order.checkoutReturnUrl, "/relative"]) {
      replies.order = () => ({ status: 201, headers: { location }, body: { message: { systemConversationId: "c-1" } } })
      expect((await clientWith().createCheckout(order)).checkoutUrl).toBeUndefined()
    }
    replies.order = () => ({ status: 302, headers: { location: page }, text: "" })
    expect((await errorOf(clientWith().createCheckout(order))).kind).toBe("unreadable")
  })

  it("sends no shopper to a page by plain http, unless it is on this machine or allowed", async () => {
    replies.order = () => ({ body: { checkoutUrl: "http://pay.almara.example/abc" } })
    expect(await errorOf(clientWith().createCheckout(order))).toMatchObject({
      kind: "unreadable",
      mayHaveArrived: true,
      message: expect.stringContaining("allowInsecureHttp"),
    })
    expect((await clientWith({ allowInsecureHttp: true }).createCheckout(order)).checkoutUrl).toBe(
      "http://pay.almara.example/abc",
    )
    replies.order = () => ({ body: { checkoutUrl: "http://127.0.0.1:4010/abc" } })
    expect((await clientWith().createCheckout(order)).checkoutUrl).toBe("http://127.0.0.1:4010/abc")
  })

  it("is refused by a success that gives a reason and no page", async () => {
    replies.order = () => ({ body: { status: "12", reason: "Route is not configured for KES" } })
    const error = await errorOf(clientWith().createCheckout(order))
    expect(error).toMatchObject({
      kind: "refused",
      mayHaveArrived: false,
      message: "Almara refused (new-order, HTTP 200): Route is not configured for KES",
    })
  })

  it.each([
    ["the server fails", { status: 500, body: {} }, "unavailable", true],
    ["the connection drops", { drop: true }, "unavailable", true],
    ["the answer is no JSON", { text: "<html>marked</html>" }, "unreadable", true],
    ["the answer is empty", { status: 204, text: "" }, "unreadable", true],
    ["Almara is asked too often", { status: 429, body: {} }, "unavailable", false],
    ["the order is refused", { status: 400, body: { errors: [{ field: "a", message: "b" }] } }, "refused", false],
    ["the credentials may not", { status: 403, body: {} }, "forbidden", false],
  ])("is sent once when %s", async (_, reply, kind, mayHaveArrived) => {
    replies.order = () => reply
    expect(await errorOf(clientWith().createCheckout(order))).toMatchObject({ kind, mayHaveArrived })
    expect(countOf("order")).toBe(1)
  })

  it("is sent once when no answer comes", async () => {
    const time = manualTime()
    replies.order = () => {
      time.advance(300)
      return { never: true }
    }
    const error = await errorOf(clientWith({ timeoutInMilliseconds: 300 }, time).createCheckout(order))
    expect(error).toMatchObject({ kind: "timeout", mayHaveArrived: true })
    expect(countOf("order")).toBe(1)
  })

  it("is sent again once with a new token when the first one is refused, because it was not processed", async () => {
    replies.order = (count) => (count === 1 ? { status: 401, body: {} } : { body: { checkoutUrl: page } })
    const client = clientWith()
    expect((await client.createCheckout(order)).checkoutUrl).toBe(page)
    expect(calls.map(({ route }) => route)).toEqual(["token", "order", "token", "order"])
    expect(calls[3]!.authorization).toBe("Bearer marked-token-2")

    replies.order = () => ({ status: 401, body: { reason: "marked-token-2 and marked-token-3 are wrong" } })
    expect(await errorOf(client.createCheckout(order))).toMatchObject({ kind: "unauthorized", mayHaveArrived: false })
    expect(countOf("order")).toBe(4)
  })

  it("certainly did not arrive when there is no token", async () => {
    replies.token = () => ({ status: 401, body: { error_description: "marked-client-secret is wrong" } })
    expect(await errorOf(clientWith().createCheckout(order))).toMatchObject({
      kind: "unauthorized",
      mayHaveArrived: false,
    })
    replies.token = () => ({ never: true })
    const client = clientWith({ timeoutInMilliseconds: 200 })
    expect(await errorOf(client.createCheckout(order))).toMatchObject({ kind: "timeout", mayHaveArrived: false })
    expect(countOf("order")).toBe(0)
  })

  it("is not sent when its time is over already, and says so", async () => {
    const client = clientWith()
    await client.createCheckout(order)
    expect(await errorOf(client.createCheckout(order, { withinMilliseconds: 0.5 }))).toMatchObject({
      kind: "timeout",
      mayHaveArrived: false,
      message: "The time for new-order was over before Almara could be asked.",
    })
    expect(countOf("order")).toBe(1)
  })

  it("certainly did not arrive when the new token for a refused one never comes", async () => {
    const time = manualTime()
    replies.order = () => ({ status: 401, body: {} })
    replies.token = (count) => {
      if (count === 1) return { body: { access_token: "marked-token" } }
      time.advance(200)
      return { never: true }
    }
    const error = await errorOf(clientWith({ timeoutInMilliseconds: 200 }, time).createCheckout(order))
    expect(error).toMatchObject({ kind: "timeout", mayHaveArrived: false })
    expect(calls.map(({ route }) => route)).toEqual(["token", "order", "token"])
  })

  it("keeps one budget for the token and the order", async () => {
    const time = manualTime()
    const slowly = (body: unknown) => () => {
      time.advance(250)
      return { body }
    }
    // Both are answered: were there a budget for each, the order would be created.
    replies.token = slowly({ access_token: "marked-token" })
    replies.order = slowly({ checkoutUrl: page })
    const error = await errorOf(clientWith({ timeoutInMilliseconds: 400 }, time).createCheckout(order))
    expect(error).toMatchObject({ kind: "timeout", mayHaveArrived: true })
    expect(calls.map(({ route }) => route)).toEqual(["token", "order"])
  })

  it.each([
    ["a result code in a success", { body: { resultCode: "9" } }],
    ["a result code in the message", { status: 400, body: { message: { ResultCode: 9 } } }],
    ["a code in an error", { status: 400, body: { errors: [{ code: "009", message: "x" }] } }],
    [
      "an error about the id in a success",
      {
        body: { errors: [{ field: "OriginatorConversationId", message: `duplicate originator conversation id '7'` }] },
      },
    ],
    [
      "an error about the id",
      {
        status: 400,
        body: { errors: [{ field: "OriginatorConversationId", message: "duplicate originator conversation id '7'" }] },
      },
    ],
    [
      "a text",
      { status: 400, body: { errors: [{ field: "originatorConversationId", message: "Duplicate request" }] } },
    ],
    ["HTTP 409", { status: 409, body: {} }],
  ])("asks what became of a duplicate that is told by %s", async (_, reply) => {
    replies.order = () => reply
    replies.status = () => ({ body: { ...status, checkoutUrl: page } })
    const created = await clientWith().createCheckout(order)
    expect(created).toMatchObject({ duplicate: true, checkoutUrl: page, gatewayConversationId: "c-1" })
    expect(created.report).toMatchObject({ merchantRequestId: id, transactionReference: "TXN565FDR43211" })
    expect(calls.map(({ route }) => route)).toEqual(["token", "order", "status"])
  })

  it("stays refused when Almara does not know the duplicate, and may have arrived when it cannot be asked", async () => {
    replies.order = () => ({ status: 400, body: { errors: [{ field: "sku", message: "Duplicate sku" }] } })
    replies.status = () => ({ status: 404, body: { id, idType: 1, message: "Not found" } })
    expect(await errorOf(clientWith().createCheckout(order))).toMatchObject({
      kind: "refused",
      fields: [{ field: "sku" }],
    })
    replies.status = () => ({ status: 403, body: {} })
    expect(await errorOf(clientWith().createCheckout(order))).toMatchObject({ kind: "forbidden", mayHaveArrived: true })
  })
})

describe("checkStatus", () => {
  it("asks by the merchant's id and reads the report, whichever case the gateway writes the id in", async () => {
    replies.status = () => ({ body: { ...status, originatorConversationId: id.toUpperCase() } })
    const report = await clientWith().checkStatus({ merchantRequestId: id })
    expect(report).toMatchObject({ merchantRequestId: id, money: { amount: "7000", currency: "KES" } })
    expect(calls[1]!.url).toBe(`/v1/checkout-order/check-status?IdType=1&Id=${id}`)
  })

  it.each([
    [
      "a 404 of the API",
      { status: 404, body: { originatorConversationId: id, errors: [{ field: "id", message: "No such order" }] } },
      "not_found",
    ],
    [
      "a 404 of a gateway in JSON",
      { status: 404, body: { message: "no Route matched with those values" } },
      "configuration",
    ],
    ["a 404 of nobody", { status: 404, text: "" }, "configuration"],
    ["a 404 of a proxy", { status: 404, text: "<html>Not Found</html>" }, "configuration"],
    ["the not-found answer", { body: { id, idType: 1, message: "marked-client-secret" } }, "not_found"],
    ["an answer about another checkout", { body: { ...status, originatorConversationId: "other" } }, "unreadable"],
    ["an answer about nothing", { body: {} }, "unreadable"],
    ["no JSON", { text: '{"marked":' }, "unreadable"],
    ["too much", { text: `"${"x".repeat(1024 * 1024)}"` }, "unreadable"],
  ])("takes %s for what it is, and does not ask again", async (_, reply, kind) => {
    replies.status = () => reply
    expect((await errorOf(clientWith().checkStatus({ merchantRequestId: id }))).kind).toBe(kind)
    expect(countOf("status")).toBe(1)
  })

  it.each([
    ["as the published example, with a stray comma", { text: readFileSync(fixture, "utf8") }],
    ["in a list", { body: [status] }],
    ["in a list in an envelope", { body: { data: [{ ...status, originatorConversationId: "other" }, status] } }],
    ["in an envelope of another letter case", { body: { Data: status } }],
    ["with its outcome as a text", { body: { ...status, checkoutOutcome: JSON.stringify(checkoutOutcome) } }],
    ["in the envelope of what is not found", { body: { id, idType: 1, message: status } }],
    [
      "in an envelope beside a sentence and the request's type",
      { body: { id, idType: 1, message: "Success", data: [status] } },
    ],
  ])("reads an answer %s", async (_, reply) => {
    replies.status = () => reply
    const report = await clientWith().checkStatus({ merchantRequestId: id })
    expect(report).toMatchObject({
      money: { amount: "7000", currency: "KES" },
      outcome: { status: 4, resultCode: "000" },
      transactionReference: "TXN565FDR43211",
    })
  })

  it.each([
    ["drops", { drop: true }],
    ["fails", { status: 502, text: "<html>" }],
    ["is asked too often", { status: 429, body: {} }],
  ])("asks again, twice at most, when Almara %s", async (_, reply) => {
    replies.status = (count) => (count < 3 ? reply : { body: status })
    expect((await clientWith().checkStatus({ merchantRequestId: id })).gatewayConversationId).toBe("c-1")
    expect(countOf("status")).toBe(3)
    replies.status = () => reply
    expect((await errorOf(clientWith().checkStatus({ merchantRequestId: id }))).kind).toBe("unavailable")
    expect(countOf("status")).toBe(6)
  })

  it("takes an outcome with code 9 for an outcome", async () => {
    replies.status = () => ({ body: { ...status, checkoutOutcome: null, Status: 3, ResultCode: "9" } })
    const report = await clientWith().checkStatus({ merchantRequestId: id })
    expect(report.outcome).toEqual({ status: 3, resultCode: "9" })
  })

  it("renews a refused token once for many who ask at once", async () => {
    replies.status = () =>
      calls.at(-1)!.authorization === "Bearer marked-token-1" ? { status: 401, body: {} } : { body: status }
    const client = clientWith()
    await Promise.all(Array.from({ length: 10 }, () => client.checkStatus({ merchantRequestId: id })))
    expect(countOf("token")).toBe(2)
    expect(countOf("status")).toBe(20)
  })
})

describe("assignedRoutes and health", () => {
  it("lists the routes", async () => {
    const channelTypes = [{ channelType: 172, channelDescription: "Card" }]
    expect(await clientWith().assignedRoutes()).toEqual([{ id: "r", channelTypes }])
    replies.routes = () => ({
      body: {
        routes: [
          { id: "r", routeIntergration: "Card gateway" },
          { id: "s", routeIntegration: "Card gateway" },
        ],
      },
    })
    expect((await clientWith().assignedRoutes()).map(({ routeIntegration }) => routeIntegration)).toEqual([
      "Card gateway",
      "Card gateway",
    ])
    replies.routes = () => ({ body: { message: "none" } })
    expect((await errorOf(clientWith().assignedRoutes())).kind).toBe("unreadable")
  })

  it("asks the health check that is configured, or else for a new token", async () => {
    expect(await clientWith({ healthPath: "/health" }).health()).toMatchObject({ checked: "health_check" })
    const client = clientWith()
    expect(await client.health()).toMatchObject({ checked: "token" })
    replies.token = () => ({ status: 401, body: {} })
    expect((await errorOf(client.health())).kind).toBe("unauthorized")
  })
})

import { readArguments } from "../cli-arguments"
import { oddityNames } from "../oddities"
import { startSimulator, type RunningSimulator } from "../server"
import { eventually, json, Merchant, orderBody } from "../spec-support"

let simulator: RunningSimulator
let merchant: Merchant

beforeAll(async () => {
  simulator = await startSimulator({ port: 0 })
  merchant = new Merchant(simulator.url)
})
beforeEach(async () => {
  await merchant.postJson("/simulator/reset", {})
  await merchant.logIn()
})
afterAll(() => simulator.close())

const behave = (change: Record<string, unknown>) => merchant.postJson("/simulator/behaviour", change)
const requests = async () => (await json(await merchant.get("/simulator/requests"))).requests

it.each([
  [{ mode: "error" }, 500],
  [{ mode: "error", status: 429 }, 429],
  [{ mode: "forbidden" }, 403],
  [{ mode: "unauthorized" }, 401],
])("answers %j in the error shape, for as many calls as asked", async (behaviour, status) => {
  await behave({ checkStatus: { ...behaviour, times: 2 } })
  for (const expected of [status, status, 404]) {
    const response = await merchant.checkStatus("x")
    expect(response.status).toBe(expected)
    if (expected === status) {
      expect(await json(response)).toMatchObject({ status, originatorConversationId: "x", errors: [{}] })
    }
  }
  expect((await json(await merchant.get("/simulator/behaviour"))).checkStatus).toMatchObject({ mode: "ok" })
})

it("drops the connection and writes it down without a status", async () => {
  await behave({ newOrder: { mode: "drop", times: 1 } })
  const body = orderBody("http://127.0.0.1:9")
  await expect(merchant.createOrder(body)).rejects.toThrow("fetch failed")
  expect((await requests()).at(-1)).toEqual({
    at: expect.any(String),
    method: "POST",
    path: "/v1/checkout-order/new-order",
    status: null,
    originatorConversationId: body.originatorConversationId,
  })
  expect(await json(await merchant.get("/simulator/checkouts"))).toEqual([])
  expect((await merchant.createOrder(body)).status).toBe(200)
})

it("does the work and then drops the connection", async () => {
  await behave({ newOrder: { mode: "unavailable_after_work", times: 1 } })
  const body = orderBody("http://127.0.0.1:9")
  await expect(merchant.createOrder(body)).rejects.toThrow("fetch failed")
  expect((await merchant.checkStatus(body.originatorConversationId)).status).toBe(200)
  expect((await json(await merchant.createOrder(body))).resultCode).toBe(9)
})

it("holds an answer until the client gives up", async () => {
  await behave({ token: { mode: "timeout", times: 1 } })
  const url = `${simulator.url}/v1/oauth/token`
  await expect(fetch(url, { method: "POST", signal: AbortSignal.timeout(50) })).rejects.toThrow("timeout")
  await eventually(async () => (await requests()).at(-1).status === null)
  expect((await merchant.requestToken()).status).toBe(200)
})

it("can be slow", async () => {
  await behave({ routes: { delayMs: 80, times: 1 } })
  const start = performance.now()
  expect((await merchant.get("/v1/transaction-routes/assigned-routes")).status).toBe(200)
  expect(performance.now() - start).toBeGreaterThan(70)
})

it.each(oddityNames)("answers oddly: %s", async (odd) => {
  const call = odd.includes("token")
    ? "token"
    : ["refusal_in_success", "duplicate_field", "location"].includes(odd) || odd.includes("page")
      ? "newOrder"
      : "checkStatus"
  const body = orderBody("http://127.0.0.1:9")
  if (call === "checkStatus") await merchant.createOrder(body)
  await behave({ [call]: { mode: "odd", odd, times: 1 } })
  const response =
    call === "token"
      ? await merchant.requestToken()
      : call === "newOrder"
        ? await merchant.createOrder(body)
        : await merchant.checkStatus(body.originatorConversationId)
  expect(response.status).toBe(
    { nul_error: 400, question_marks: 400, duplicate_field: 400, deep: 404, location: 201 }[odd as string] ?? 200,
  )
  expect(response.headers.get("location")).toEqual(odd === "location" ? expect.stringContaining("/pay/") : null)
  const text = await response.text()
  expect(text).not.toBe("")
  expect(text.includes('"http://pay.almara.example/pay/')).toBe(odd === "http_page")
  expect(readArguments(["--fault", `check-status=${odd}`])).toMatchObject({
    behaviour: { checkStatus: { mode: "odd", odd } },
  })
})

it("closes while an answer is held back", async () => {
  const other = await startSimulator({ port: 0 })
  const client = new Merchant(other.url)
  await client.postJson("/simulator/behaviour", { checkStatus: { mode: "timeout" } })
  const held = expect(client.checkStatus("x")).rejects.toThrow("fetch failed")
  await eventually(async () => (await json(await client.get("/simulator/requests"))).requests.length === 1)
  await other.close()
  await held
})

import { execFileSync } from "node:child_process"
import { LINES_IN_A_MINUTE } from "../src/telemetry/log"
import { eventually, ledgerRow, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { CALLBACK_SECRET, callJson, startStore, type RunningStore } from "./setup/store"
import { prepareTelemetry, type Telemetry, type WrittenMetric, type WrittenSpan } from "./setup/telemetry"
import { withGateway } from "./setup/with-store"

const gateway = withGateway()

async function pay(store: RunningStore): Promise<WaitingOrder> {
  const order = await placeWaitingOrder(store)
  const [delivery] = await gateway.decide(order.merchantRequestId, { outcome: "paid" })
  expect(delivery).toMatchObject({ status: 200 })
  await eventually(
    () => ledgerRow(store, order.paymentSessionId),
    (row) => row.state === "paid",
  )
  return order
}

/** The lines of the store's log that are ours, each with its event and ids. */
function ourLines(store: RunningStore): { level: string; message: string; fields: Record<string, string> }[] {
  return (
    store
      .output()
      .split("\n")
      // What stands after the last line break may still be half written.
      .slice(0, -1)
      .filter((line) => line.includes('"Almara: '))
      .map((line) => {
        const { level, message } = JSON.parse(line) as { level: string; message: string }
        const [, told = ""] = /\[(event=[^\]]*)\]$/.exec(message) ?? []
        return {
          level,
          message,
          fields: Object.fromEntries(told.split(" ").map((field) => field.split("=") as [string, string])),
        }
      })
  )
}

describe("a store with an OpenTelemetry SDK", () => {
  let telemetry: Telemetry
  let store: RunningStore
  let order: WaitingOrder
  let spans: WrittenSpan[]

  beforeAll(async () => {
    telemetry = prepareTelemetry()
    store = await startStore({ almaraUrl: gateway.url, environment: telemetry.environment })
    order = await pay(store)
    spans = await eventually(
      async () => telemetry.spans(),
      (seen) =>
        seen.some(
          ({ name, attributes }) =>
            name === "almara.callback.process" && attributes["almara.callback.result"] === "done",
        ),
    )
  })

  afterAll(async () => {
    await store?.stop()
    telemetry?.remove()
  })

  const named = (name: string) => spans.filter((span) => span.name === name)
  const metric = (name: string) =>
    eventually(
      async () => telemetry.metrics().find((one) => one.name === name),
      (seen) => seen !== undefined,
    ) as Promise<WrittenMetric>

  it("shows one payment as one trace: callback, its work, the settlement, the status check", () => {
    const [received] = named("almara.callback.receive")
    expect(received?.attributes).toMatchObject({
      "almara.merchant_request_id": order.merchantRequestId,
      "almara.checkout_id": order.checkoutId,
      "almara.callback.signed": true,
      "almara.callback.state": "waiting",
    })
    const trace = spans.filter(({ traceId }) => traceId === received?.traceId)
    const work = trace.find(({ name }) => name === "almara.callback.process")
    const settled = trace.find(({ name }) => name === "almara.settle")
    const statusCheck = trace.find(({ name }) => name === "almara check-status")
    expect(work?.parent).toBe(received?.spanId)
    expect(settled?.parent).toBe(work?.spanId)
    expect(statusCheck?.parent).toBe(settled?.spanId)
    expect(settled?.attributes).toMatchObject({
      "almara.settle.cause": "callback",
      "almara.order_id": order.orderId,
      "almara.checkout_id": order.checkoutId,
      "almara.merchant_request_id": order.merchantRequestId,
      "almara.checkout.state": "paid",
    })
    expect(settled?.attributes["almara.checkout_reference"]).toEqual(expect.any(String))
    expect(statusCheck?.attributes).toMatchObject({
      "almara.gateway.operation": "check-status",
      "almara.gateway.result": "ok",
      "almara.merchant_request_id": order.merchantRequestId,
      "server.address": "127.0.0.1",
      "server.port": Number(new URL(gateway.url).port),
    })
  })

  it("shows the token as a request within the one that needed it", () => {
    const [opening] = named("almara new-order")
    const [token] = named("almara token")
    expect(opening?.attributes).toMatchObject({
      "almara.merchant_request_id": order.merchantRequestId,
      "almara.gateway.result": "ok",
    })
    // The look at the credentials of the first sweep may need it before any shopper does.
    const needing = [...named("almara new-order"), ...named("almara health")]
    expect(needing.map(({ spanId }) => spanId)).toContain(token?.parent)
  })

  it("measures the time from callback to order once, and counts status checks and outcomes", async () => {
    const duration = await metric("almara.callback.order.duration")
    expect(duration.unit).toBe("s")
    expect(duration.dataPoints).toHaveLength(1)
    const { value, attributes } = duration.dataPoints[0]!
    expect(value.count).toBe(1)
    expect(value.sum).toBeGreaterThan(0)
    expect(value.sum).toBeLessThan(60)
    expect(attributes).toEqual({})

    const requests = await metric("almara.gateway.requests")
    const asked = Object.fromEntries(
      requests.dataPoints.map((point) => [
        `${String(point.attributes["almara.gateway.operation"])} ${String(point.attributes["almara.gateway.result"])}`,
        point.value,
      ]),
    )
    expect(asked).toMatchObject({ "token ok": 1, "new-order ok": 1, "check-status ok": 1 })

    const outcomes = await metric("almara.checkout.outcomes")
    expect(outcomes.dataPoints).toMatchObject([{ attributes: { "almara.checkout.state": "paid" }, value: 1 }])
  })

  it("counts why money is held, and shows what waits for a person", async () => {
    const other = await placeWaitingOrder(store)
    await gateway.decide(other.merchantRequestId, { outcome: "paid", amount: 1 })
    await eventually(
      () => ledgerRow(store, other.paymentSessionId),
      (row) => row.state === "held",
    )
    const isHeld = (seen: WrittenMetric[]) =>
      seen
        .find(({ name }) => name === "almara.checkout.outcomes")
        ?.dataPoints.some(
          ({ attributes, value }) => attributes["almara.checkout.hold_reason"] === "amount" && value === 1,
        ) && seen.find(({ name }) => name === "almara.checkout.needs_attention")?.dataPoints[0]?.value === 1
    await eventually(
      async () => telemetry.metrics(),
      (seen) => Boolean(isHeld(seen)),
    )
  })

  it("shows how many callbacks wait and how many were given up", async () => {
    await store.database.query(
      `insert into almara_callback (id, state, merchant_request_id, signed, payload, fingerprint, next_try_at)
       values ('almcb_waits', 'waiting', $1, true, '{}', 'waits', null), ('almcb_dead', 'dead', $1, true, '{}', 'dead', null)`,
      [order.merchantRequestId],
    )
    const gauges = () =>
      ["almara.callback.backlog", "almara.callback.dead_letters"].map((name) =>
        telemetry.metrics().find((one) => one.name === name),
      )
    const seen = await eventually(
      async () => gauges(),
      (found) => found.every((gauge) => gauge?.dataPoints[0]?.value === 1),
    )
    expect(seen).toMatchObject([
      { unit: "{callback}", dataPoints: [{ attributes: {}, value: 1 }] },
      { unit: "{callback}", dataPoints: [{ attributes: {}, value: 1 }] },
    ])
  })

  it("keeps the trace of a callback that waits, whatever strangers send meanwhile", async () => {
    const waiting = await placeWaitingOrder(store)
    // Says paid, which Almara, asked, does not confirm yet: it is tried again.
    const paid = { checkoutOutcome: { Status: 4, ResultCode: "000" } }
    expect(await gateway.callback(waiting.merchantRequestId, { overrides: paid })).toMatchObject([{ status: 200 }])
    const triedOnce = () =>
      telemetry
        .spans()
        .filter(
          ({ name, attributes }) =>
            name === "almara.callback.process" &&
            attributes["almara.merchant_request_id"] === waiting.merchantRequestId,
        )
    await eventually(
      async () => triedOnce(),
      (tries) => tries.length > 0,
    )
    const strangers = Array.from({ length: 1_100 }, (_, place) => ({
      originatorConversationId: `stranger-${place}`,
      ...paid,
    }))
    for (let first = 0; first < strangers.length; first += 50) {
      const answers = await Promise.all(
        strangers
          .slice(first, first + 50)
          .map((body) => callJson(`${store.url}/checkout/cart`, { method: "POST", body })),
      )
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    }
    const before = triedOnce().length
    await gateway.decide(waiting.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await store.database.query("update almara_callback set next_try_at = now() where merchant_request_id = $1", [
      waiting.merchantRequestId,
    ])
    const tries = await eventually(
      async () => triedOnce(),
      (seen) => seen.length > before,
    )
    const received = telemetry
      .spans()
      .find(
        ({ name, attributes }) =>
          name === "almara.callback.receive" && attributes["almara.merchant_request_id"] === waiting.merchantRequestId,
      )
    expect(tries.at(-1)?.parent).toBe(received?.spanId)
  })

  it("carries nothing that a stranger wrote in the place of an id", async () => {
    const marks = ["4111111111111111", "254712345678", "wanjiku.mwangi", "order_4111111111111111"]
    for (const mark of marks) {
      const { status } = await callJson(`${store.url}/checkout/cart`, {
        method: "POST",
        body: {
          originatorConversationId: mark,
          checkoutReference: mark,
          checkoutOutcome: { Status: 4, ResultCode: "000" },
        },
      })
      expect(status).toBe(200)
    }
    const unmatched = await eventually(
      async () => telemetry.spans().filter(({ attributes }) => attributes["almara.callback.state"] === "unmatched"),
      (seen) => seen.length >= marks.length,
    )
    expect(unmatched.at(-1)?.attributes).toEqual({
      "almara.callback_id": expect.stringMatching(/^almcb_/),
      "almara.callback.signed": false,
      "almara.callback.state": "unmatched",
    })
    const told = JSON.stringify([telemetry.spans(), telemetry.metrics(), ourLines(store)])
    expect(marks.filter((mark) => told.includes(mark))).toEqual([])
  })

  it("carries no secret, no address of a person, no signature and no body", () => {
    const everything = JSON.stringify([telemetry.spans(), telemetry.metrics()])
    for (const forbidden of [
      CALLBACK_SECRET,
      "almara-simulator-secret",
      "Bearer",
      "signature=",
      "wanjiku",
      "Moi Avenue",
      "?",
      "checkoutRequestLines",
      "http://",
      "https://",
    ]) {
      expect(everything.toLowerCase()).not.toContain(forbidden.toLowerCase())
    }
  })

  it("puts no id on a metric, since each would be a series of its own", () => {
    const values = telemetry
      .metrics()
      .flatMap(({ dataPoints }) => dataPoints.flatMap(({ attributes }) => Object.keys(attributes)))
    expect(new Set(values)).toEqual(
      new Set([
        "almara.gateway.operation",
        "almara.gateway.result",
        "almara.checkout.state",
        "almara.checkout.hold_reason",
      ]),
    )
  })

  it("names the trace in the log", () => {
    const paid = ourLines(store).find(({ fields }) => fields.event === "checkout.paid")
    expect(paid?.fields.trace_id).toBe(named("almara.callback.receive")[0]?.traceId)
  })
})

it("a store with Medusa's own spans of its requests has no signature in them", async () => {
  const telemetry = prepareTelemetry()
  const store = await startStore({
    almaraUrl: gateway.url,
    environment: { ...telemetry.environment, ALMARA_TELEMETRY_BY_MEDUSA: "yes" },
  })
  try {
    const order = await pay(store)
    const { request } = await gateway.checkout(order.merchantRequestId)
    const addresses = [request.checkoutCallbackUrl, request.checkoutReturnUrl, request.checkoutCancelUrl].map(
      (address) => new URL(address),
    )
    for (const { pathname, search } of addresses) {
      for (const method of ["POST", "GET", "PUT"])
        await fetch(`${store.url}/${pathname}${search}`, { method, redirect: "manual" })
      await fetch(`${store.url}${pathname}${search}`, { method: "POST", redirect: "manual" })
    }
    const told = await eventually(
      async () => telemetry.text(),
      (text) => addresses.every(({ pathname }) => text.includes(`"http.url":"${pathname}`)),
    )
    expect(addresses.filter(({ searchParams }) => told.includes(searchParams.get("hash") ?? "none"))).toEqual([])
  } finally {
    await store.stop()
    telemetry.remove()
  }
})

it("the SDK is in the store's process, and in none that the store starts", () => {
  const telemetry = prepareTelemetry()
  const env = { ...process.env, ...telemetry.environment }
  const seen = execFileSync(
    process.execPath,
    ["-e", "console.log(process.env.NODE_OPTIONS ?? 'none'); process.exit()"],
    { env },
  )
  telemetry.remove()
  expect(String(seen)).toBe("none\n")
})

describe("a store without an SDK", () => {
  let store: RunningStore

  beforeAll(async () => {
    store = await startStore({
      almaraUrl: gateway.url,
      environment: { STOREFRONT_URL: "http://shop.co.ke", ALMARA_UNSIGNED_CALLBACKS: "reject" },
    })
  })

  it("says once at the start what is doubtful about its options", () => {
    const said = ourLines(store).filter(({ fields }) => fields.event === "options.doubtful")
    expect(said).toMatchObject(
      ["baseUrl uses http", "storefrontUrl uses http"].map((doubt) => ({
        level: "warn",
        message: expect.stringContaining(doubt),
      })),
    )
    expect(ourLines(store).filter(({ fields }) => fields.event === "medusa.untried")).toEqual([])
  })

  afterAll(async () => {
    await store?.stop()
  })

  it("takes a payment all the same, and logs it with the ids that a support person needs", async () => {
    const order = await pay(store)
    const { checkout_reference } = await ledgerRow(store, order.paymentSessionId)
    const [paid] = await eventually(
      async () => ourLines(store).filter(({ fields }) => fields.event === "checkout.paid"),
      (lines) => lines.length > 0,
    )
    expect(paid).toMatchObject({
      level: "info",
      fields: {
        order_id: order.orderId,
        checkout_id: order.checkoutId,
        checkout_reference,
        merchant_request_id: order.merchantRequestId,
        payment_session_id: order.paymentSessionId,
      },
    })
    expect(paid?.fields).not.toHaveProperty("trace_id")
  })

  it("logs a refused callback with the id it claims, if of our form, and nothing else of a stranger's", async () => {
    const send = (checkout: string) =>
      callJson(
        `${store.url}/checkout/cart?checkout=${encodeURIComponent(checkout)}&signature=${"stolen-signature".padEnd(43, "A")}`,
        {
          method: "POST",
          body: { originatorConversationId: checkout, checkoutOutcome: { Status: 4, ResultCode: "000" } },
        },
      )
    const claimed = "0b4f2a86-7d1c-4e5f-9a3b-8c6d5e4f3a21"
    expect((await send(claimed)).status).toBe(401)
    for (const other of ["x] [event=checkout.paid\n", "4111111111111111"]) expect((await send(other)).status).toBe(401)
    const refused = await eventually(
      async () => ourLines(store).filter(({ fields }) => fields.event === "callback.refused"),
      (lines) => lines.length === 3,
    )
    expect(refused[0]).toMatchObject({ level: "warn", fields: { merchant_request_id: claimed } })
    for (const { fields } of refused.slice(1)) expect(fields).toEqual({ event: "callback.refused" })
    for (let count = 0; count < 3 * LINES_IN_A_MINUTE; count += 1) expect((await send(claimed)).status).toBe(401)
    // Of the minute that had begun before, and of the next one, the first ones and their number.
    expect(ourLines(store).filter(({ fields }) => fields.event === "callback.refused").length).toBeLessThanOrEqual(
      2 * (LINES_IN_A_MINUTE + 1),
    )
    expect(store.output()).not.toContain("stolen-signature")
    expect((await store.admin("/admin/almara/status")).body.status.ledger.address_problems).toMatchObject({
      count: expect.any(Number),
    })
  })
})

import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { connect } from "node:net"
import path from "node:path"
import { deflateSync, gzipSync } from "node:zlib"
import { signatureFor } from "../src/core/callback/signature"
import { startRecordingProxy, type RecordingProxy } from "./setup/recording-proxy"
import { startGateway, type Gateway } from "./setup/gateway"
import {
  completeCart,
  eventually,
  fillCart,
  ledgerRow,
  makeDue,
  orderOf,
  placeWaitingOrder,
  untilState,
  type WaitingOrder,
} from "./setup/shopper"
import { CALLBACK_SECRET, OWN_PARSER, startStore, type RunningStore } from "./setup/store"

/** The JSON of Almara's own example, byte for byte, with its stray comma. */
const EXAMPLE = readFileSync(path.join(__dirname, "fixtures/checkout-callback.json"), "utf8")
const EXAMPLE_SHA_256 = "d08841be7ec0d82eb1a9189f22da219e9a5349731b977ea62b479b089f6193f0"
const EXAMPLE_ID = "00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66"
const EXAMPLE_REFERENCE = "ORD-20260126-7848"

let gateway: Gateway
let line: RecordingProxy
let store: RunningStore
/** A store that parses every body itself, and allows plain http to Almara. */
let parsing: RunningStore

beforeAll(async () => {
  gateway = await startGateway()
  line = await startRecordingProxy(gateway.url)
  store = await startStore({ almaraUrl: line.url })
  parsing = await startStore({
    almaraUrl: line.url,
    environment: { NODE_OPTIONS: OWN_PARSER, ALMARA_ALLOW_INSECURE_HTTP: "true" },
  })
})

afterAll(async () => {
  await parsing?.stop()
  await store?.stop()
  await line?.stop()
  await gateway?.stop()
})

const send = (body: string, headers: Record<string, string> = { "content-type": "application/json" }, query = "") =>
  fetch(`${store.url}/checkout/cart${query}`, { method: "POST", body, headers })
const inboxOf = async (merchantRequestId: string) =>
  (
    await store.database.query("select * from almara_callback where merchant_request_id = $1 order by created_at", [
      merchantRequestId,
    ])
  ).rows
/** The clock asks about nothing that stands open here. */
const stopClock = () => store.database.query("update almara_checkout set next_check_at = now() + interval '1 day'")
const statusChecks = async () =>
  Object.entries(await gateway.counts()).find(([path]) => path.includes("check-status"))?.[1] ?? 0

/** The same as a form. */
const flat = new URLSearchParams()
const flatten = (value: unknown, name: string): void => {
  if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, name ? `${name}[${key}]` : key)
  } else flat.append(name, String(value))
}
flatten(JSON.parse(EXAMPLE.replace(/,(\s*})/g, "$1")), "")

describe("POST /checkout/cart", () => {
  it("is tried with the documented example, which is no strict JSON: a comma before a closing brace", () => {
    expect(createHash("sha256").update(EXAMPLE).digest("hex")).toBe(EXAMPLE_SHA_256)
    expect(() => JSON.parse(EXAMPLE)).toThrow()
  })

  it("answers the documented example with 200 and {}, and keeps it as a callback of no checkout of ours", async () => {
    const answer = await send(EXAMPLE)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe("{}")
    const [callback] = await inboxOf(EXAMPLE_ID)
    expect(callback).toMatchObject({ state: "unmatched", checkout_id: null, signed: false })
    expect(callback.payload.checkoutOutcome.ThirdPartyPayload.Reference).toBe("TXN565FDR43211")
  })

  it("pays the order when the documented text carries the ids of a live checkout, after Almara was asked", async () => {
    const order = await placeWaitingOrder(store)
    const checkout = await ledgerRow(store, order.paymentSessionId)
    await gateway.decide(order.merchantRequestId, {
      outcome: "paid",
      reference: "TXN565FDR43211",
      callback: { send: false },
    })
    const text = EXAMPLE.replace(EXAMPLE_ID, order.merchantRequestId).replace(
      EXAMPLE_REFERENCE,
      checkout.checkout_reference,
    )
    expect((await send(text)).status).toBe(200)
    await eventually(
      () => ledgerRow(store, order.paymentSessionId),
      (seen) => seen.state === "paid",
    )
    const paid = await orderOf(store, order.orderId)
    expect(paid).toMatchObject({ payment_status: "captured", summary: { paid_total: 7000 } })
    expect(paid.transactions).toHaveLength(1)
    const { body } = await store.admin(`/admin/almara/checkouts?order_id=${order.orderId}`)
    expect(body.checkouts[0].transaction_reference).toBe("TXN565FDR43211")
  })

  it("does not believe the documented text: Almara, asked, says that nobody has paid", async () => {
    const order = await placeWaitingOrder(store)
    const checkout = await ledgerRow(store, order.paymentSessionId)
    const text = EXAMPLE.replace(EXAMPLE_ID, order.merchantRequestId).replace(
      EXAMPLE_REFERENCE,
      checkout.checkout_reference,
    )
    expect((await send(text)).status).toBe(200)
    await eventually(
      () => inboxOf(order.merchantRequestId),
      (seen) => seen[0]?.state === "done",
    )
    expect((await ledgerRow(store, order.paymentSessionId)).state).toBe("open")
    expect((await orderOf(store, order.orderId)).payment_status).toBe("awaiting")
  })

  it.each([
    ["as a form", flat.toString(), { "content-type": "application/x-www-form-urlencoded" }],
    ["as a form that calls itself JSON", flat.toString(), { "content-type": "application/json" }],
    ["as JSON that calls itself a form", EXAMPLE, { "content-type": "application/x-www-form-urlencoded" }],
    ["with an odd content type", EXAMPLE, { "content-type": "text/html; charset=utf-8" }],
    ["with a content type that is none", EXAMPLE, { "content-type": "nonsense" }],
  ])("understands the same example %s", async (_name, body, headers) => {
    const before = (await inboxOf(EXAMPLE_ID)).length
    const answer = await send(body, headers)
    expect([answer.status, await answer.text()]).toEqual([200, "{}"])
    const callbacks = await inboxOf(EXAMPLE_ID)
    expect(callbacks).toHaveLength(before + 1)
    expect(callbacks.at(-1).payload.checkoutOutcome.ThirdPartyPayload.Reference).toBe("TXN565FDR43211")
  })

  it("understands the example without any content type", async () => {
    const answer = await fetch(`${store.url}/checkout/cart`, { method: "POST", body: new Blob([EXAMPLE]) })
    expect(answer.status).toBe(200)
  })

  it("recognises a callback that says the same again", async () => {
    const [first, ...others] = await inboxOf(EXAMPLE_ID)
    expect(others.length).toBeGreaterThan(0)
    expect(others.every((callback) => callback.duplicate_of === first.id)).toBe(true)
  })

  it("answers 400 to a body that is neither JSON nor a form, and says what was expected", async () => {
    const answer = await send("<xml/>", { "content-type": "application/xml" })
    expect(answer.status).toBe(400)
    expect((await answer.json()).message).toMatch(/JSON or a form/)
    expect((await send("", {})).status).toBe(400)
    expect((await send("[1,2]")).status).toBe(400)
    expect((await send('{"hello":"world"}')).status).toBe(400)
  })

  it("answers 413 to more than 64 KiB", async () => {
    expect(
      (await send(JSON.stringify({ originatorConversationId: EXAMPLE_ID, padding: "x".repeat(65 * 1024) }))).status,
    ).toBe(413)
  })

  it("takes a wrong signature, or another checkout's, for none: a hint that the merchant sees counted", async () => {
    const [one, other] = [await placeWaitingOrder(store), await placeWaitingOrder(store)]
    const { request } = await gateway.checkout(other.merchantRequestId)
    const text = EXAMPLE.replace(EXAMPLE_ID, one.merchantRequestId)
    const problems = async () => (await store.admin("/admin/almara/status")).body.status.ledger.address_problems
    const before = (await problems()).count
    for (const [place, query] of [
      `?checkout=${one.merchantRequestId}&signature=${"A".repeat(43)}`,
      "?hash=abc",
      new URL(request.checkoutCallbackUrl).search,
    ].entries()) {
      expect((await send(text, undefined, query)).status).toBe(200)
      expect(await eventually(problems, ({ count }) => count === before + place + 1)).toMatchObject({
        last_problem: ["wrong", "unreadable", "other_checkout"][place],
        last_at: expect.any(String),
      })
    }
    // A callback without anything of ours is an ordinary hint.
    expect((await send(text)).status).toBe(200)
    const stored = await inboxOf(one.merchantRequestId)
    expect(stored.length).toBeGreaterThan(0)
    expect(stored.map(({ signed }) => signed)).toEqual(stored.map(() => false))
    expect((await ledgerRow(store, one.paymentSessionId)).state).toBe("open")
    expect((await problems()).count).toBe(before + 3)
    // One row an hour, and one hour may have begun meanwhile.
    expect(
      (await store.database.query("select count(*)::int as hours from almara_address_problem")).rows[0].hours,
    ).toBeLessThanOrEqual(2)
  })

  it("keeps no card number, e-mail or unknown value of a callback, and no signature", async () => {
    const order = await placeWaitingOrder(store)
    const { request } = await gateway.checkout(order.merchantRequestId)
    await gateway.callback(order.merchantRequestId, {
      overrides: {
        cardNumber: "4111111111111111",
        payerEmail: "payer@example.com",
        checkoutOutcome: { ThirdPartyPayload: { pan: "5500005555555559" } },
      },
    })
    const [callback] = await inboxOf(order.merchantRequestId)
    const stored = JSON.stringify(callback)
    expect(callback.signed).toBe(true)
    for (const secret of [
      "4111111111111111",
      "payer@example.com",
      "5500005555555559",
      new URL(request.checkoutCallbackUrl).searchParams.get("hash") ?? "none",
    ]) {
      expect(stored).not.toContain(secret)
    }
  })
})

describe("addresses that were touched on their way", () => {
  const manglings: [string, (query: string) => string][] = [
    ["&amp; for &", (query) => `${query}&state=paid`.replaceAll("&", "&amp;")],
    ["; for &", (query) => `${query}&state=paid`.replaceAll("&", ";")],
    ["%26 for &", (query) => `${query}&state=paid`.replaceAll("&", "%26")],
    ["a second ?", (query) => `${query}?state=paid`],
    ["the query twice", (query) => `${query}${query}`],
    ["lower case", (query) => query.toLowerCase()],
    ["upper case", (query) => query.toUpperCase()],
    ["a blank behind it", (query) => `${query}%20`],
    ["%3F for ?", (query) => query.replace("?", "%3F")],
  ]
  /** As they were handed out before there were tokens; another letter case destroys those. */
  const oldQuery = async ({ merchantRequestId }: WaitingOrder, endpoint: "callback" | "return") =>
    `?${new URLSearchParams({ checkout: merchantRequestId, signature: await signatureFor(endpoint, merchantRequestId, [CALLBACK_SECRET]) })}`

  it("a callback is known as signed, and so is one by an address of before", async () => {
    const order = await placeWaitingOrder(store)
    const { request } = await gateway.checkout(order.merchantRequestId)
    const text = EXAMPLE.replace(EXAMPLE_ID, order.merchantRequestId)
    const sendWith = async (query: string) => expect((await send(text, undefined, query)).status).toBe(200)
    const old = await oldQuery(order, "callback")
    await sendWith(old)
    for (const [name, mangle] of manglings) {
      await sendWith(mangle(new URL(request.checkoutCallbackUrl).search))
      if (!name.endsWith("case")) await sendWith(mangle(old))
    }
    const rows = await inboxOf(order.merchantRequestId)
    expect(rows.every(({ signed }) => signed)).toBe(true)
    // Of those that say the same one row waits, and counts the others.
    expect(rows.reduce((sum, { times }) => sum + times, 0)).toBe(manglings.length * 2 - 1)
  })

  it("a shopper who comes back is known", async () => {
    const order = await placeWaitingOrder(store)
    const { request } = await gateway.checkout(order.merchantRequestId)
    const { search } = new URL(request.checkoutReturnUrl)
    const come = async (query: string) =>
      (await fetch(`${store.url}/checkout/return${query}`, { method: "POST", redirect: "manual" })).headers.get(
        "location",
      )
    const sentTo = await Promise.all(
      [await oldQuery(order, "return"), ...manglings.map(([, mangle]) => mangle(search))].map(come),
    )
    expect(new Set(sentTo)).toEqual(
      new Set([`http://127.0.0.1:8000/checkout/almara?payment_session_id=${order.paymentSessionId}`]),
    )
  })

  it("a whole address has no more than 256 characters and one parameter", async () => {
    const { request } = await gateway.checkout((await placeWaitingOrder(store)).merchantRequestId)
    for (const address of [request.checkoutCallbackUrl, request.checkoutReturnUrl, request.checkoutCancelUrl]) {
      expect(address.length).toBeLessThanOrEqual(256)
      expect(new URL(address).search).toMatch(/^\?hash=[a-z2-7]+$/)
    }
  })
})

describe("a reference that only a callback has said", () => {
  const shown = async ({ checkoutId }: WaitingOrder) =>
    (await store.admin(`/admin/almara/checkouts/${checkoutId}`)).body.checkout
  /** A callback to the signed address, as anybody who knows that address could send it. */
  const say = async (order: WaitingOrder, reference: string) => {
    const { request } = await gateway.checkout(order.merchantRequestId)
    const body = {
      ...request,
      checkoutOutcome: { Status: 1, ResultCode: "14", ThirdPartyPayload: { Reference: reference } },
    }
    expect(
      (
        await fetch(request.checkoutCallbackUrl, {
          method: "POST",
          body: JSON.stringify(body),
          headers: { "content-type": "application/json" },
        })
      ).status,
    ).toBe(200)
  }
  const answerNext = async (order: WaitingOrder, outcome: Record<string, unknown>) => {
    const { request } = await gateway.checkout(order.merchantRequestId)
    line.answerNext("check-status", 200, { ...request, checkoutOutcome: outcome }, order.merchantRequestId)
  }
  const untilReference = (order: WaitingOrder, reference: string) =>
    eventually(
      () => ledgerRow(store, order.paymentSessionId),
      (row) => row.transaction_reference === reference && row.leased_by === null,
    )

  it("is shown as not confirmed, and what check-status tells takes its place and keeps it", async () => {
    await stopClock()
    const order = await placeWaitingOrder(store)
    await answerNext(order, { Status: 1, ResultCode: "14" })
    await say(order, "CHOSEN-BY-A-SHOPPER")
    await untilReference(order, "CHOSEN-BY-A-SHOPPER")
    expect(await shown(order)).toMatchObject({
      transaction_reference: "CHOSEN-BY-A-SHOPPER",
      transaction_reference_confirmed: false,
    })
    const { body } = await store.admin("/auth/token/refresh", { method: "POST", body: {} })
    const csv = await fetch(`${store.url}/admin/almara/checkouts/export?order_id=${order.orderId}`, {
      headers: { authorization: `Bearer ${body.token}` },
    })
    expect(await csv.text()).toContain(`"CHOSEN-BY-A-SHOPPER","no",`)

    await answerNext(order, { Status: 1, ResultCode: "14", ThirdPartyPayload: { Reference: "TXN-OF-ALMARA" } })
    await makeDue(store, order.checkoutId)
    await untilReference(order, "TXN-OF-ALMARA")
    expect(await shown(order)).toMatchObject({ transaction_reference_confirmed: true })

    const { checks } = await ledgerRow(store, order.paymentSessionId)
    await answerNext(order, { Status: 1, ResultCode: "14" })
    await say(order, "CHOSEN-LATER")
    await eventually(
      () => ledgerRow(store, order.paymentSessionId),
      (row) => row.checks > checks && row.leased_by === null,
    )
    expect(await shown(order)).toMatchObject({
      transaction_reference: "TXN-OF-ALMARA",
      transaction_reference_confirmed: true,
    })
  })

  it("of a payment is replaced when the merchant has Almara asked about each", async () => {
    await stopClock()
    const order = await placeWaitingOrder(store)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", reference: "TXN-PAID", callback: { send: false } })
    await answerNext(order, { Status: 4, ResultCode: "000" })
    await say(order, "CHOSEN-BY-A-SHOPPER")
    await untilState(store, order.checkoutId, "paid")
    expect(await shown(order)).toMatchObject({
      transaction_reference: "CHOSEN-BY-A-SHOPPER",
      transaction_reference_confirmed: false,
    })
    expect((await store.admin("/admin/almara/settlement?check=true")).status).toBe(200)
    expect(await shown(order)).toMatchObject({
      transaction_reference: "TXN-PAID",
      transaction_reference_confirmed: true,
    })
  })
})

describe("a packed body", () => {
  const packed = (encoding: string, bytes: Buffer) =>
    fetch(`${store.url}/checkout/cart`, {
      method: "POST",
      body: new Uint8Array(bytes),
      headers: { "content-type": "application/json", "content-encoding": encoding },
    })

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
  ])("is understood: %s", async (encoding, pack) => {
    const before = (await inboxOf(EXAMPLE_ID)).length
    expect((await packed(encoding, pack(EXAMPLE))).status).toBe(200)
    expect(await inboxOf(EXAMPLE_ID)).toHaveLength(before + 1)
  })

  it("is unpacked up to the limit, and not a byte more", async () => {
    expect((await packed("gzip", gzipSync(Buffer.alloc(64 * 1024, " ")))).status).toBe(400)
    expect((await packed("gzip", gzipSync(Buffer.alloc(64 * 1024 + 1, " ")))).status).toBe(413)
    expect((await packed("gzip", gzipSync(Buffer.alloc(50_000_000)))).status).toBe(413)
  })

  it("is refused where it is not what it says, or in a way that is not known", async () => {
    expect((await packed("gzip", Buffer.from(EXAMPLE))).status).toBe(400)
    expect((await packed("gzip", gzipSync(EXAMPLE).subarray(0, 100))).status).toBe(400)
    const unknown = await packed("zstd", Buffer.from(EXAMPLE))
    expect([unknown.status, unknown.headers.get("accept-encoding")]).toEqual([415, "gzip, deflate"])
  })
})

describe("a body without an end", () => {
  const FAR_TOO_MUCH_IN_BYTES = 64 * 1024 * 1024

  /**
   * Sends a body until the connection is closed, from who does not stop when he is answered; tells the answer, and how
   * much was sent.
   */
  async function pour(path: string, headers: string[], piece: string): Promise<{ answer: string; sent: number }> {
    const { hostname, port } = new URL(store.url)
    const client = connect(Number(port), hostname).on("error", () => undefined)
    const closed = new Promise<void>((resolve) => client.once("close", () => resolve()))
    let [answer, sent] = ["", 0]
    client.on("data", (chunk) => (answer += chunk.toString()))
    client.write([`POST ${path} HTTP/1.1`, `Host: ${hostname}`, ...headers, "", ""].join("\r\n"))
    const flood = () => {
      while (piece && sent < FAR_TOO_MUCH_IN_BYTES) {
        sent += piece.length
        if (!client.write(piece)) return void client.once("drain", flood)
      }
      if (piece) client.destroy()
    }
    flood()
    await closed
    return { answer: answer.split("\r\n\r\n", 1).join(), sent }
  }

  it.each([
    ["a callback", "/checkout/cart", [], 413],
    ["a callback that is packed in an unknown way", "/checkout/cart", ["Content-Encoding: zstd"], 415],
    ["what a shopper's browser posts", "/checkout/return", [], 303],
  ])("is not read to its end: %s", async (_, path, headers, status) => {
    const { answer, sent } = await pour(
      path,
      ["Transfer-Encoding: chunked", ...headers],
      `10000\r\n${"x".repeat(65_536)}\r\n`,
    )
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(sent).toBeLessThan(FAR_TOO_MUCH_IN_BYTES)
  })

  it("is given up when nothing more of it comes, and its connection with it", async () => {
    const { answer } = await pour("/checkout/cart", ["Content-Length: 8"], "")
    expect(answer).toMatch(/^HTTP\/1\.1 408 .*\r\nConnection: close(\r\n|$)/is)
  })
})

describe("a store that parses every body itself", () => {
  const send = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${parsing.url}/checkout/cart`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    })
  const strict = JSON.stringify(JSON.parse(EXAMPLE.replace(/,(\s*})/g, "$1")))

  it.each([
    ["what its parser made of it", strict, {}],
    ["what its parser kept", strict, { "x-keep-raw-body": "yes" }],
    ["what its parser left alone", flat.toString(), { "content-type": "application/x-www-form-urlencoded" }],
  ])("takes %s", async (_, body, headers) => {
    expect((await send(body, headers)).status).toBe(200)
    const { rows } = await parsing.database.query(
      "select payload from almara_callback where merchant_request_id = $1 order by created_at desc limit 1",
      [EXAMPLE_ID],
    )
    expect(rows[0].payload.checkoutOutcome.ThirdPartyPayload.Reference).toBe("TXN565FDR43211")
  })

  it("pays an order by a signed callback, and keeps the limit", async () => {
    const order = await placeWaitingOrder(parsing)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await eventually(
      () => ledgerRow(parsing, order.paymentSessionId),
      (seen) => seen.state === "paid",
    )
    const { rows } = await parsing.database.query("select signed from almara_callback where merchant_request_id = $1", [
      order.merchantRequestId,
    ])
    expect(rows).toEqual([{ signed: true }])
    // What its parser has read, and nobody can write again.
    expect((await send(`{"a":${"[".repeat(30_000)}${"]".repeat(30_000)}}`)).status).toBe(400)
    for (const headers of [{}, { "x-keep-raw-body": "yes" }])
      expect(
        (await send(JSON.stringify({ filler: "x".repeat(65 * 1024) }), headers as Record<string, string>)).status,
      ).toBe(413)
  })
})

describe("a page that Almara gives by plain http", () => {
  const openAt = async (shop: RunningStore) => {
    const cart = await fillCart(shop)
    await gateway.behave({ newOrder: { mode: "odd", odd: "http_page", times: 1 } })
    return [(await completeCart(shop, cart.id)).body.type, await ledgerRow(shop, cart.paymentSessionId)]
  }

  it("is shown to no shopper in production, unless the merchant allows it, and then the log warns", async () => {
    expect(await openAt(store)).toMatchObject([
      "cart",
      { checkout_url: null, last_error: expect.stringContaining("allowInsecureHttp") },
    ])
    expect(await openAt(parsing)).toMatchObject([
      "order",
      { checkout_url: expect.stringMatching(/^http:\/\/pay\.almara\.example\/pay\//) },
    ])
    const warned = (shop: RunningStore) => shop.output().includes("payment page is at http://pay.almara.example")
    expect([warned(parsing), warned(store)]).toEqual([true, false])
  })
})

describe("other methods", () => {
  it.each([
    ["/checkout/cart", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"], "POST"],
    ["/checkout/return", ["PUT", "PATCH", "DELETE", "OPTIONS"], "GET, HEAD, POST"],
    ["/checkout/cancel", ["PUT", "PATCH", "DELETE", "OPTIONS"], "GET, HEAD, POST"],
  ])("are not allowed at %s", async (address, methods, allowed) => {
    for (const method of methods) {
      const answer = await fetch(`${store.url}${address}?checkout=1`, { method })
      expect([method, answer.status, answer.headers.get("allow")]).toEqual([method, 405, allowed])
    }
    expect((await fetch(`${store.url}${address}/elsewhere`, { method: "PUT" })).status).toBe(404)
  })
})

describe("GET and POST /checkout/return", () => {
  it("settles while the shopper waits, and sends the browser to the storefront only", async () => {
    const order = await placeWaitingOrder(store)
    const { request } = await gateway.checkout(order.merchantRequestId)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    const answer = await fetch(`${request.checkoutReturnUrl}&returnUrl=https://evil.example`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "checkoutReturnUrl=https%3A%2F%2Fevil.example&checkoutOutcome[Status]=4",
      redirect: "manual",
    })
    expect(answer.status).toBe(303)
    expect(answer.headers.get("location")).toBe(
      `http://127.0.0.1:8000/checkout/almara?payment_session_id=${order.paymentSessionId}`,
    )
    expect(answer.headers.get("cache-control")).toBe("no-store")
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer")
    expect((await ledgerRow(store, order.paymentSessionId)).state).toBe("paid")
  })

  it("leaves no callback waiting for a payment that it has settled", async () => {
    const order = await placeWaitingOrder(store)
    const { request } = await gateway.checkout(order.merchantRequestId)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await store.database.query(
      "insert into almara_callback (id, state, merchant_request_id, checkout_id, signed, payload, fingerprint, next_try_at) values ('almcb_put_off', 'waiting', $1, $2, true, '{}', 'one', null)",
      [order.merchantRequestId, order.checkoutId],
    )
    expect((await fetch(request.checkoutReturnUrl, { method: "POST", redirect: "manual" })).status).toBe(303)
    expect((await inboxOf(order.merchantRequestId)).map(({ state }) => state)).toEqual(["done"])
  })

  it("waits for the settlement that a callback began a moment before", async () => {
    const order = await placeWaitingOrder(store)
    const { request } = await gateway.checkout(order.merchantRequestId)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await stopClock()
    await gateway.behave({ checkStatus: { mode: "ok", delayMs: 1000, times: 1 } })
    await gateway.callback(order.merchantRequestId)
    await eventually(
      () => ledgerRow(store, order.paymentSessionId),
      (seen) => seen.leased_by !== null,
    )
    expect((await fetch(request.checkoutReturnUrl, { method: "POST", redirect: "manual" })).status).toBe(303)
    expect((await ledgerRow(store, order.paymentSessionId)).state).toBe("paid")
  })

  it("does nothing for a wrong signature but send the browser to the storefront", async () => {
    const order = await placeWaitingOrder(store)
    await stopClock()
    const before = await statusChecks()
    const answer = await fetch(
      `${store.url}/checkout/return?checkout=${order.merchantRequestId}&signature=${"A".repeat(43)}`,
      { redirect: "manual" },
    )
    expect(answer.status).toBe(303)
    expect(answer.headers.get("location")).toBe("http://127.0.0.1:8000/checkout/almara")
    expect(await statusChecks()).toBe(before)
  })
})

import { readFileSync } from "node:fs"
import path from "node:path"
import fc from "fast-check"
import { startGateway, type Gateway } from "./setup/gateway"
import { checkoutOf, eventually, ledgerRow, orderOf, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { copyOfTemplate } from "./setup/database"
import { startStore, type RunningStore } from "./setup/store"

const EXAMPLE = readFileSync(path.join(__dirname, "fixtures/checkout-callback.json"), "utf8")
const EXAMPLE_ID = "00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66"

/** Marks that must be found nowhere in what the store writes or answers. */
const MARKS = {
  clientSecret: "mark-of-the-client-secret",
  callbackSecret: "mark-of-the-callback-secret-of-these-specs",
  card: "4111111111111111",
  spacedCard: "5500 0055 5555 5559",
  email: "mark-of-a-payer@example.com",
  holder: "Mark Of A Cardholder",
  securityCode: "mark-of-a-security-code",
  accessToken: "mark-of-an-access-token",
}

let gateway: Gateway
let store: RunningStore

beforeAll(async () => {
  gateway = await startGateway({ clientSecret: MARKS.clientSecret })
  store = await startStore({
    almaraUrl: gateway.url,
    environment: {
      ALMARA_CLIENT_SECRET: MARKS.clientSecret,
      ALMARA_CALLBACK_SECRET: MARKS.callbackSecret,
      // A small heap is collected often: what grows in it is a leak, not laziness.
      NODE_OPTIONS: "--max-old-space-size=300 --max-semi-space-size=8",
    },
  })
})

afterAll(async () => {
  await store?.stop()
  await gateway?.stop()
})

/** Runs many calls, some at a time, and counts their answers by status. */
async function knockMany(count: number, call: (index: number) => Promise<Response>): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {}
  let next = 0
  const visitor = async () => {
    while (next < count) {
      const answer = await call(next++)
      await answer.arrayBuffer()
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: 16 }, visitor))
  return statuses
}

const saysPaid = (order: WaitingOrder, reference: string) => EXAMPLE.replace(EXAMPLE_ID, order.conversationId).replace("ORD-20260126-7848", reference)

describe("strangers at the door", () => {
  it("ten thousand forged, tampered and cross-checkout callbacks and returns move no money", async () => {
    const [one, other] = [await placeWaitingOrder(store), await placeWaitingOrder(store)]
    const { request: ofOther } = await gateway.checkout(other.conversationId)
    const { request } = await gateway.checkout(one.conversationId)
    const reference = (await ledgerRow(store, one.paymentSessionId)).checkout_reference
    const body = saysPaid(one, reference)
    const genuine = new URL(request.checkoutCallbackUrl)
    const signature = genuine.searchParams.get("signature") ?? ""
    const tampered = (index: number) => {
      const at = index % signature.length
      return `${signature.slice(0, at)}${signature[at] === "A" ? "B" : "A"}${signature.slice(at + 1)}`
    }
    const door = (name: string, checkout: string, sign: string) => `${store.url}/checkout/${name}?${new URLSearchParams({ checkout, signature: sign })}`
    const attacks: ((index: number) => Promise<Response>)[] = [
      (index) => fetch(door("cart", one.conversationId, tampered(index)), { method: "POST", body }),
      () => fetch(ofOther.checkoutCallbackUrl, { method: "POST", body }),
      () => fetch(door("cart", other.conversationId, signature), { method: "POST", body }),
      () => fetch(door("cart", one.conversationId, new URL(request.checkoutReturnUrl).searchParams.get("signature") ?? ""), { method: "POST", body }),
      (index) => fetch(door("return", one.conversationId, tampered(index)), { method: "POST", body, redirect: "manual" }),
      () => fetch(door("return", one.conversationId, signature), { method: "POST", body, redirect: "manual" }),
      (index) => fetch(door("cancel", one.conversationId, tampered(index)), { redirect: "manual" }),
    ]
    const statuses = await knockMany(10_000, (index) => attacks[index % attacks.length]?.(index) ?? Promise.reject(new Error("There is no such attack.")))
    // 4 of 7 are callbacks, refused; 3 of 7 are browsers, sent to the storefront.
    expect(statuses).toEqual({ 303: 4284, 401: 5716 })
    for (const order of [one, other]) {
      expect(await ledgerRow(store, order.paymentSessionId)).toMatchObject({ state: "open", questions: 0, canceled_by_shopper_at: null })
      expect((await orderOf(store, order.orderId)).payment_status).toBe("awaiting")
    }
  })

  it("returns and cancellations that are replayed move no money, neither to an order nor away from it", async () => {
    const [paid, open] = [await placeWaitingOrder(store), await placeWaitingOrder(store)]
    await gateway.decide(paid.conversationId, { outcome: "paid" })
    await eventually(() => ledgerRow(store, paid.paymentSessionId), (seen) => seen.state === "paid" && seen.claimed_by === null)
    const timeline = async () => (await store.database.query("select count(*)::int as count from almara_checkout_event where checkout_id = $1", [paid.checkoutId])).rows[0].count
    const before = await timeline()
    const [ofPaid, ofOpen] = [(await gateway.checkout(paid.conversationId)).request, (await gateway.checkout(open.conversationId)).request]
    const replays = [ofPaid.checkoutReturnUrl, ofPaid.checkoutCancelUrl, ofOpen.checkoutReturnUrl]
    const body = saysPaid(open, (await ledgerRow(store, open.paymentSessionId)).checkout_reference)
    expect(await knockMany(300, (index) => fetch(replays[index % replays.length], { method: "POST", body, redirect: "manual" }))).toEqual({ 303: 300 })
    expect(await timeline()).toBe(before)
    expect(await orderOf(store, paid.orderId)).toMatchObject({ payment_status: "captured", summary: { paid_total: 7000 } })
    await eventually(() => ledgerRow(store, open.paymentSessionId), (seen) => seen.claimed_by === null)
    expect(await ledgerRow(store, open.paymentSessionId)).toMatchObject({ state: "open", canceled_by_shopper_at: null })
    expect((await orderOf(store, open.orderId)).payment_status).toBe("awaiting")
  })

  it("ten thousand mutated bodies over HTTP give no 5xx and no growth of memory", async () => {
    const mutation = fc.tuple(fc.nat(EXAMPLE.length), fc.nat(40), fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom('{"', "}}}}", "[[[[", "\u0000", "__proto__", "&a[b]=c", "%00", "\\u0000", "1e999", "null")))
    const bodies = fc.sample(fc.array(mutation, { minLength: 1, maxLength: 6 }), { numRuns: 10_000, seed: 20261123 }).map((mutations) =>
      mutations.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), EXAMPLE)
    )
    const send = (index: number) => fetch(`${store.url}/checkout/cart`, { method: "POST", body: bodies[index], headers: { "content-type": index % 3 ? "application/json" : "application/x-www-form-urlencoded" } })
    await knockMany(3_000, send)
    const before = store.memory()
    const statuses = await knockMany(10_000, send)
    expect(Object.keys(statuses).map(Number).filter((status) => status !== 200 && status !== 400)).toEqual([])
    expect((await fetch(`${store.url}/health`)).status).toBe(200)
    expect(store.memory() / before).toBeLessThan(1.25)
  })

  it("the storefront's door tells nothing personal, and nothing about an id that was guessed", async () => {
    const order = await placeWaitingOrder(store)
    const told = JSON.stringify(await checkoutOf(store, order.paymentSessionId))
    for (const personal of ["wanjiku", "Wanjiku", "Kamau", "Moi Avenue", order.conversationId, order.id]) expect(told).not.toContain(personal)
    for (const guess of ["payses_1", order.paymentSessionId.slice(0, -1), order.orderId, order.conversationId, "%25", "' or 1=1 --"]) {
      expect((await store.shop(`/store/almara/checkouts/${encodeURIComponent(guess)}`)).status).toBe(404)
    }
  })

  it("no secret, card detail or personal datum of a callback stands in any log line, table or answer", async () => {
    const order = await placeWaitingOrder(store)
    const { request } = await gateway.checkout(order.conversationId)
    await gateway.callback(order.conversationId, {
      overrides: {
        cardNumber: MARKS.card,
        payer: { email: MARKS.email, name: MARKS.holder },
        checkoutNotes: `Card ${MARKS.spacedCard} of ${MARKS.email}`,
        access_token: MARKS.accessToken,
        checkoutOutcome: { ResultDesc: `Card ${MARKS.card}`, ThirdPartyPayload: { cvv: MARKS.securityCode, Reference: MARKS.card } },
      },
    })
    // A body that cannot be read, and a wrong signature, are logged: without what they carried.
    await fetch(`${store.url}/checkout/cart`, { method: "POST", body: `${MARKS.card} ${MARKS.email}` })
    await fetch(`${store.url}/checkout/cart?checkout=x&signature=${MARKS.accessToken}`, { method: "POST", body: JSON.stringify({ originatorConversationId: MARKS.email }) })
    await gateway.decide(order.conversationId, { outcome: "paid", callback: { send: false } })
    await fetch(request.checkoutReturnUrl, { method: "POST", body: new URLSearchParams({ cardNumber: MARKS.card, email: MARKS.email }), redirect: "manual" })
    await eventually(() => ledgerRow(store, order.paymentSessionId), (seen) => seen.state === "paid")

    const answers = await Promise.all([
      store.admin(`/admin/almara/checkouts?order_id=${order.orderId}`),
      store.admin(`/admin/almara/checkouts/${order.checkoutId}`),
      store.shop(`/store/almara/checkouts/${order.paymentSessionId}`),
    ])
    const signature = new URL(request.checkoutCallbackUrl).searchParams.get("signature") ?? "none"
    const places = { log: store.output(), answers: JSON.stringify(answers), database: await everythingIn(store) }
    expect(places.database).toContain(order.conversationId)
    expect(places.log.length).toBeGreaterThan(100)
    for (const [place, text] of Object.entries(places)) {
      for (const [name, mark] of Object.entries({ ...MARKS, signature })) {
        expect(text.includes(mark) ? `${name} stands in the ${place}` : "").toBe("")
      }
    }
  })

  it("secrets rotate without a gap: addresses signed with the old one are still good", async () => {
    const database = await copyOfTemplate()
    const [oldSecret, newSecret] = ["the-old-callback-secret-0123456789abcdef", "the-new-callback-secret-0123456789abcdef"]
    const environment = { ALMARA_CLIENT_SECRET: MARKS.clientSecret }
    const before = await startStore({ almaraUrl: gateway.url, database, environment: { ...environment, ALMARA_CALLBACK_SECRET: oldSecret } })
    const order = await placeWaitingOrder(before)
    const { request } = await gateway.checkout(order.conversationId)
    await before.stop()

    const after = await startStore({ almaraUrl: gateway.url, database, environment: { ...environment, ALMARA_CALLBACK_SECRET: `${newSecret},${oldSecret}` } })
    try {
      await gateway.decide(order.conversationId, { outcome: "paid", callback: { send: false } })
      const address = `${after.url}${new URL(request.checkoutCallbackUrl).pathname}${new URL(request.checkoutCallbackUrl).search}`
      expect((await gateway.callback(order.conversationId, { url: address }))[0].status).toBe(200)
      await eventually(() => ledgerRow(after, order.paymentSessionId), (seen) => seen.state === "paid")

      const next = await placeWaitingOrder(after)
      const signed = new URL((await gateway.checkout(next.conversationId)).request.checkoutCallbackUrl)
      const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(newSecret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
      const text = JSON.stringify(["medusa-payment-almara:v1", "callback", next.conversationId])
      const expected = Buffer.from(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text))).toString("base64url")
      expect(signed.searchParams.get("signature")).toBe(expected)
    } finally {
      await after.stop()
    }
  })
})

/** Every row of every table, as text. */
async function everythingIn({ database }: RunningStore): Promise<string> {
  const tables = await database.query("select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'")
  const texts: string[] = []
  for (const { table_name } of tables.rows) {
    const { rows } = await database.query(`select t::text as row from "${table_name}" t`)
    texts.push(...rows.map(({ row }) => row))
  }
  return texts.join("\n")
}

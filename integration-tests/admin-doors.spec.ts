import { startGateway, type Gateway } from "./setup/gateway"
import { eventually, ledgerRow, orderOf, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

let gateway: Gateway
let store: RunningStore
let paid: WaitingOrder
let waiting: WaitingOrder
let mismatched: WaitingOrder
let dismissed: WaitingOrder

const untilState = (order: WaitingOrder, state: string) => eventually(() => ledgerRow(store, order.paymentSessionId), (row) => row.state === state)
const get = (path: string) => store.admin(`/admin/almara${path}`)
const post = (path: string, body: unknown = {}) => store.admin(`/admin/almara${path}`, { method: "POST", body })
const resolve = (order: WaitingOrder, body: unknown) => post(`/checkouts/${order.checkoutId}/resolve`, body)

beforeAll(async () => {
  gateway = await startGateway()
  store = await startStore({ almaraUrl: gateway.url })
  paid = await placeWaitingOrder(store)
  waiting = await placeWaitingOrder(store)
  mismatched = await placeWaitingOrder(store)
  dismissed = await placeWaitingOrder(store)
  await gateway.decide(paid.conversationId, { outcome: "paid", reference: "TXN565FDR43211" })
  await gateway.decide(mismatched.conversationId, { outcome: "paid", amount: 6000 })
  await gateway.decide(dismissed.conversationId, { outcome: "paid", amount: 1 })
  await untilState(paid, "paid")
  await untilState(mismatched, "held")
  await untilState(dismissed, "held")
})

afterAll(async () => {
  await store?.stop()
  await gateway?.stop()
})

describe("nobody passes without a login", () => {
  it.each([
    ["GET", "/checkouts"],
    ["GET", "/checkouts/export"],
    ["GET", "/checkouts/any"],
    ["POST", "/checkouts/any/settle"],
    ["POST", "/checkouts/any/resolve"],
    ["GET", "/callbacks"],
    ["POST", "/callbacks/any/replay"],
    ["GET", "/statistics"],
    ["GET", "/settlement"],
    ["GET", "/status"],
    ["POST", "/status/test-callback"],
  ])("%s /admin/almara%s", async (method, path) => {
    expect((await fetch(`${store.url}/admin/almara${path}`, { method })).status).toBe(401)
  })
})

describe("wrong ids and wrong questions", () => {
  it.each([
    ["GET", "/checkouts/almchk_none", 404],
    ["POST", "/checkouts/almchk_none/settle", 404],
    ["POST", "/callbacks/almcb_none/replay", 404],
    ["GET", "/checkouts?limit=0", 400],
    ["GET", "/checkouts?limit=1000", 400],
    ["GET", "/checkouts?offset=-1", 400],
    ["GET", "/checkouts?state=stolen", 400],
    ["GET", "/checkouts?order=id;drop", 400],
    ["GET", "/checkouts?amount_from=lots", 400],
    ["GET", "/checkouts?created_from=yesterday", 400],
    ["GET", "/checkouts?unknown=1", 400],
    ["GET", "/checkouts/export?state=stolen", 400],
    ["GET", "/callbacks?state=stolen", 400],
    ["GET", "/statistics?days=0", 400],
    ["GET", "/statistics?time_zone=Mars/Olympus", 400],
    ["GET", "/settlement?days=1000", 400],
  ])("%s /admin/almara%s is answered with %i", async (method, path, status) => {
    const answer = await store.admin(`/admin/almara${path}`, { method })
    expect([answer.status, typeof answer.body.message]).toEqual([status, "string"])
  })

  it.each([{}, { action: "steal", note: "abc" }, { action: "dismiss" }, { action: "dismiss", note: "  " }, { action: "refunded", note: "x".repeat(501) }, { action: "dismiss", note: "why", actor: "me" }])(
    "a resolution %j is refused",
    async (body) => {
      expect((await resolve(mismatched, body)).status).toBe(400)
      expect((await ledgerRow(store, mismatched.paymentSessionId)).state).toBe("held")
    }
  )

  it("a resolution of no checkout is not found", async () => {
    expect((await post("/checkouts/almchk_none/resolve", { action: "dismiss", note: "nobody" })).status).toBe(404)
  })
})

describe("checkouts", () => {
  it("those of an order come with order, story and actions in one answer", async () => {
    const { status, body } = await get(`/checkouts?order_id=${paid.orderId}`)
    expect([status, body.count, body.limit, body.offset]).toEqual([200, 1, 20, 0])
    const [checkout] = body.checkouts
    expect(checkout).toMatchObject({ state: "paid", amount: "7000", currency_code: "kes", transaction_reference: "TXN565FDR43211", actions: [], outcome: { color: "green" } })
    expect(checkout.order).toMatchObject({ id: paid.orderId, email: "wanjiku@example.com" })
    const kinds = checkout.timeline.map((entry: { kind: string }) => entry.kind)
    expect(kinds).toEqual(["created", "opened", "callback", "asked", "received", "paid"])
    expect((await get(`/checkouts/${paid.checkoutId}`)).body.checkout.timeline).toHaveLength(6)
  })

  it("are found by order number, reference, conversation id and e-mail, from their beginning on", async () => {
    const row = await ledgerRow(store, paid.paymentSessionId)
    const { body: order } = await store.admin(`/admin/orders/${paid.orderId}?fields=display_id`)
    for (const text of [`%23${order.order.display_id}`, "txn565fdr", row.checkout_reference.toLowerCase(), paid.conversationId.slice(0, 13), paid.checkoutId, paid.orderId]) {
      const { body } = await get(`/checkouts?q=${text}`)
      expect([text, body.checkouts.map((checkout: { id: string }) => checkout.id)]).toEqual([text, [paid.checkoutId]])
    }
    expect((await get("/checkouts?q=wanjiku%40exa")).body.count).toBe(4)
    expect((await get("/checkouts?q=%25")).body.count).toBe(0)
    expect((await get("/checkouts?q=nobody%40example.com")).body.count).toBe(0)
  })

  it("are narrowed, sorted and paged by the database", async () => {
    expect((await get("/checkouts?state=held,paid")).body.count).toBe(3)
    expect((await get("/checkouts?state[]=held")).body.count).toBe(2)
    expect((await get("/checkouts?currency_code=KES&amount_from=7000&amount_to=7000.00")).body.count).toBe(4)
    expect((await get("/checkouts?currency_code=usd")).body.count).toBe(0)
    expect((await get("/checkouts?amount_from=7000.01")).body.count).toBe(0)
    expect((await get("/checkouts?amount_above=7000")).body.count).toBe(0)
    expect((await get("/checkouts?amount_above=6999.99&amount_below=7000.01")).body.count).toBe(4)
    expect((await get(`/checkouts?created_from=${new Date(Date.now() + 60_000).toISOString()}`)).body.count).toBe(0)
    const all = (await get("/checkouts?order=created_at")).body.checkouts.map((checkout: { id: string }) => checkout.id)
    expect(all).toEqual([paid, waiting, mismatched, dismissed].map((order) => order.checkoutId))
    const { body } = await get("/checkouts?order=created_at&limit=1&offset=2")
    expect([body.checkouts.length, body.checkouts[0].id, body.count]).toEqual([1, mismatched.checkoutId, 4])
  })

  it("of a customer are those of the customer's orders", async () => {
    const { body: order } = await store.admin(`/admin/orders/${paid.orderId}?fields=customer_id`)
    expect((await get(`/checkouts?customer_id=${order.order.customer_id}`)).body.count).toBeGreaterThan(0)
    expect((await get("/checkouts?customer_id=cus_none")).body.count).toBe(0)
  })

  it("come as CSV, with formulas made harmless", async () => {
    await store.database.query(`update almara_checkout set transaction_reference = '=HYPERLINK("x")' where id = $1`, [waiting.checkoutId])
    const text = await csv("?order_id=" + waiting.orderId)
    await store.database.query("update almara_checkout set transaction_reference = null where id = $1", [waiting.checkoutId])
    const [head, line, end] = text.split("\r\n")
    expect(head).toMatch(/^created_at,state,amount,currency,order_number,email/)
    expect(line).toContain(`,open,7000,KES,`)
    expect(line).toContain(`"'=HYPERLINK(""x"")"`)
    expect(end).toBe("")
    expect((await csv("")).trim().split("\r\n")).toHaveLength(5)
  })

  it("check with Almara asks now, and writes down who asked", async () => {
    const { status, body } = await post(`/checkouts/${waiting.checkoutId}/settle`)
    expect([status, body.checkout.state]).toEqual([200, "open"])
    expect(body.checkout.timeline.at(-1)).toMatchObject({ kind: "asked", actor: { kind: "user", name: "admin@example.com" }, detail: { said: "pending" } })
  })

  it("check with Almara says why it cannot ask", async () => {
    await gateway.behave({ checkStatus: { mode: "forbidden", times: 1 } })
    const { status, body } = await post(`/checkouts/${waiting.checkoutId}/settle`)
    expect(status).toBe(400)
    expect([body.code, body.values.kind]).toEqual(["cannot_ask", "forbidden"])
    expect(body.message).toMatch(/403|permission/i)
    expect((await ledgerRow(store, waiting.paymentSessionId)).state).toBe("open")
  })

  async function csv(query: string): Promise<string> {
    const { body } = await store.admin("/auth/token/refresh", { method: "POST", body: {} })
    const answer = await fetch(`${store.url}/admin/almara/checkouts/export${query}`, { headers: { authorization: `Bearer ${body.token}` } })
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8")
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="almara-checkouts-\d{4}-\d\d-\d\d\.csv"$/)
    return answer.text()
  }
})

describe("money that needs attention", () => {
  it("stands in the settlement report with the sum that Almara reported, not with the one that was asked for", async () => {
    const { body } = await get("/settlement?days=1")
    const held = body.report.differences.map((one: { kind: string; almara_amount: string; medusa_amount: string | null }) => [one.kind, one.almara_amount, one.medusa_amount])
    expect(held.sort()).toEqual([["held", "1", null], ["held", "6000", null]])
    const sums = body.report.days.map((day: { almara_amount: string; medusa_amount: string }) => [Number(day.almara_amount), Number(day.medusa_amount)])
    expect(sums.reduce(([almara = 0, medusa = 0]: number[], [one = 0, other = 0]: number[]) => [almara + one, medusa + other], [0, 0])).toEqual([13_001, 7000])
  })

  it("another sum than the order's is not accepted, and the answer says why", async () => {
    const { status, body } = await resolve(mismatched, { action: "accept" })
    expect(status).toBe(400)
    expect(body.message).toMatch(/paid KES\s6,000\.00, but KES\s7,000\.00/)
    expect(body).toMatchObject({ code: "other_sum", type: "not_allowed", values: { received_amount: "6000", expected_amount: "7000" } })
    expect((await ledgerRow(store, mismatched.paymentSessionId)).state).toBe("held")
    expect((await orderOf(store, mismatched.orderId)).transactions).toHaveLength(0)
  })

  it("is accepted when Almara, asked once more, reports what the order waits for", async () => {
    await gateway.decide(mismatched.conversationId, { outcome: "paid", amount: 7000, callback: { send: false } })
    const { status, body } = await resolve(mismatched, { action: "accept", note: "Almara corrected it" })
    expect([status, body.checkout?.state, body.message]).toEqual([200, "paid", undefined])
    expect(body.checkout.timeline.find((entry: { kind: string }) => entry.kind === "accepted")).toMatchObject({ actor: { kind: "user", name: "admin@example.com" }, detail: { note: "Almara corrected it" } })
    const order = await orderOf(store, mismatched.orderId)
    expect([order.payment_status, order.transactions.length, order.summary.paid_total]).toEqual(["captured", 1, 7000])
  })

  it("late money is not accepted onto a canceled order, and is marked as refunded with a note", async () => {
    const late = await placeWaitingOrder(store)
    await store.admin(`/admin/orders/${late.orderId}/cancel`, { method: "POST", body: {} })
    await gateway.decide(late.conversationId, { outcome: "paid" })
    await untilState(late, "held")
    // Another run is still at it for a moment: the admin's click waits.
    await store.database.query("update almara_checkout set claimed_by = 'another-run', claimed_until = now() + interval '1 second' where id = $1", [late.checkoutId])
    const refused = await resolve(late, { action: "accept", note: "try" })
    expect(refused.status).toBe(400)
    expect(refused.body.message).toMatch(/order was canceled/)
    expect(refused.body.code).toBe("order_canceled")
    const { status, body } = await resolve(late, { action: "refunded", note: "Sent back, card 4111 1111 1111 1111" })
    expect([status, body.checkout.state]).toEqual([200, "resolved"])
    const last = body.checkout.timeline.at(-1)
    expect(last).toMatchObject({ kind: "resolved", detail: { action: "refunded", reason: "late" } })
    expect(last.detail.note).not.toContain("4111")
    const { rows } = await store.database.query("select actor from almara_checkout_event where checkout_id = $1 and kind = 'resolved'", [late.checkoutId])
    expect(rows).toEqual([{ actor: expect.stringMatching(/^user_/) }])
  })

  it("is dismissed with a reason, once; nothing but that happens", async () => {
    const { status, body } = await resolve(dismissed, { action: "dismiss", note: "A test of ours" })
    expect([status, body.checkout.state, body.checkout.actions]).toEqual([200, "resolved", []])
    const again = await resolve(dismissed, { action: "dismiss", note: "again" })
    expect([again.status, again.body.code]).toEqual([400, "not_held"])
    expect((await orderOf(store, dismissed.orderId)).transactions).toHaveLength(0)
  })

  it("what does not need attention cannot be resolved", async () => {
    for (const order of [paid, waiting]) {
      expect((await resolve(order, { action: "dismiss", note: "why not" })).status).toBe(400)
    }
  })
})

describe("the inbox", () => {
  it("shows callbacks with masked payloads, by state, checkout and conversation", async () => {
    const { body } = await get(`/callbacks?checkout_id=${paid.checkoutId}`)
    expect(body).toMatchObject({ count: 1, limit: 20, offset: 0 })
    const [callback] = body.callbacks
    expect(callback).toMatchObject({ state: "done", signed: true, conversation_id: paid.conversationId, checkout: { id: paid.checkoutId } })
    expect(callback.payload.checkoutCallbackUrl).toMatch(/\?\[withheld\]$/)
    expect((await get("/callbacks?state=dead")).body.count).toBe(0)
    expect((await get(`/callbacks?q=${paid.conversationId.slice(0, 8).toUpperCase()}`)).body.count).toBe(1)
  })

  it("replays a dead letter, and a second time too", async () => {
    const { body } = await get(`/callbacks?checkout_id=${paid.checkoutId}`)
    const id: string = body.callbacks[0].id
    await store.database.query("update almara_callback set state = 'dead', tries = 10, last_error = 'down' where id = $1", [id])
    for (let time = 0; time < 2; time += 1) {
      const replayed = await post(`/callbacks/${id}/replay`)
      expect([replayed.status, replayed.body.callback.id]).toEqual([200, id])
      await eventually(
        async () => (await store.database.query("select state from almara_callback where id = $1", [id])).rows[0],
        (row) => row.state === "done"
      )
    }
    expect((await orderOf(store, paid.orderId)).transactions).toHaveLength(1)
  })
})

describe("reports", () => {
  it("statistics have one row per day, and add up", async () => {
    const { body } = await get("/statistics?days=7&time_zone=Africa/Nairobi")
    expect(body.days).toHaveLength(7)
    expect(body.totals).toEqual({ paid: 2, failed: 0, abandoned: 0 })
    expect(body.success_rate).toBe(1)
    expect(body.days.at(-1).date).toBe(new Intl.DateTimeFormat("en-CA", { timeZone: "Africa/Nairobi" }).format(new Date()))
  })

  it("the settlement report finds no difference but the money that is held, and asks Almara when told so", async () => {
    const { body } = await get("/settlement?days=1&time_zone=Africa/Nairobi&ask=true")
    const kes = body.report.days.reduce((sum: number, day: { medusa_count: number }) => sum + day.medusa_count, 0)
    expect(kes).toBe(2)
    expect(body.report.asked).toEqual({ count: 2, failed: 0, of: 2 })
    expect(body.report.differences).toEqual([])
    await store.database.query("update almara_checkout set amount = 6999 where id = $1", [paid.checkoutId])
    const changed = await get("/settlement?days=1")
    await store.database.query("update almara_checkout set amount = 7000 where id = $1", [paid.checkoutId])
    expect(changed.body.report.differences).toEqual([expect.objectContaining({ kind: "amount", almara_amount: "6999", medusa_amount: "7000" })])
  })

  it("status claims what was seen, and shows no secret", async () => {
    const { status, body } = await get("/status")
    expect(status).toBe(200)
    expect(body.status).toMatchObject({
      connection: { ok: true, result: { checked: "token" } },
      routes: { ok: true },
      route_problem: null,
      callback_address: { is_https: false, is_public: false },
      ledger: { backlog: 0, dead_letters: 0, needs_attention: 0 },
      configuration: { clientSecret: "[secret]", callbackSecret: ["[secret]"] },
    })
    expect(body.status.ledger.last_callback_at).not.toBeNull()
    expect(body.status.versions.medusa).toMatch(/^2\./)
    expect(JSON.stringify(body)).not.toContain("almara-simulator-secret")
    expect(body.may_change).toBe(true)
  })

  it("a checkout that another run is at is refused in words", async () => {
    await store.database.query("update almara_checkout set claimed_by = 'another-run', claimed_until = now() + interval '1 hour' where id = $1", [waiting.checkoutId])
    const { status, body } = await post(`/checkouts/${waiting.checkoutId}/settle`)
    await store.database.query("update almara_checkout set claimed_by = null, claimed_until = null where id = $1", [waiting.checkoutId])
    expect([status, body.code]).toEqual([409, "busy"])
    expect(body.message).toMatch(/Try again in a few seconds/)
  })

  it("status shows each job's last run; that of the inbox is written down once a minute, and not each time it is looked after", async () => {
    const inboxRun = async () => (await get("/status")).body.status.jobs.find((job: { name: string }) => job.name === "inbox")
    const jobs = (await get("/status")).body.status.jobs
    expect(jobs.map((job: { name: string }) => job.name)).toEqual(["inbox", "reconcile", "prune"])
    const first = await eventually(inboxRun, (run) => run.finished_at !== null)
    // Only the job takes a callback that stands in the table like this: when it is done, the job has run.
    for (let time = 0; time < 2; time += 1) {
      const { rows } = await store.database.query("update almara_callback set state = 'waiting', next_try_at = now() where checkout_id = $1 returning id", [paid.checkoutId])
      await eventually(
        async () => (await store.database.query("select state from almara_callback where id = $1", [rows[0].id])).rows[0].state,
        (state) => state === "done"
      )
    }
    const passed = new Date((await inboxRun()).finished_at).getTime() - new Date(first.finished_at).getTime()
    expect(passed === 0 || passed >= 60_000).toBe(true)
  })

  it("status says so when Almara cannot be reached or refuses the credentials", async () => {
    await gateway.behave({ token: { mode: "unauthorized", times: 5 }, routes: { mode: "forbidden", times: 5 } })
    const { status, body } = await get("/status")
    await gateway.behave({ token: { mode: "ok" }, routes: { mode: "ok" } })
    expect([status, body.status.connection.ok, body.status.routes.ok]).toEqual([200, false, false])
    expect(body.status.connection.error).toEqual(expect.any(String))
  })

  it("a test callback goes through the public address and leaves nothing to do", async () => {
    const { body } = await post("/status/test-callback")
    expect(body.test).toMatchObject({ ok: true, http_status: 200, arrived: true, error: null, url: `${store.url}/checkout/cart` })
    expect((await get("/status")).body.status.ledger.backlog).toBe(0)
  })
})

import { eventually, ledgerRow, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { withStore } from "./setup/with-store"

const DAY_IN_MILLISECONDS = 24 * 60 * 60_000

const { gateway, store } = withStore()
let paid: WaitingOrder
let waiting: WaitingOrder
let mismatched: WaitingOrder
let dismissed: WaitingOrder

const untilState = (order: WaitingOrder, state: string) =>
  eventually(
    () => ledgerRow(store, order.paymentSessionId),
    (row) => row.state === state,
  )
const get = (path: string) => store.admin(`/admin/almara${path}`)
const post = (path: string, body: unknown = {}) => store.admin(`/admin/almara${path}`, { method: "POST", body })
/** The clock asks about nothing that stands open here. */
const stopClock = () => store.database.query("update almara_checkout set next_check_at = now() + interval '1 day'")

beforeAll(async () => {
  paid = await placeWaitingOrder(store)
  waiting = await placeWaitingOrder(store)
  mismatched = await placeWaitingOrder(store)
  dismissed = await placeWaitingOrder(store)
  await gateway.decide(paid.merchantRequestId, { outcome: "paid", reference: "TXN565FDR43211" })
  await gateway.decide(mismatched.merchantRequestId, { outcome: "paid", amount: 6000 })
  await gateway.decide(dismissed.merchantRequestId, { outcome: "paid", amount: 1 })
  await untilState(paid, "paid")
  await untilState(mismatched, "held")
  await untilState(dismissed, "held")
})

describe("checkouts", () => {
  it("those of an order come with order, timeline and actions in one answer", async () => {
    const { status, body } = await get(`/checkouts?order_id=${paid.orderId}`)
    expect([status, body.count, body.limit, body.offset]).toEqual([200, 1, 20, 0])
    const [checkout] = body.checkouts
    expect(checkout).toMatchObject({
      state: "paid",
      amount: "7000",
      currency_code: "kes",
      transaction_reference: "TXN565FDR43211",
      actions: [],
      outcome: { color: "green" },
    })
    expect(checkout.order).toMatchObject({ id: paid.orderId, email: "wanjiku@example.com" })
    const kinds = checkout.timeline.map((entry: { kind: string }) => entry.kind)
    expect(kinds).toEqual(["created", "opened", "callback", "status_check", "received", "paid"])
    expect((await get(`/checkouts/${paid.checkoutId}`)).body.checkout.timeline).toHaveLength(6)
  })

  it("are found by order number, reference, request id and e-mail, from their beginning on", async () => {
    const row = await ledgerRow(store, paid.paymentSessionId)
    const { body: order } = await store.admin(`/admin/orders/${paid.orderId}?fields=display_id`)
    const numbered = `%23${order.order.display_id}`
    for (const text of [
      numbered,
      "txn565fdr",
      row.checkout_reference.toLowerCase(),
      paid.merchantRequestId.slice(0, 13),
      row.gateway_conversation_id,
      row.gateway_checkout_id.toUpperCase(),
      paid.checkoutId,
      paid.orderId,
    ]) {
      const { body } = await get(`/checkouts?q=${text}`)
      expect([text, body.checkouts.map((checkout: { id: string }) => checkout.id)]).toEqual([text, [paid.checkoutId]])
    }
    expect((await get("/checkouts?q=wanjiku%40exa")).body.count).toBe(4)
    expect((await get("/checkouts?q=wanjiku")).body.count).toBe(4)
    expect((await get("/checkouts?q=%25")).body.count).toBe(0)
    expect((await get("/checkouts?q=nobody%40example.com")).body.count).toBe(0)
  })

  it("are looked for by e-mail address only where the ledger knows no such words, or they are an address", async () => {
    // An address that begins like a reference: it is found by its "@", and not when the ledger knows the reference.
    await store.database.query("update almara_checkout set transaction_reference = 'wanjiku-ref-1' where id = $1", [
      dismissed.checkoutId,
    ])
    const found = async (text: string) =>
      (await get(`/checkouts?q=${text}`)).body.checkouts.map((checkout: { id: string }) => checkout.id)
    expect(await found("wanjiku")).toEqual([dismissed.checkoutId])
    expect(await found("wanjiku%40")).toHaveLength(4)
    await store.database.query("update almara_checkout set transaction_reference = null where id = $1", [
      dismissed.checkoutId,
    ])
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
    const { created_at } = (await get(`/checkouts/${mismatched.checkoutId}`)).body.checkout
    // The database knows microseconds, an address only milliseconds: the one that was created in this very one is not
    // before it.
    expect(
      (await get(`/checkouts?created_before=${created_at}`)).body.checkouts.map(
        (checkout: { id: string }) => checkout.id,
      ),
    ).toEqual([waiting.checkoutId, paid.checkoutId])
    expect(
      (await get(`/checkouts?created_to=${new Date(new Date(created_at).getTime() + 1).toISOString()}`)).body.count,
    ).toBe(3)
    expect((await get("/checkouts?state=held,open")).body.count).toBe(3)
    const all = (await get("/checkouts?order=created_at")).body.checkouts.map((checkout: { id: string }) => checkout.id)
    expect(all).toEqual([paid, waiting, mismatched, dismissed].map((order) => order.checkoutId))
    const { body } = await get("/checkouts?order=created_at&limit=1&offset=2")
    expect([body.checkouts.length, body.checkouts[0].id, body.count]).toEqual([1, mismatched.checkoutId, 4])
  })

  it("that need attention are those that are held, and the open ones that Almara has to be asked about", async () => {
    const attention = async () => (await get("/checkouts?state=needs_attention&order=created_at")).body.checkouts
    expect((await attention()).map((checkout: { id: string }) => checkout.id)).toEqual([
      mismatched.checkoutId,
      dismissed.checkoutId,
    ])
    await stopClock()
    await store.database.query("update almara_checkout set needs_review = true, result_code = '12' where id = $1", [
      waiting.checkoutId,
    ])
    const [first] = await attention()
    expect(first).toMatchObject({
      id: waiting.checkoutId,
      state: "open",
      needs_review: true,
      outcome: {
        label: "Ask Almara",
        color: "red",
        sentence: expect.stringContaining("ask Almara before anybody pays again"),
      },
    })
    expect((await get("/status")).body.status.ledger.needs_attention).toBe(3)
    expect((await get("/checkouts?state=needs_attention,paid")).body.count).toBe(4)
    // When it is closed, nobody has to ask any more.
    await store.database.query("update almara_checkout set closed_at = now() where id = $1", [waiting.checkoutId])
    expect(await attention()).toHaveLength(2)
    expect((await get(`/checkouts/${waiting.checkoutId}`)).body.checkout).toMatchObject({
      needs_review: false,
      outcome: { label: "Waiting" },
    })
    await store.database.query(
      "update almara_checkout set needs_review = false, result_code = null, closed_at = null where id = $1",
      [waiting.checkoutId],
    )
  })

  it("are counted up to a bound, and it is said when there are more; the currencies come from the ledger", async () => {
    const { body: before } = await get("/checkouts?limit=1")
    expect([before.count, before.is_capped, before.currencies]).toEqual([4, false, ["kes"]])
    await store.database.query(
      `insert into almara_checkout (id, state, placement, attempt, payment_session_id, merchant_request_id, checkout_reference, amount, raw_amount, currency_code, due_at, created_at)
       select 'almchk_many' || n, 'expired', placement, 1, 'payses_many' || n, 'many-' || n, 'ORD-MANY-' || n, amount, raw_amount, case n when 1 then 'usd' else 'jpy' end, now(), now() - interval '100 days'
       from almara_checkout, generate_series(1, 4997) as n where id = $1`,
      [paid.checkoutId],
    )
    const { body: many } = await get("/checkouts?limit=1")
    expect([many.count, many.is_capped, many.currencies]).toEqual([5000, true, ["jpy", "kes", "usd"]])
    expect((await get("/checkouts?limit=1&state=expired")).body).toMatchObject({ count: 4997, is_capped: false })
    expect((await get("/checkouts?limit=100&offset=5000")).body.checkouts).toHaveLength(1)
    await store.database.query("delete from almara_checkout where id like 'almchk_many%'")
  })

  it("of a customer are those of the customer's orders, the latest first", async () => {
    const { body: order } = await store.admin(`/admin/orders/${paid.orderId}?fields=customer_id`)
    const { body } = await get(`/checkouts?customer_id=${order.order.customer_id}`)
    expect(body.customer).toEqual({ id: order.order.customer_id, email: "wanjiku@example.com" })
    expect(body.checkouts.map((checkout: { id: string }) => checkout.id)).toEqual(
      [dismissed, mismatched, waiting, paid].map((one) => one.checkoutId),
    )
    expect((await get("/checkouts?customer_id=cus_none")).body).toMatchObject({ count: 0, customer: null })
  })

  it("check with Almara asks now, and writes down who asked", async () => {
    const { status, body } = await post(`/checkouts/${waiting.checkoutId}/settle`)
    expect([status, body.checkout.state]).toEqual([200, "open"])
    expect(body.checkout.timeline.at(-1)).toMatchObject({
      kind: "status_check",
      actor: { kind: "user", name: "admin@example.com" },
      detail: { reported: "pending" },
    })
  })

  it("check with Almara says why it cannot ask", async () => {
    await stopClock()
    await gateway.behave({ checkStatus: { mode: "forbidden", times: 1 } })
    const { status, body } = await post(`/checkouts/${waiting.checkoutId}/settle`)
    expect(status).toBe(400)
    expect([body.code, body.values.kind]).toEqual(["cannot_check", "forbidden"])
    expect(body.message).toMatch(/403|permission/i)
    expect((await ledgerRow(store, waiting.paymentSessionId)).state).toBe("open")
  })
})

describe("statistics", () => {
  const dayIn = (timeZone: string, at: Date) => new Intl.DateTimeFormat("en-CA", { timeZone }).format(at)

  it("have one row per day of the reader, and count what came to an end by what became of it", async () => {
    const count = async (timeZone: string) => {
      const before = new Date()
      const { body } = await get(`/statistics?days=7&time_zone=${timeZone}`)
      expect(body.days).toHaveLength(7)
      // Midnight may have come between.
      expect([before, new Date()].map((at) => dayIn(timeZone, at))).toContain(body.days.at(-1).date)
      return body
    }
    // The one that waits and the two that are held are counted nowhere.
    const before = await count("Africa/Kampala")
    expect([before.totals, before.success_rate]).toEqual([{ paid: 1, failed: 0, abandoned: 0 }, 1])
    await store.database.query(
      `insert into almara_checkout (id, state, placement, attempt, payment_session_id, merchant_request_id, checkout_reference, amount, raw_amount, currency_code, due_at, created_at)
       select 'almchk_end_' || state || n, state, placement, 1, 'payses_end_' || state || n, 'end-' || state || n, 'ORD-END-' || state || n, amount, raw_amount, currency_code, now(), created_at - interval '1 day'
       from (select placement, amount, raw_amount, currency_code, created_at from almara_checkout where id = $1) as one,
         (values ('failed', 2), ('refused', 1), ('canceled', 1), ('expired', 1), ('received', 1), ('resolved', 1), ('creating', 1)) as ends (state, number), generate_series(1, number) as n`,
      [paid.checkoutId],
    )
    // Days that are over are counted once a minute for each time zone.
    const { days, totals, success_rate } = await count("Africa/Nairobi")
    expect([totals, success_rate]).toEqual([{ paid: 1, failed: 3, abandoned: 2 }, 1 / 6])
    const { created_at } = await ledgerRow(store, paid.paymentSessionId)
    const dates = [new Date(created_at.getTime() - DAY_IN_MILLISECONDS), created_at].map((at) =>
      dayIn("Africa/Nairobi", at),
    )
    expect(days.filter(({ date }: { date: string }) => dates.includes(date))).toEqual([
      { date: dates[0], paid: 0, failed: 3, abandoned: 2 },
      { date: dates[1], paid: 1, failed: 0, abandoned: 0 },
    ])
    await store.database.query("delete from almara_checkout where id like 'almchk_end_%'")
  })
})

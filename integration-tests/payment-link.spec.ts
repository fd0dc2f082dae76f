import path from "node:path"
import { NOT_CONFIRMED } from "../src/core/views/shopper-texts"
import { BookWalk } from "../src/modules/almara/jobs/books"
import { passTime } from "./setup/clock"
import { connectionTo } from "./setup/connection"
import { newEventFile } from "./setup/events"
import { linkFor, look, post, press } from "./setup/payment-link"
import { bookedOn, claim, collectionsOf, editDown, editUp, exchange, fulfill, itemsOf, owedBy } from "./setup/merchant"
import { makeMailbox } from "./setup/notifications"
import { confirmDraft, placeDraftOrder, placeUntouchedDraft, wholeCollection, writeDraft } from "./setup/other-orders"
import { projectWith } from "./setup/project"
import {
  beginPayment,
  checkoutOf,
  choosePayment,
  eventually,
  ledgerRow,
  orderIdOf,
  orderOf,
  placeWaitingOrder,
  tryAgain,
  untilState,
  type WaitingOrder,
} from "./setup/shopper"
import type { RunningStore } from "./setup/store"
import { withGateway, withStoreOf } from "./setup/with-store"

/** A link by which everybody who has it pays what an order owes. The three shirts cost 7,000, one of them 2,500. */

const gateway = withGateway()
const ONE_SHIRT = ["SHRT-BLK-XL-9981"]
const CONFIRMING = path.resolve(__dirname, "../examples/order-confirmation/order-placed.ts")

const attemptsOf = async (store: RunningStore, orderId: string): Promise<any[]> =>
  (
    await store.database.query(
      `select * from almara_checkout where order_id = $1 or payment_collection_id in (
         select payment_collection_id from order_payment_collection where order_id = $1) order by created_at desc`,
      [orderId],
    )
  ).rows

/** Pays what stands behind a page at Almara's. */
async function payPage(store: RunningStore, orderId: string, page: string | null): Promise<any> {
  const attempt = (await attemptsOf(store, orderId)).find(({ checkout_url }) => checkout_url === page)
  await gateway.decide(attempt.merchant_request_id, { outcome: "paid" })
  return untilState(store, attempt.id, "paid")
}

/** The way of a phone: the link is opened, its button pressed, and Almara's page paid. */
async function payByLink(store: RunningStore, orderId: string): Promise<{ shown: string; paid: any }> {
  const url = await linkFor(store, orderId)
  const page = await look(url)
  const { status, location } = await press(url, page)
  expect([status, location]).toEqual([303, expect.stringContaining(gateway.url)])
  return { shown: page.text, paid: await payPage(store, orderId, location) }
}

/** Throws unless nothing is owed, each collection has what it asks for, and Almara's book says the same as Medusa's. */
async function expectPaidOff(store: RunningStore, orderId: string, payments: number[]): Promise<void> {
  const attempts = await attemptsOf(store, orderId)
  const books = await new BookWalk(await connectionTo(store)).books(attempts.map(({ id }) => id))
  expect({
    booked: await bookedOn(store, orderId),
    owed: await owedBy(store, orderId),
    collections: (await collectionsOf(store, orderId)).map(({ amount, captured }) => [amount, captured]),
    payments: (await orderOf(store, orderId)).payment_status,
    books: books.map(({ differ }) => differ),
  }).toEqual({
    booked: payments,
    owed: 0,
    collections: payments.map((amount) => [amount, amount]),
    payments: "captured",
    books: books.map(() => false),
  })
}

describe("order first", () => {
  const announced = newEventFile()
  const store = withStoreOf(gateway, { environment: announced.environment })

  async function paidOrder(skus = ONE_SHIRT): Promise<WaitingOrder> {
    const order = await placeWaitingOrder(store, skus)
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await untilState(store, order.checkoutId, "paid")
    return order
  }

  it("an unpaid order: the page shows its sum, the button opens its checkout, then it tells 'paid'", async () => {
    const order = await placeWaitingOrder(store)
    const url = await linkFor(store, order.orderId)
    expect(url).toMatch(/\/checkout\/pay\/[a-z2-7]{26}$/)
    const page = await look(url)
    const { display_id } = await orderOf(store, order.orderId)
    expect([page.status, page.text]).toEqual([200, expect.stringContaining("Pay KES 7,000.00")])
    expect(page.text).toContain(`Order #${display_id}`)
    const pressed = await press(url, page)
    // It is the page that is open already: nobody gets two for one order.
    expect(pressed.location).toBe((await ledgerRow(store, order.paymentSessionId)).checkout_url)
    await payPage(store, order.orderId, pressed.location)
    const after = await look(url)
    expect([after.status, after.location]).toEqual([
      303,
      expect.stringContaining(`/checkout/almara?payment_session_id=${order.paymentSessionId}`),
    ])
    expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[7000], 0])
  })

  it("the preview of a messenger opens nothing, and the merchant sees that the page was looked at", async () => {
    const { orderId } = await placeDraftOrder(store)
    const before = (await gateway.checkouts()).length
    const url = await linkFor(store, orderId)
    const linkOf = async () => (await store.admin(`/admin/almara/orders/${orderId}`)).body.order.payment_links[0]
    expect(await linkOf()).toMatchObject({ is_live: true, seen_at: null, opened_at: null, withdrawn_at: null })
    // Nobody has tried to pay yet: there is no timeline that would say so.
    expect((await linkOf()).created_by).toEqual({ kind: "user", name: expect.stringMatching(/\S/) })
    for (let times = 0; times < 3; times += 1) await look(url)
    await fetch(url, { method: "HEAD", redirect: "manual" })
    expect(await linkOf()).toMatchObject({ seen_at: expect.any(String), opened_at: null })
    expect((await gateway.checkouts()).length).toBe(before)
    await press(url, await look(url))
    expect(await linkOf()).toMatchObject({ opened_at: expect.any(String) })
  })

  it("a draft order that was converted and has no payment of any kind yet", async () => {
    const orderId = await writeDraft(store)
    const asDraft = await store.admin(`/admin/almara/orders/${orderId}/payment-links`, { method: "POST", body: {} })
    expect([asDraft.status, asDraft.body.code]).toEqual([400, "order_not_waiting"])
    await store.admin(`/admin/draft-orders/${orderId}/convert-to-order`, { method: "POST", body: {} })
    const { shown, paid } = await payByLink(store, orderId)
    expect(shown).toContain("Pay KES 2,500.00")
    expect([paid.amount, await bookedOn(store, orderId), await owedBy(store, orderId)]).toEqual(["2500", [2500], 0])
  })

  it("a draft gets no page by its session either, and the same session pays for the order that it becomes", async () => {
    const orderId = await writeDraft(store)
    const session = await choosePayment(store, await wholeCollection(store, orderId))
    const known = { status: "created", checkout_url: null, outstanding_amount: "2500" }
    expect(await checkoutOf(store, session)).toMatchObject({ ...known, can_retry: false })
    expect(await tryAgain(store, session)).toMatchObject({ status: 400, body: { message: NOT_CONFIRMED } })
    await store.admin(`/admin/orders/${orderId}/payment-sessions/authorize`, {
      method: "POST",
      body: { payment_session_id: session },
    })
    expect(await ledgerRow(store, session)).toBeUndefined()
    await confirmDraft(store, orderId)
    expect(await checkoutOf(store, session)).toMatchObject({ ...known, can_retry: true })
    expect((await tryAgain(store, session)).body.checkout).toMatchObject({ status: "open", amount: "2500" })
  })

  it("two people who press at once for an order without a payment session get one checkout", async () => {
    const orderId = await placeUntouchedDraft(store)
    const url = await linkFor(store, orderId)
    const page = await look(url)
    const pressed = await Promise.all([press(url, page), press(url, page), press(url, page)])
    expect(new Set(pressed.map(({ status, location }) => `${status} ${location}`)).size).toBe(1)
    expect(await attemptsOf(store, orderId)).toHaveLength(1)
    expect(pressed[0]?.location).toContain(gateway.url)
  })

  it("an order that was edited up asks for its new sum, and the old page is outdated", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    await editUp(store, order.orderId, 2200)
    const { shown } = await payByLink(store, order.orderId)
    expect(shown).toContain("Pay KES 4,700.00")
    expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[4700], 0])
  })

  it("what was added to a paid order is paid onto the collection that is open", async () => {
    const order = await paidOrder()
    await editUp(store, order.orderId, 2200)
    expect((await payByLink(store, order.orderId)).shown).toContain("Pay KES 2,200.00")
    await expectPaidOff(store, order.orderId, [2500, 2200])
  })

  it("what is left after a part was paid", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    await editUp(store, order.orderId, 2200)
    // He paid on the page that was open before.
    await gateway.decide(order.merchantRequestId, { outcome: "paid" })
    await untilState(store, order.checkoutId, "paid")
    expect(await owedBy(store, order.orderId)).toBe(2200)
    expect((await payByLink(store, order.orderId)).shown).toContain("Pay KES 2,200.00")
    await expectPaidOff(store, order.orderId, [2500, 2200])
  })

  async function sentOrder(): Promise<{ orderId: string; itemId: string }> {
    const { orderId } = await paidOrder()
    await fulfill(store, orderId)
    return { orderId, itemId: (await itemsOf(store, orderId))[0]?.id ?? "" }
  }

  it("an exchange that costs more", async () => {
    const { orderId, itemId } = await sentOrder()
    await exchange(store, orderId, itemId, 4000)
    expect((await payByLink(store, orderId)).shown).toContain("Pay KES 1,500.00")
    await expectPaidOff(store, orderId, [2500, 1500])
  })

  it("a claim whose replacement costs more", async () => {
    const { orderId, itemId } = await sentOrder()
    await claim(store, orderId, itemId, 3300)
    expect((await payByLink(store, orderId)).shown).toContain("Pay KES 800.00")
    await expectPaidOff(store, orderId, [2500, 800])
  })

  it("each event says what its order asks for by then; nothing where no order stands", async () => {
    const saidOf = (orderId: string) => {
      const events = announced.events().filter(({ data }) => data.order_id === orderId)
      return events.map(({ name, data }) => [name, data.hold_reason, data.outstanding_amount, data.currency_code])
    }
    const untilSaid = async (orderId: string, count: number) =>
      (
        await eventually(
          async () => saidOf(orderId),
          (said) => said.length >= count,
        )
      ).slice(count - 1)
    const { orderId, merchantRequestId, checkoutId } = await placeWaitingOrder(store, ONE_SHIRT)
    await gateway.decide(merchantRequestId, { outcome: "declined" })
    await untilState(store, checkoutId, "failed")
    expect(await untilSaid(orderId, 1)).toEqual([["almara.checkout.failed", null, "2500", "kes"]])
    await editUp(store, orderId, 2200)
    await payByLink(store, orderId)
    expect(await untilSaid(orderId, 2)).toEqual([["almara.checkout.paid", null, "0", "kes"]])
    await editDown(store, orderId, [(await itemsOf(store, orderId))[1]?.id ?? ""])
    expect(await untilSaid(orderId, 3)).toEqual([["almara.checkout.needs_attention", "overpaid", "-2200", "kes"]])
    const left = await placeWaitingOrder(store, ONE_SHIRT)
    await editUp(store, left.orderId, 2200)
    await gateway.decide(left.merchantRequestId, { outcome: "paid" })
    expect(await untilSaid(left.orderId, 1)).toEqual([["almara.checkout.paid", null, "2200", "kes"]])
    const canceled = await placeWaitingOrder(store, ONE_SHIRT)
    await store.admin(`/admin/orders/${canceled.orderId}/cancel`, { method: "POST", body: {} })
    await gateway.decide(canceled.merchantRequestId, { outcome: "paid" })
    expect(await untilSaid(canceled.orderId, 1)).toEqual([["almara.checkout.needs_attention", "late", null, null]])
  })

  it("the sum changed between the page and its button: the page is shown again, with the new sum", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    const url = await linkFor(store, order.orderId)
    const page = await look(url)
    await editUp(store, order.orderId, 2200)
    const before = (await attemptsOf(store, order.orderId)).length
    const again = await press(url, page)
    expect([again.status, again.text]).toEqual([200, expect.stringContaining("The order has changed.")])
    expect(again.text).toContain("Pay KES 4,700.00")
    expect((await attemptsOf(store, order.orderId)).length).toBe(before)
    expect((await press(url, again)).status).toBe(303)
  })

  it("two people who press at once get one checkout", async () => {
    const order = await paidOrder()
    await editUp(store, order.orderId, 2200)
    const links = [await linkFor(store, order.orderId), await linkFor(store, order.orderId)]
    const pressed = await Promise.all(links.map(async (url) => press(url, await look(url))))
    expect(pressed.map(({ status }) => status)).toEqual([303, 303])
    expect(pressed[0]?.location).toBe(pressed[1]?.location)
    const open = (await attemptsOf(store, order.orderId)).filter(({ state }) => state === "open")
    expect(open).toHaveLength(1)
  })

  it("a shopper whose attempts are used up may try again by a link that was made since", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    for (let tries = 1; tries <= 5; tries += 1) {
      const { merchant_request_id, id } = await ledgerRow(store, order.paymentSessionId)
      await gateway.decide(merchant_request_id, { outcome: "declined" })
      await untilState(store, id, "failed")
      if (tries < 5) expect((await tryAgain(store, order.paymentSessionId)).status).toBe(200)
    }
    expect((await tryAgain(store, order.paymentSessionId)).status).toBe(400)
    await payByLink(store, order.orderId)
    expect(await owedBy(store, order.orderId)).toBe(0)
  })

  it("the order's deadline moves to the link's end, and never to an earlier moment", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    const deadline = async () => (await store.admin(`/admin/almara/orders/${order.orderId}`)).body.order.deadline
    const first = Date.parse(await deadline())
    await linkFor(store, order.orderId)
    const moved = Date.parse(await deadline())
    expect(Math.round((moved - first) / 3_600_000)).toBe(7 * 24 - 1)
    await linkFor(store, order.orderId, 1)
    expect(Date.parse(await deadline())).toBe(moved)
    // Its own page has ended meanwhile, the order has not: it is paid on a new one.
    await passTime(store, "3 hours")
    await untilState(store, order.checkoutId, "expired")
    expect((await orderOf(store, order.orderId)).status).toBe("pending")
    await payByLink(store, order.orderId)
    expect(await owedBy(store, order.orderId)).toBe(0)
  })

  it("a cut, altered, made-up, withdrawn or expired link is answered like any other unknown one", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    const good = await linkFor(store, order.orderId)
    const withdrawn = await linkFor(store, order.orderId)
    const altered = `${good.slice(0, -1)}${good.endsWith("a") ? "b" : "a"}`
    const base = good.slice(0, good.lastIndexOf("/") + 1)
    const over = await linkFor(store, order.orderId, 1)
    await store.database.query(
      "update almara_payment_link set expires_at = now() - interval '1 second' where id = (select id from almara_payment_link order by created_at desc limit 1)",
    )
    const wrong = [altered, good.slice(0, -3), `${good}a`, `${base}${"a".repeat(26)}`, `${base}${order.orderId}`, over]
    const answers = await Promise.all(wrong.map((url) => look(url)))
    const unreadable: RequestInit[] = [
      { body: "{", headers: { "content-type": "application/json" } },
      { body: `amount=${"1".repeat(3000)}`, headers: { "content-type": "application/x-www-form-urlencoded" } },
      { body: "amount=2500", headers: { "content-encoding": "br" } },
      { body: "" },
    ]
    // What cannot be read says nothing about the sum: the page is shown again, by which it can be paid.
    for (const init of unreadable) {
      const page = await post(good, init)
      expect([init, page.status, page.text]).toEqual([init, 200, expect.stringContaining("Pay KES 2,500.00")])
    }
    answers.push(...(await Promise.all(unreadable.map((init) => post(altered, init)))))
    await store.admin(`/admin/almara/orders/${order.orderId}/payment-links/withdraw`, { method: "POST", body: {} })
    answers.push(await look(withdrawn), await look(good))
    const [first] = answers
    expect(first?.text).toContain("This link leads to no payment")
    const withoutNonce = ({ html }: { html: string }) => html.replace(/nonce="[^"]*"/, "")
    for (const answer of answers)
      expect([answer.status, withoutNonce(answer)]).toEqual([404, withoutNonce(first as { html: string })])
    expect((await post(withdrawn, { body: new URLSearchParams({ amount: "2500" }) })).status).toBe(404)
  })

  it("a canceled order is told on the storefront's result page", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    const url = await linkFor(store, order.orderId)
    await store.admin(`/admin/orders/${order.orderId}/cancel`, { method: "POST", body: {} })
    const page = await look(url)
    expect([page.status, page.location]).toEqual([303, expect.stringContaining(order.paymentSessionId)])
  })

  it("while Almara is down the shopper is told so, and can try again", async () => {
    const order = await paidOrder()
    await editUp(store, order.orderId, 2200)
    const url = await linkFor(store, order.orderId)
    const page = await look(url)
    await gateway.behave({ newOrder: { mode: "error", status: 503 } })
    const refused = await press(url, page)
    await gateway.behave({ newOrder: { mode: "ok" } })
    expect([refused.status, refused.text]).toEqual([503, expect.stringContaining("cannot be paid at this moment")])
    expect(refused.headers.get("retry-after")).toBe("60")
    await passTime(store, "20 seconds")
    const again = await press(url, await look(url))
    expect([again.status, again.location]).toEqual([303, expect.stringContaining(gateway.url)])
  })

  it("the page is neither framed nor cached, sends no referrer, and speaks the shopper's language", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    const url = await linkFor(store, order.orderId)
    const { headers, text, html } = await look(url, { "accept-language": "sw-KE,en;q=0.5" })
    expect(text).toContain("Lipia oda yako")
    expect(html).not.toMatch(/<script|wanjiku|Kamau|Nairobi/i)
    expect(Object.fromEntries(headers)).toMatchObject({
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-frame-options": "DENY",
      "x-robots-tag": "noindex",
      "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
    })
    const other = await fetch(url, { method: "PUT" })
    expect([other.status, other.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"])
  })

  it("no token stands in the log, in the database or in what the merchant is told later", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    const url = await linkFor(store, order.orderId)
    const token = url.slice(url.lastIndexOf("/") + 1)
    await press(url, await look(url))
    await fetch(`${url}?x=1`, { headers: { referer: url } })
    await fetch(url.replace("/checkout/pay", "//checkout/pay"))
    await fetch(url.toUpperCase().replace(/^HTTP/, "http").replace("/CHECKOUT/PAY", "/checkout/pay"))
    await store.shop("/store/almara/payment-links", { method: "POST", body: { token } })
    const log = await eventually(
      async () => store.output(),
      (printed) => printed.includes("/store/almara/payment-links"),
    )
    expect(log).toContain("/checkout/pay/withheld")
    expect(log.toLowerCase()).not.toContain(token)
    const { body } = await store.admin(`/admin/almara/orders/${order.orderId}`)
    expect(JSON.stringify(body)).not.toContain(token)
    const { rows } = await store.database.query("select * from almara_payment_link")
    expect(JSON.stringify(rows)).not.toContain(token)
  })

  it("a storefront opens the page by the token, and by no order's id", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    const url = await linkFor(store, order.orderId)
    const open = (token: unknown) => store.shop("/store/almara/payment-links", { method: "POST", body: { token } })
    const { status, body } = await open(url.slice(url.lastIndexOf("/") + 1))
    expect([status, body.checkout]).toEqual([
      200,
      expect.objectContaining({ status: "open", amount: "2500", payment_session_id: order.paymentSessionId }),
    ])
    for (const token of [order.orderId, order.paymentSessionId, "", null, 1, { a: 1 }])
      expect((await open(token)).status).toBe(404)
  })

  it("the customer of an order pays it when signed in, and nobody else does", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    const pay = (headers: Record<string, string>) =>
      fetch(`${store.url}/store/almara/orders/${order.orderId}/pay`, { method: "POST", headers })
    const { rows } = await store.database.query("select token from api_key where type = 'publishable' limit 1")
    const key = { "x-publishable-api-key": rows[0].token }
    expect((await pay(key)).status).toBe(401)
    const [owner, stranger] = [await signUp("wanjiku-owner@example.com"), await signUp("stranger@example.com")]
    await store.database.query(`update "order" set customer_id = $2 where id = $1`, [order.orderId, owner.id])
    const mine = { ...key, authorization: `Bearer ${owner.token}` }
    expect((await pay({ ...key, authorization: `Bearer ${stranger.token}` })).status).toBe(404)
    // However many newer ones are paid.
    await store.database.query(
      `with paid as (
         insert into "order" (id, display_id, customer_id, region_id, currency_code, status)
           select 'order_paid_' || n, 900000 + n, customer_id, region_id, currency_code, 'completed' from "order", generate_series(1, 51) n where id = $1
         returning id
       ), of_carts as (
         insert into order_cart (id, order_id, cart_id) select 'ordcart_' || id, id, 'cart_' || id from paid)
       insert into order_summary (id, order_id, version, totals) select 'ordsum_' || id, id, 1, '{"current_order_total": 0}' from paid`,
      [order.orderId],
    )
    const list = await fetch(`${store.url}/store/almara/orders`, { headers: mine })
    expect([list.status, ((await list.json()) as any).orders]).toEqual([
      200,
      [expect.objectContaining({ id: order.orderId, outstanding_amount: "2500", currency_code: "kes" })],
    ])
    const answer = await pay(mine)
    expect([answer.status, ((await answer.json()) as any).checkout.status]).toEqual([200, "open"])

    async function signUp(email: string): Promise<{ id: string; token: string }> {
      const credentials = { method: "POST", body: { email, password: "a-password-of-this-spec" } }
      const registered = await store.shop("/auth/customer/emailpass/register", credentials)
      const made = await fetch(`${store.url}/store/customers`, {
        method: "POST",
        headers: { ...key, "content-type": "application/json", authorization: `Bearer ${registered.body.token}` },
        body: JSON.stringify({ email }),
      })
      const { customer } = (await made.json()) as any
      return { id: customer.id, token: (await store.shop("/auth/customer/emailpass", credentials)).body.token }
    }
  })

  it("nothing is made for what owes nothing, is not there, or is canceled", async () => {
    const make = (orderId: string, body: unknown = {}) =>
      store.admin(`/admin/almara/orders/${orderId}/payment-links`, { method: "POST", body })
    const paid = await paidOrder()
    expect((await make(paid.orderId)).body.code).toBe("nothing_owed")
    expect((await make("order_none")).body.code).toBe("no_such_order")
    const canceled = await placeWaitingOrder(store, ONE_SHIRT)
    await store.admin(`/admin/orders/${canceled.orderId}/cancel`, { method: "POST", body: {} })
    expect((await make(canceled.orderId)).body.code).toBe("order_not_waiting")
    for (const hours of [0, -1, 1.5, 100_000, "7"]) expect((await make(canceled.orderId, { hours })).status).toBe(400)
  })
})

describe("pay first, with the subscriber of the docs", () => {
  const mailbox = makeMailbox()
  const project = projectWith(CONFIRMING)
  const store = withStoreOf(gateway, {
    directory: project.directory,
    environment: { ...mailbox.environment, ALMARA_PLACEMENT: "pay_first" },
  })
  afterAll(() => project.remove())

  it("an order that was made by phone is confirmed with a link for a week, a paid one without", async () => {
    const paidId = await paidOrder()
    const orderId = await placeUntouchedDraft(store)
    const [mail] = await mailsOf(orderId)
    const [url] = /http\S+$/.exec(mail?.content.text ?? "") ?? [""]
    expect((await look(url)).text).toContain("Pay KES 2,500.00")
    const { payment_links } = (await store.admin(`/admin/almara/orders/${orderId}`)).body.order
    expect(payment_links).toMatchObject([{ is_live: true, created_by: { kind: "merchant", name: null } }])
    const [{ created_at, expires_at }] = payment_links
    expect(Math.round((Date.parse(expires_at) - Date.parse(created_at)) / 3_600_000)).toBe(7 * 24)
    await press(url, await look(url))
    const { rows } = await store.database.query("select * from notification where resource_id = $1", [orderId])
    expect([rows.length, JSON.stringify(rows)]).toEqual([1, expect.not.stringContaining("checkout/pay")])
    expect((await mailsOf(paidId))[0]?.content.text).toBe("We have your order. Thank you!")
  })

  const mailsOf = (orderId: string) =>
    eventually(
      async () => mailbox.mails().filter(({ resource_id }) => resource_id === orderId),
      (mails) => mails.length > 0,
    )

  async function paidOrder(): Promise<string> {
    const cart = await beginPayment(store, "pay_first")
    await gateway.decide(cart.merchantRequestId, { outcome: "paid" })
    await untilState(store, cart.checkoutId, "paid")
    return (await orderIdOf(store, cart)) ?? ""
  }

  it("what was added to a paid order is paid by a link, on one page", async () => {
    const orderId = await paidOrder()
    await editUp(store, orderId, 2200)
    const { shown } = await payByLink(store, orderId)
    expect(shown).toContain("Pay KES 2,200.00")
    await expectPaidOff(store, orderId, [7000, 2200])
    expect(await attemptsOf(store, orderId)).toHaveLength(2)
  })

  it("an exchange that costs more, and a claim after it", async () => {
    const orderId = await paidOrder()
    await fulfill(store, orderId)
    const [dearest, next] = await itemsOf(store, orderId)
    await exchange(store, orderId, dearest?.id ?? "", (dearest?.unit_price ?? 0) + 1500)
    expect((await payByLink(store, orderId)).shown).toContain("Pay KES 1,500.00")
    await claim(store, orderId, next?.id ?? "", (next?.unit_price ?? 0) + 800)
    expect((await payByLink(store, orderId)).shown).toContain("Pay KES 800.00")
    await expectPaidOff(store, orderId, [7000, 1500, 800])
  })
})

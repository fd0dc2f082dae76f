import path from "node:path"
import { Reminders } from "../src/modules/almara/notices/reminders"
import { passAndSweep, passTime, stopSweep } from "./setup/clock"
import { connectionTo } from "./setup/connection"
import { copyOfTemplate } from "./setup/database"
import { expectHeld } from "./setup/expectations"
import { makeMailbox, type Mailbox } from "./setup/notifications"
import { chooseOtherProvider, offerOtherProvider } from "./setup/other-orders"
import { look, press } from "./setup/payment-link"
import { projectWith } from "./setup/project"
import { checkoutOf, eventually, ledgerRow, placeWaitingOrder, untilState, type WaitingOrder } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"
import { withGateway, withStoreOf } from "./setup/with-store"

/**
 * Shoppers are reminded of what they have not paid, each order once before its time is over and once after a decline.
 */

const gateway = withGateway()
const ONE_SHIRT = ["SHRT-BLK-XL-9981"]
const REMINDING = { ALMARA_REMINDERS: "true" }

const detailOf = async (store: RunningStore, orderId: string): Promise<any> =>
  (await store.admin(`/admin/almara/orders/${orderId}`)).body.order
const remindersOf = async (store: RunningStore, { orderId }: WaitingOrder): Promise<any[]> =>
  (await detailOf(store, orderId)).reminders
const timelineOf = async (store: RunningStore, { checkoutId }: WaitingOrder): Promise<any[]> =>
  (await store.admin(`/admin/almara/checkouts/${checkoutId}`)).body.checkout.timeline
const mailsOf = (mailbox: Mailbox, { orderId }: WaitingOrder) =>
  mailbox.mails().filter(({ data }) => data.order_id === orderId)

/** Everything that the plugin has written into its tables. */
async function tablesOf(store: RunningStore): Promise<string> {
  const { rows: tables } = await store.database.query(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_name like 'almara%'",
  )
  const contents = await Promise.all(tables.map(({ name }) => store.database.query(`select * from ${name}`)))
  return JSON.stringify(contents.map(({ rows }) => rows))
}

describe("two processes of a store", () => {
  const mailbox = makeMailbox()
  let store: RunningStore
  let other: RunningStore

  beforeAll(async () => {
    const settings = {
      almaraUrl: gateway.url,
      database: await copyOfTemplate(),
      environment: { ...mailbox.environment, ...REMINDING },
    }
    store = await startStore(settings)
    other = await startStore(settings)
  })
  afterAll(async () => {
    await other?.stop()
    await store?.stop()
  })
  afterEach(() => mailbox.behave())

  it("send one reminder when a quarter of the time is left, in the shopper's language, with a link", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT, { metadata: { locale: "sw-KE" } })
    await passAndSweep(store, "44 minutes")
    expect(mailsOf(mailbox, order)).toEqual([])
    await passAndSweep(store, "2 minutes")
    for (let times = 0; times < 3; times += 1) await passAndSweep(store)
    const [mail, ...more] = mailsOf(mailbox, order)
    expect(more).toEqual([])
    expect(mail).toMatchObject({
      to: "wanjiku@example.com",
      template: "almara-payment-reminder",
      content: { subject: expect.stringMatching(/^Oda #\d+ bado haijalipwa$/) },
      data: { kind: "deadline", order_id: order.orderId, amount: "2500", currency_code: "kes", language: "sw" },
    })
    const url: string = mail?.data.url
    const { text, html } = mail?.content ?? { text: "", html: "" }
    expect([text.includes(url), html.includes(`href="${url}"`)]).toEqual([true, true])
    expect(text.replaceAll("\u00a0", " ")).toContain("2,500.00")

    const { deadline, reminders, pay_by, payment_links } = await detailOf(store, order.orderId)
    expect(reminders).toMatchObject([{ kind: "deadline", state: "sent", sent_at: expect.any(String), error: null }])
    // The link is good as long as the order, and has not prolonged it.
    expect([pay_by, payment_links[0].sent_at]).toEqual([null, expect.any(String)])
    expect(Math.abs(Date.parse(deadline) - Date.parse(payment_links[0].expires_at))).toBeLessThan(2000)
    expect((await timelineOf(store, order)).map(({ kind }) => kind)).toContain("reminder_sent")
    expect(mailbox.events().filter(({ data }) => data.order_id === order.orderId)).toEqual([
      {
        name: "almara.payment.reminder_due",
        data: {
          order_id: order.orderId,
          display_id: mail?.data.display_id,
          amount: "2500",
          currency_code: "kes",
          url,
          expires_at: mail?.data.expires_at,
          kind: "deadline",
        },
      },
    ])

    const token = url.slice(url.lastIndexOf("/") + 1)
    const told = [
      await tablesOf(store),
      JSON.stringify(await detailOf(store, order.orderId)),
      JSON.stringify(await timelineOf(store, order)),
      store.output(),
      other.output(),
    ].join("\n")
    expect(told).not.toContain(token)
    expect(told).not.toContain("wanjiku@example.com")
    const { rows: kept } = await store.database.query("select * from notification where resource_id = $1", [
      order.orderId,
    ])
    expect([kept.length, JSON.stringify(kept).includes(token)]).toEqual([1, false])
    const page = await look(url)
    expect((await press(url, page)).location).toContain(gateway.url)
  })

  it("send one after a decline that the shopper has left alone for minutes, and none while he tries again", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    const [trying, otherwise] = [await placeWaitingOrder(store, ONE_SHIRT), await placeWaitingOrder(store, ONE_SHIRT)]
    for (const { merchantRequestId, checkoutId } of [order, trying, otherwise]) {
      await gateway.decide(merchantRequestId, { outcome: "declined" })
      await untilState(store, checkoutId, "failed")
    }
    await store.shop(`/store/almara/checkouts/${trying.paymentSessionId}/retry`, { method: "POST", body: {} })
    await offerOtherProvider(store)
    await chooseOtherProvider(store, otherwise.paymentCollectionId)
    await passAndSweep(store)
    expect(mailsOf(mailbox, order)).toEqual([])
    await passAndSweep(store, "5 minutes")
    for (let times = 0; times < 2; times += 1) await passAndSweep(store)
    expect(mailsOf(mailbox, order)).toMatchObject([
      { content: { subject: expect.stringContaining("did not go through") }, data: { kind: "declined" } },
    ])
    for (const quiet of [trying, otherwise]) expect(mailsOf(mailbox, quiet)).toEqual([])
    await passAndSweep(store, "41 minutes")
    await passAndSweep(store)
    expect(mailsOf(mailbox, order).map(({ data }) => data.kind)).toEqual(["declined", "deadline"])
  })

  /** A signed callback about an order, which says what that of another one says, and is not answered yet. */
  const addCallback = ({ checkoutId }: WaitingOrder, state: "waiting" | "dead", other: WaitingOrder) =>
    store.database.query(
      `insert into almara_callback (id, state, merchant_request_id, checkout_id, signed, payload, report, fingerprint, next_try_at)
       select 'almcb_' || $1::text, $2::text, merchant_request_id, $1, true, payload, report, fingerprint, now() + interval '1 day'
       from almara_callback where checkout_id = $3 limit 1`,
      [checkoutId, state, other.checkoutId],
    )

  it("send none where the order is paid, canceled, or may be paid, and where its money is held", async () => {
    const place = () => placeWaitingOrder(store, ONE_SHIRT)
    const paid = await place()
    await gateway.decide(paid.merchantRequestId, { outcome: "paid" })
    await untilState(store, paid.checkoutId, "paid")
    const canceled = await place()
    await store.admin(`/admin/orders/${canceled.orderId}/cancel`, { method: "POST", body: {} })
    const held = await place()
    await gateway.decide(held.merchantRequestId, { outcome: "paid", amount: 2499 })
    await expectHeld(store, held.checkoutId, "amount")
    // Its callback is lost, and nobody has asked yet.
    const unnoticed = await place()
    await gateway.decide(unnoticed.merchantRequestId, { outcome: "paid", callback: { send: false } })
    const [waits, dead] = [await place(), await place()]
    await addCallback(waits, "waiting", paid)
    await addCallback(dead, "dead", paid)
    await store.database.query(
      "update almara_checkout set next_check_at = now() + interval '1 day' where id = any($1)",
      [[unnoticed, waits, dead].map(({ checkoutId }) => checkoutId)],
    )
    await passAndSweep(store, "46 minutes")
    await untilState(store, unnoticed.checkoutId, "paid")
    await passAndSweep(store)
    const reminded = await Promise.all(
      Object.entries({ paid, canceled, held, unnoticed, waits, dead }).map(async ([name, order]) =>
        mailsOf(mailbox, order).length + (await remindersOf(store, order)).length > 0 ? [name] : [],
      ),
    )
    expect(reminded.flat()).toEqual([])
  })

  it("show that a provider has refused, and try no second time", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    mailbox.behave("fail")
    await passAndSweep(store, "46 minutes")
    const [tried, ...more] = mailbox.mails("fail")
    expect([tried?.data.order_id, more]).toEqual([order.orderId, []])
    mailbox.behave()
    for (let times = 0; times < 2; times += 1) await passAndSweep(store)
    expect(mailsOf(mailbox, order)).toEqual([])
    const [reminder] = await remindersOf(store, order)
    expect(reminder).toMatchObject({ state: "failed", sent_at: null, error: expect.stringContaining("550") })
    const failed = (await timelineOf(store, order)).find(({ kind }) => kind === "reminder_failed")
    expect(failed.detail.message).toBe(reminder.error)
    const log = [store.output(), other.output()].join("\n")
    expect(log).toContain("event=reminder.failed")
    const url: string = tried?.data.url
    for (const told of [log, await tablesOf(store), JSON.stringify([reminder, failed])]) {
      expect(told).not.toContain("wanjiku@example.com")
      expect(told).not.toContain(url.slice(url.lastIndexOf("/") + 1))
    }
  })

  it("claim a reminder once, however many ask at once, and none that is not owed any more", async () => {
    await stopSweep(store)
    const place = () => placeWaitingOrder(store, ONE_SHIRT)
    const [order, paid, canceled, called] = [await place(), await place(), await place(), await place()]
    const others = { paid, canceled, called }
    const all = [order, ...Object.values(others)].map(({ orderId }) => orderId)
    const reminders = new Reminders(await connectionTo(store))
    await gateway.decide(paid.merchantRequestId, { outcome: "paid" })
    await untilState(store, paid.checkoutId, "paid")
    expect(await reminders.claim("deadline", order.orderId)).toBeUndefined()
    await store.admin(`/admin/orders/${canceled.orderId}/cancel`, { method: "POST", body: {} })
    await addCallback(called, "waiting", paid)
    await store.database.query("update almara_order set created_at = now() - interval '1 hour' where id = any($1)", [
      all,
    ])
    await store.database.query(
      "update almara_checkout set due_at = now() + interval '12 minutes' where order_id = any($1)",
      [all],
    )
    for (const [name, { orderId }] of Object.entries(others))
      expect([name, await reminders.claim("deadline", orderId)]).toEqual([name, undefined])
    const claims = await Promise.all(Array.from({ length: 8 }, () => reminders.claim("deadline", order.orderId)))
    const won = claims.filter((claim) => claim !== undefined)
    expect(won).toEqual([{ id: expect.any(String), hoursLeft: expect.closeTo(0.2, 2) }])
  })
})

describe("a store", () => {
  it("sends nothing twice that died while the provider was at it", async () => {
    const mailbox = makeMailbox()
    const settings = {
      almaraUrl: gateway.url,
      database: await copyOfTemplate(),
      environment: { ...mailbox.environment, ...REMINDING },
    }
    const dying = await startStore(settings)
    const order = await placeWaitingOrder(dying, ONE_SHIRT)
    mailbox.behave("hang")
    await passTime(dying, "46 minutes")
    await eventually(
      async () => mailbox.mails("hang"),
      (tried) => tried.length === 1,
    )
    await dying.stop()
    mailbox.behave()
    const store = await startStore(settings)
    // The dead one's lease runs out.
    await passAndSweep(store, "4 minutes")
    await passAndSweep(store)
    expect(mailbox.mails()).toEqual([])
    expect(await remindersOf(store, order)).toMatchObject([{ state: "claimed", sent_at: null }])
    await store.stop()
  })
})

describe("a store without a provider for e-mail", () => {
  const mailbox = makeMailbox()
  const store = withStoreOf(gateway, {
    environment: { ...mailbox.environment, ...REMINDING, ALMARA_SPEC_MAIL: "none" },
  })

  it("announces what is needed to remind the shopper, once", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    await passAndSweep(store, "46 minutes")
    await passAndSweep(store)
    expect(mailbox.events()).toMatchObject([
      { name: "almara.payment.reminder_due", data: { order_id: order.orderId, kind: "deadline", amount: "2500" } },
    ])
    expect((await look(mailbox.events()[0]?.data.url)).status).toBe(200)
    expect(await remindersOf(store, order)).toMatchObject([{ state: "announced", sent_at: null, error: null }])
    expect((await store.database.query("select 1 from notification")).rows).toEqual([])
  })
})

describe("a store whose reminders are off, with the subscriber of the docs", () => {
  const mailbox = makeMailbox()
  const project = projectWith(path.resolve(__dirname, "../examples/order-confirmation/order-placed.ts"))
  const store = withStoreOf(gateway, { directory: project.directory, environment: mailbox.environment })
  afterAll(() => project.remove())

  it("reminds nobody, and announces nothing", async () => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    await gateway.decide(order.merchantRequestId, { outcome: "declined" })
    await untilState(store, order.checkoutId, "failed")
    await passAndSweep(store, "46 minutes")
    await passAndSweep(store)
    const reminding = mailbox.mails().filter(({ template }) => template !== "order-confirmation")
    expect([reminding, mailbox.events(), await remindersOf(store, order)]).toEqual([[], [], []])
  })

  it("confirms an order with a link that is good as long as the order, and prolongs neither", async () => {
    const before = mailbox.mails().length
    const { orderId, paymentSessionId } = await placeWaitingOrder(store, ONE_SHIRT)
    const sent = async () => mailbox.mails().slice(before)
    const [mail] = await eventually(sent, (mails) => mails.length > 0)
    const [url] = /http\S+$/.exec(mail?.content.text ?? "") ?? [""]
    const { deadline, pay_by, payment_links } = await detailOf(store, orderId)
    expect([pay_by, payment_links.length]).toEqual([null, 1])
    expect(Math.abs(Date.parse(deadline) - Date.parse(payment_links[0].expires_at))).toBeLessThan(2000)
    const { location } = await press(url, await look(url))
    expect(location).toBe((await ledgerRow(store, paymentSessionId)).checkout_url)
    expect(await checkoutOf(store, paymentSessionId)).toMatchObject({ can_start_over: true })
  })
})

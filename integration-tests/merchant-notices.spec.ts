import { MerchantNotices } from "../src/modules/almara/notices/merchant-notices"
import { freePort } from "../support/postgres"
import { atOnce } from "./setup/at-once"
import { passAndSweep } from "./setup/clock"
import { connectionTo } from "./setup/connection"
import { copyOfTemplate } from "./setup/database"
import { expectHeld } from "./setup/expectations"
import { makeMailbox } from "./setup/notifications"
import { makeDue, orderOf, placeWaitingOrder, untilState, type WaitingOrder } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"
import { withGateway } from "./setup/with-store"

/** The merchant is told of what needs a person, by the admin's feed and by e-mail, each matter once. */

const gateway = withGateway()
const mailbox = makeMailbox()
const RECEIVERS = ["duty@store.example", "owner@store.example"]
const ONE_SHIRT = ["SHRT-BLK-XL-9981"]

let store: RunningStore
let other: RunningStore

beforeAll(async () => {
  const port = await freePort()
  const settings = {
    almaraUrl: gateway.url,
    database: await copyOfTemplate(),
    environment: {
      ...mailbox.environment,
      MEDUSA_BACKEND_URL: `http://127.0.0.1:${port}`,
      ALMARA_NOTIFY_EMAIL: RECEIVERS.join(", "),
      ALMARA_LANGUAGE: "fr",
    },
  }
  store = await startStore({ ...settings, port })
  other = await startStore(settings)
})
afterAll(async () => {
  await other?.stop()
  await store?.stop()
})
beforeEach(async () => {
  mailbox.behave()
  // No kind was told of lately, and what ended before is told.
  await passAndSweep(store, "11 minutes")
})

/** Several looks of both processes. */
async function looks(): Promise<void> {
  for (let times = 0; times < 2; times += 1) await passAndSweep(store, "61 seconds")
}

interface Feed {
  to: string
  template: string
  data: Record<string, any>
}

/** All that was told of a kind so far, by each way. */
async function told(kind: string): Promise<{ feed: Feed[]; mails: any[]; events: any[] }> {
  const { rows } = await store.database.query(
    "select * from notification where channel = 'feed' and template = $1 order by created_at",
    [`almara-merchant-${kind}`],
  )
  return {
    feed: rows,
    mails: mailbox.mails().filter(({ template }) => template === `almara-merchant-${kind}`),
    events: mailbox
      .events()
      .flatMap(({ name, data }) => (name === "almara.merchant.notice" && data.kind === kind ? [data] : [])),
  }
}

/** What was told of a kind while something happened. */
async function toldBy(kind: string, happen: () => Promise<unknown>) {
  const before = await told(kind)
  await happen()
  await looks()
  const after = await told(kind)
  return {
    feed: after.feed.slice(before.feed.length),
    mails: after.mails.slice(before.mails.length),
    events: after.events.slice(before.events.length),
  }
}

const titles = ({ feed }: { feed: Feed[] }) => feed.map(({ data }) => data.title)
const noticesInSettings = async () => (await store.admin("/admin/almara/status")).body.status.notices
const stateOf = async (kind: string, subject: string) =>
  (
    await store.database.query(
      "select state, error, sent_at, ended_at from almara_notice where kind = $1 and subject = $2 order by created_at",
      [kind, subject],
    )
  ).rows

async function placeHeld(): Promise<WaitingOrder> {
  const order = await placeWaitingOrder(store, ONE_SHIRT)
  await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 2499 })
  await expectHeld(store, order.checkoutId, "amount")
  return order
}
const dismiss = async ({ checkoutId }: WaitingOrder) => {
  const { status } = await store.admin(`/admin/almara/checkouts/${checkoutId}/resolve`, {
    method: "POST",
    body: { action: "dismiss", note: "dealt with" },
  })
  expect(status).toBe(200)
}

it("tells once of held money, with order and page, by feed, e-mail and event, and once of its end", async () => {
  let order: WaitingOrder | undefined
  const begun = await toldBy("held_money", async () => (order = await placeHeld()))
  const { orderId = "", checkoutId } = order as WaitingOrder
  const { display_id } = await orderOf(store, orderId)
  const url = `${store.url}/app/almara/${checkoutId}`
  const title = `De l'argent vous attend : commande #${display_id}`
  expect(begun.feed).toMatchObject([
    {
      to: "",
      status: "success",
      resource_id: orderId,
      data: { title, description: expect.stringContaining("\n/app/almara?state="), display_id, url, ended: false },
    },
  ])
  const event = { kind: "held_money", subject: checkoutId, count: 1, order_id: orderId, checkout_id: checkoutId, url }
  expect(begun.events).toEqual([{ ...event, ended: false }])
  expect(begun.mails.map(({ to }) => to)).toEqual(RECEIVERS)
  expect(begun.mails[0]).toMatchObject({
    template: "almara-merchant-held_money",
    content: { subject: title, text: expect.stringContaining(url), html: expect.stringContaining(`href="${url}"`) },
    data: { title, language: "fr" },
  })
  expect(await stateOf("held_money", checkoutId)).toMatchObject([{ state: "sent", error: null, ended_at: null }])

  const over = await toldBy("held_money", () => dismiss(order as WaitingOrder))
  expect(titles(over)).toEqual([`Tout est rentré dans l'ordre : commande #${display_id}`])
  expect(over.events).toEqual([{ ...event, ended: true }])
  expect(over.mails).toHaveLength(RECEIVERS.length)
  expect(await stateOf("held_money", checkoutId)).toMatchObject([{ state: "sent", ended_at: expect.any(Date) }])

  const everything = JSON.stringify([begun, over, await stateOf("held_money", checkoutId)])
  for (const secret of ["wanjiku", "Wanjiku", "almara-simulator-secret", "2499"])
    expect(everything).not.toContain(secret)
  for (const log of [store.output(), other.output()]) expect(log).not.toContain(RECEIVERS[0])
})

it("tells in one line of three hundred payments, and in one that they are over", async () => {
  const begun = await toldBy("held_money", () =>
    store.database.query(
      `insert into almara_checkout (id, state, hold_reason, placement, attempt, payment_session_id, merchant_request_id, checkout_reference, amount, raw_amount, currency_code, due_at)
       select 'almchk_many_' || i, 'held', 'late', 'order_first', 1, 'payses_many_' || i, 'many-' || i, 'MANY-' || i, 100, '{"value":"100","precision":20}', 'kes', now()
       from generate_series(1, 300) i`,
    ),
  )
  expect(titles(begun)).toEqual(["De l'argent vous attend : 300 paiements"])
  const url = `${store.url}/app/almara?state=${encodeURIComponent('["needs_attention"]')}`
  expect(begun.events).toEqual([{ kind: "held_money", subject: "store", count: 300, url, ended: false }])
  // What comes within ten minutes after that waits for them.
  const order = await placeHeld()
  await looks()
  expect(await stateOf("held_money", order.checkoutId)).toEqual([])
  await passAndSweep(store, "8 minutes")
  expect(await stateOf("held_money", order.checkoutId)).toMatchObject([{ state: "sent" }])
  await dismiss(order)
  const over = await toldBy("held_money", () =>
    store.database.query("update almara_checkout set state = 'resolved' where id like 'almchk_many_%'"),
  )
  expect(titles(over)).toEqual(["Tout est rentré dans l'ordre : 301 paiements"])
})

it("tells of a dead letter, and that it was dealt with", async () => {
  const begun = await toldBy("dead_letter", () =>
    store.database.query(
      "insert into almara_callback (id, state, merchant_request_id, signed, payload, fingerprint) values ('almcb_dead', 'dead', 'nobody', true, '{}', 'spec')",
    ),
  )
  expect(titles(begun)).toEqual(["Une notification d'Almara a été abandonnée"])
  const url = `${store.url}/app/almara/inbox?state=${encodeURIComponent('["dead"]')}`
  expect(begun.events).toEqual([{ kind: "dead_letter", subject: "almcb_dead", count: 1, url, ended: false }])
  const over = await toldBy("dead_letter", () =>
    store.database.query("delete from almara_callback where id = 'almcb_dead'"),
  )
  expect([titles(over).length, over.events]).toEqual([1, [expect.objectContaining({ ended: true })]])
})

it("tells that Almara refuses the credentials, not that it cannot be reached, and that it accepts them", async () => {
  const lookAgain = () => passAndSweep(store, "6 minutes")
  const unreachable = await toldBy("token_refused", async () => {
    await gateway.behave({ token: { mode: "error", status: 503 } })
    await lookAgain()
  })
  expect(unreachable.events).toEqual([])
  const begun = await toldBy("token_refused", async () => {
    await gateway.behave({ token: { mode: "unauthorized" } })
    await lookAgain()
  })
  expect(titles(begun)).toEqual(["Almara refuse vos identifiants"])
  expect(begun.events).toEqual([
    { kind: "token_refused", subject: "store", count: 1, url: `${store.url}/app/settings/almara`, ended: false },
  ])
  const unknown = await toldBy("token_refused", async () => {
    await gateway.behave({ token: { mode: "error", status: 503 } })
    await lookAgain()
  })
  expect(unknown.events).toEqual([])
  const over = await toldBy("token_refused", async () => {
    await gateway.behave({ token: { mode: "ok" } })
    await lookAgain()
  })
  expect(titles(over)).toEqual(["Tout est rentré dans l'ordre : Almara accepte vos identifiants"])
})

it("tells that callbacks have stopped while payments go on, and that they arrive again", async () => {
  const pay = async (callback?: { send: boolean }) => {
    const order = await placeWaitingOrder(store, ONE_SHIRT)
    await gateway.decide(order.merchantRequestId, { outcome: "paid", ...(callback && { callback }) })
    if (callback) await makeDue(store, order.checkoutId)
    await untilState(store, order.checkoutId, "paid")
  }
  const begun = await toldBy("no_callbacks", async () => {
    for (let times = 0; times < 2; times += 1) await pay({ send: false })
    await passAndSweep(store, "3 hours 10 minutes")
    // Two are no reason; with a third one the hours count from the first.
    expect((await told("no_callbacks")).events).toEqual([])
    await store.database.query("update almara_checkout set paid_at = now() where paid_at > now() - interval '4 hours'")
    await pay({ send: false })
    await passAndSweep(store, "2 hours 50 minutes")
    expect((await told("no_callbacks")).events).toEqual([])
    await passAndSweep(store, "10 minutes")
  })
  expect(titles(begun)).toEqual(["Les notifications d'Almara n'arrivent pas"])
  const over = await toldBy("no_callbacks", () => pay())
  expect([titles(over).length, over.events]).toEqual([1, [expect.objectContaining({ subject: "store", ended: true })]])
  // What was paid before that is not counted anew.
  expect((await toldBy("no_callbacks", () => passAndSweep(store, "11 minutes"))).events).toEqual([])
})

it("shows that a provider has refused, with the reason and no address, and tries no second time", async () => {
  mailbox.behave("fail")
  const before = mailbox.mails("fail").length
  let order: WaitingOrder | undefined
  const begun = await toldBy("held_money", async () => (order = await placeHeld()))
  const { checkoutId } = order as WaitingOrder
  mailbox.behave()
  await looks()
  expect(mailbox.mails("fail")).toHaveLength(before + RECEIVERS.length)
  expect([begun.feed.length, begun.mails, begun.events.length]).toEqual([1, [], 1])
  const [notice] = await stateOf("held_money", checkoutId)
  expect(notice).toMatchObject({ state: "failed", error: expect.stringContaining("550") })
  expect(await noticesInSettings()).toEqual({
    has_feed: true,
    email: "on",
    failure: { kind: "held_money", at: expect.any(String), error: notice.error },
  })
  const log = [store.output(), other.output()].join("\n")
  expect(log).toContain("event=notice.failed")
  for (const text of [log, notice.error]) for (const to of RECEIVERS) expect(text).not.toContain(to)
  await dismiss(order as WaitingOrder)
})

it("only announces where the store has no provider, says so in Settings, and tells no end of it either", async () => {
  await store.database.query("update notification_provider set is_enabled = false")
  let order: WaitingOrder | undefined
  const begun = await toldBy("held_money", async () => (order = await placeHeld()))
  const { checkoutId } = order as WaitingOrder
  expect([begun.feed, begun.mails, begun.events]).toEqual([[], [], [expect.objectContaining({ subject: checkoutId })]])
  expect(await stateOf("held_money", checkoutId)).toMatchObject([{ state: "announced", sent_at: null }])
  expect(await noticesInSettings()).toMatchObject({ has_feed: false, email: "no_provider" })
  await store.database.query("update notification_provider set is_enabled = true")
  const over = await toldBy("held_money", async () => {
    await dismiss(order as WaitingOrder)
    // What was over before is told.
    await passAndSweep(store, "11 minutes")
  })
  expect([over.feed, over.mails, over.events]).toEqual([[], [], [expect.objectContaining({ ended: true })]])
})

it("tells no end of what a process may not have told before it died", async () => {
  const over = await toldBy("dead_letter", () =>
    store.database.query(
      "insert into almara_notice (id, kind, subject, state) values ('almntc_died', 'dead_letter', 'almcb_gone', 'claimed')",
    ),
  )
  expect(over).toEqual({ feed: [], mails: [], events: [] })
  expect(await stateOf("dead_letter", "almcb_gone")).toMatchObject([{ state: "claimed", ended_at: expect.any(Date) }])
})

it("claims and ends a notice once, however many ask at once, and none whose matter does not stand", async () => {
  await store.database.query("update almara_job_run set finished_at = now() where name = 'notices'")
  const notices = new MerchantNotices(await connectionTo(store), 90)
  expect(await notices.claim("dead_letter")).toEqual([])
  await store.database.query(
    "insert into almara_callback (id, state, merchant_request_id, signed, payload, fingerprint) values ('almcb_race', 'dead', 'nobody', true, '{}', 'race')",
  )
  const taken =
    "insert into almara_notice (id, kind, subject, state) values ('almntc_race', 'dead_letter', 'almcb_race', 'claimed')"
  const claimed = await atOnce(store, taken, () => notices.claim("dead_letter"))
  expect(claimed.flat()).toMatchObject([{ subject: "almcb_race" }])
  expect(await notices.end("dead_letter")).toEqual([])
  await store.database.query("delete from almara_callback where id = 'almcb_race'")
  const locked = "select 1 from almara_notice where subject = 'almcb_race' for update"
  const ended = await atOnce(store, locked, () => notices.end("dead_letter"))
  expect(ended.flat()).toMatchObject([{ subject: "almcb_race", state: "claimed" }])
})

import { REFUSED, WAITED_FOR } from "./fixtures/notification-provider"
import { makeMailbox } from "./setup/notifications"
import { writeDraft } from "./setup/other-orders"
import { linkFor, look } from "./setup/payment-link"
import { editUp } from "./setup/merchant"
import { eventually, orderOf, placeWaitingOrder, untilState, type WaitingOrder } from "./setup/shopper"
import type { RunningStore } from "./setup/store"
import { withGateway, withStoreOf } from "./setup/with-store"

/** A payment link that the store's notification provider sends. */

const gateway = withGateway()
const ONE_SHIRT = ["SHRT-BLK-XL-9981"]

const send = (store: RunningStore, orderId: string, body: unknown = {}) =>
  store.admin(`/admin/almara/orders/${orderId}/payment-links/send`, { method: "POST", body })
const detailOf = async (store: RunningStore, orderId: string) =>
  (await store.admin(`/admin/almara/orders/${orderId}`)).body.order
const timelineOf = async (store: RunningStore, { checkoutId }: WaitingOrder) =>
  (await store.admin(`/admin/almara/checkouts/${checkoutId}`)).body.checkout.timeline as {
    kind: string
    actor: { kind: string }
    detail: object
  }[]

async function orderFor(store: RunningStore, changes: { email: string | null; locale?: string }) {
  const order = await placeWaitingOrder(store, ONE_SHIRT)
  await store.database.query(`update "order" set email = $2, locale = $3 where id = $1`, [
    order.orderId,
    changes.email,
    changes.locale ?? null,
  ])
  return order
}

describe("a store with a provider for e-mails", () => {
  const mailbox = makeMailbox()
  const store = withStoreOf(gateway, { environment: mailbox.environment })

  it("sends the link to the order's address, with what is owed, and tells that address to nobody else", async () => {
    const to = "achieng@example.com"
    const order = await orderFor(store, { email: to })
    expect(await detailOf(store, order.orderId)).toMatchObject({ may_make_link: true, may_send_email: true })
    const { status, body } = await send(store, order.orderId, { hours: 24 })
    expect([status, body.order.payment_links]).toEqual([
      200,
      [expect.objectContaining({ is_live: true, sent_at: expect.any(String), seen_at: null })],
    ])
    const { display_id } = await orderOf(store, order.orderId)
    const [mail, ...more] = mailbox.mailsTo(to)
    expect(more).toEqual([])
    const url = mail?.data.url ?? ""
    expect(url).toMatch(/\/checkout\/pay\/[a-z2-7]{26}$/)
    expect(mail).toMatchObject({
      to,
      channel: "email",
      template: "almara-payment-link",
      data: {
        order_id: order.orderId,
        display_id,
        amount: "2500",
        currency_code: "kes",
        expires_at: body.order.payment_links[0].expires_at,
        language: "en",
      },
      content: {
        subject: expect.stringContaining(`Pay for your order #${display_id}`),
        text: expect.stringContaining(url),
        html: expect.stringContaining(`href="${url}"`),
      },
    })
    expect(mail?.content.text.replaceAll("\u00a0", " ")).toContain(`KES 2,500.00 is open for your order #${display_id}`)
    expect((await look(url)).text).toContain("Pay KES 2,500.00")

    const timeline = await timelineOf(store, order)
    expect(timeline.filter(({ kind }) => kind.startsWith("link_"))).toEqual([
      expect.objectContaining({ kind: "link_created", actor: expect.objectContaining({ kind: "user" }) }),
      expect.objectContaining({ kind: "link_sent", actor: expect.objectContaining({ kind: "user" }), detail: {} }),
    ])
    const notifications = await store.admin("/admin/notifications")
    expect(notifications.body.notifications).toEqual([
      expect.objectContaining({ template: "almara-payment-link", data: expect.objectContaining({ amount: "2500" }) }),
    ])
    const token = url.slice(url.lastIndexOf("/") + 1)
    expect(JSON.stringify([body, timeline, notifications.body, await detailOf(store, order.orderId)])).not.toContain(
      token,
    )
    expect(JSON.stringify([body, timeline, await detailOf(store, order.orderId)])).not.toContain(to)
    const log = await eventually(
      async () => store.output(),
      (printed) => printed.includes("/payment-links/send"),
    )
    for (const secret of [token, to]) expect(log).not.toContain(secret)
  })

  it.each([
    { locale: "sw-KE", subject: "Lipia oda yako", pay: "Lipa" },
    { locale: "fr-FR", subject: "Payer votre commande", pay: "Payer" },
  ])("speaks the order's language, $locale", async ({ locale, subject, pay }) => {
    const to = `${locale}@example.com`
    const order = await orderFor(store, { email: to, locale })
    expect((await send(store, order.orderId)).status).toBe(200)
    const [mail] = mailbox.mailsTo(to)
    expect([mail?.content.subject, mail?.content.html]).toEqual([
      expect.stringContaining(subject),
      expect.stringContaining(`>${pay} `),
    ])
  })

  it("speaks the store's language where the order names none", async () => {
    const { rows } = await store.database.query("select id from store limit 1")
    await store.database.query(
      "insert into store_locale (id, locale_code, store_id) values ('stloc_spec', 'fr-FR', $1)",
      [rows[0].id],
    )
    const to = "store-language@example.com"
    const order = await orderFor(store, { email: to })
    expect((await send(store, order.orderId)).status).toBe(200)
    await store.database.query("delete from store_locale where id = 'stloc_spec'")
    expect(mailbox.mailsTo(to)[0]?.content.subject).toContain("Payer votre commande")
  })

  it("asks for what is owed since the order was edited", async () => {
    const to = "edited@example.com"
    const order = await orderFor(store, { email: to })
    await editUp(store, order.orderId, 2200)
    expect((await send(store, order.orderId)).status).toBe(200)
    expect(mailbox.mailsTo(to)[0]?.data).toMatchObject({ amount: "4700" })
  })

  it("withdraws the link that could not be sent, and no other, and logs no address", async () => {
    const order = await orderFor(store, { email: "moved@example.com" })
    await send(store, order.orderId)
    await store.database.query(`update "order" set email = $2 where id = $1`, [order.orderId, REFUSED])
    const { status, body } = await send(store, order.orderId)
    expect([status, body.code]).toEqual([400, "email_not_sent"])
    expect((await detailOf(store, order.orderId)).payment_links).toEqual([
      expect.objectContaining({ is_live: false, sent_at: null, withdrawn_at: expect.any(String) }),
      expect.objectContaining({ is_live: true, sent_at: expect.any(String) }),
    ])
    expect((await timelineOf(store, order)).map(({ kind }) => kind).slice(-4)).toEqual([
      "link_created",
      "link_sent",
      "link_created",
      "link_withdrawn",
    ])
    const log = await eventually(
      async () => store.output(),
      (printed) => printed.includes("event=link.not_sent"),
    )
    expect(log).toContain("a payment link could not be sent")
    expect(log).not.toContain(REFUSED)
    expect(log).not.toMatch(/\/pay\/[a-z2-7]{26}/)
    const { rows } = await store.database.query('select data, status from notification where "to" = $1', [REFUSED])
    expect(rows).toEqual([{ status: "failure", data: expect.not.objectContaining({ url: expect.anything() }) }])
  })

  it("puts the deadline back that a link has moved whose e-mail failed", async () => {
    const { orderId } = await orderFor(store, { email: REFUSED })
    const termOf = async () => {
      const { deadline, pay_by, is_kept } = await detailOf(store, orderId)
      return { deadline, pay_by, is_kept }
    }
    const before = await termOf()
    expect((await send(store, orderId)).body.code).toBe("email_not_sent")
    expect(await termOf()).toEqual(before)
    // One that the merchant had set is put back as well.
    const payBy = new Date(Date.now() + 7_200_000).toISOString()
    await store.admin(`/admin/almara/orders/${orderId}/deadline`, { method: "POST", body: { pay_by: payBy } })
    expect((await send(store, orderId, { hours: 24 })).body.code).toBe("email_not_sent")
    expect(await termOf()).toEqual({ deadline: payBy, pay_by: payBy, is_kept: false })
  })

  it("leaves the deadline that somebody else has set, or counts on, while the e-mail was under way", async () => {
    const order = await orderFor(store, { email: WAITED_FOR })
    const { deadline } = await detailOf(store, order.orderId)
    const meanwhile = async (change: () => Promise<unknown>) => {
      const sending = send(store, order.orderId)
      await eventually(
        async () => mailbox.isWaiting(),
        (isWaiting) => isWaiting,
      )
      await change()
      mailbox.refuse()
      expect((await sending).body.code).toBe("email_not_sent")
      return (await detailOf(store, order.orderId)).deadline
    }
    const payBy = new Date(Date.parse(deadline) + 60_000).toISOString()
    const setDeadline = () =>
      store.admin(`/admin/almara/orders/${order.orderId}/deadline`, { method: "POST", body: { pay_by: payBy } })
    expect(await meanwhile(setDeadline)).toBe(payBy)
    const held = await meanwhile(() => linkFor(store, order.orderId, 24))
    expect(Date.parse(held)).toBeGreaterThan(Date.now() + 6 * 86_400_000)
  })

  it("keeps no link of an e-mail about which the provider answers when nobody waits for it any more", async () => {
    const { orderId } = await orderFor(store, { email: WAITED_FOR })
    mailbox.beImpatient()
    expect((await send(store, orderId)).body.code).toBe("email_not_sent")
    const kept = async () =>
      (await store.database.query("select status, data from notification where resource_id = $1", [orderId])).rows
    const withoutUrl = expect.not.objectContaining({ url: expect.anything() })
    expect(await kept()).toEqual([{ status: "pending", data: withoutUrl }])
    mailbox.refuse()
    const settled = await eventually(kept, ([row]) => row?.status === "failure" && !row.data.url)
    expect(settled).toEqual([{ status: "failure", data: withoutUrl }])
  })

  it("makes nothing for an order without an address, that owes nothing, or that is not there", async () => {
    const nameless = await orderFor(store, { email: null })
    expect(await detailOf(store, nameless.orderId)).toMatchObject({ may_make_link: true, may_send_email: false })
    expect((await send(store, nameless.orderId)).body.code).toBe("no_email_address")
    expect((await detailOf(store, nameless.orderId)).payment_links).toEqual([])
    const paid = await orderFor(store, { email: "paid@example.com" })
    await gateway.decide(paid.merchantRequestId, { outcome: "paid" })
    await untilState(store, paid.checkoutId, "paid")
    expect((await send(store, paid.orderId)).body.code).toBe("nothing_owed")
    expect(await detailOf(store, paid.orderId)).toMatchObject({ may_make_link: false, payment_links: [] })
    expect((await send(store, "order_none")).body.code).toBe("no_such_order")
    for (const hours of [0, -1, 1.5, 100_000, "7"])
      expect((await send(store, nameless.orderId, { hours })).status).toBe(400)
  })
})

describe("a store without one", () => {
  const store = withStoreOf(gateway)

  it("offers no e-mail, and makes nothing when it is asked to send one", async () => {
    const order = await orderFor(store, { email: "achieng@example.com" })
    expect(await detailOf(store, order.orderId)).toMatchObject({ may_make_link: true, may_send_email: false })
    const { status, body } = await send(store, order.orderId)
    expect([status, body.code]).toEqual([400, "no_email_provider"])
    expect((await detailOf(store, order.orderId)).payment_links).toEqual([])
    expect((await store.database.query("select 1 from notification")).rows).toEqual([])
  })

  it("makes no link by hand where the region offers no provider of ours, and says so beforehand", async () => {
    const orderId = await writeDraft(store)
    expect(await detailOf(store, orderId)).toMatchObject({ may_make_link: false })
    await store.admin(`/admin/draft-orders/${orderId}/convert-to-order`, { method: "POST", body: {} })
    expect(await detailOf(store, orderId)).toMatchObject({ may_make_link: true, outstanding_amount: "2500" })
    const { rows } = await store.database.query(`select region_id from "order" where id = $1`, [orderId])
    await store.admin(`/admin/regions/${rows[0].region_id}`, {
      method: "POST",
      body: { payment_providers: ["pp_system_default"] },
    })
    expect(await detailOf(store, orderId)).toMatchObject({ may_make_link: false, outstanding_amount: "2500" })
  })
})

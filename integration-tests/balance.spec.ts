import { NOT_CONFIRMED, shopperSentence } from "../src/core/views/shopper-texts"
import { passTime } from "./setup/clock"
import { expectHeld } from "./setup/expectations"
import {
  bookedOn,
  claim,
  collectionsOf,
  credit,
  editDown,
  editDraft,
  editUp,
  exchange,
  fulfill,
  inYen,
  itemsOf,
  owedBy,
  returnItem,
  splitRest,
  transact,
} from "./setup/merchant"
import { confirmDraft, openDraft, wholeCollection, writeDraft } from "./setup/other-orders"
import {
  checkoutOf,
  checkoutRow,
  choosePayment,
  eventually,
  fillCart,
  ledgerRow,
  orderIdOf,
  orderOf,
  passDueDate,
  placeWaitingOrder,
  tryAgain,
  untilState,
  type WaitingOrder,
} from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"
import { withGateway } from "./setup/with-store"

/**
 * What a page asks for, and what its money does, goes by what the order owes at that moment. The three shirts cost
 * 7,000, one of them 2,200.
 */

const gateway = withGateway()
let store: RunningStore

const pay = (merchantRequestId: string) => gateway.decide(merchantRequestId, { outcome: "paid" })
const sessionsOf = (collectionId: string, provider: string) =>
  store.shop(`/store/payment-collections/${collectionId}/payment-sessions`, {
    method: "POST",
    body: { provider_id: provider },
  })

/** The transactions that have written what an order asks for last, and how much stands in its timeline. */
const versionsOf = async (orderId: string): Promise<unknown[]> =>
  (
    await store.database.query(
      `with c as (select payment_collection_id as id from order_payment_collection where order_id = $1),
         a as (select id, xmin from almara_checkout where order_id = $1)
       select id, xmin::text as written from a
       union all select id, xmin::text from payment_collection where id in (select id from c)
       union all select id, xmin::text from payment_session where payment_collection_id in (select id from c)
       union all select 'events', count(*)::text from almara_checkout_event where checkout_id in (select id from a)
       order by id`,
      [orderId],
    )
  ).rows

async function payAttempt(checkoutId: string): Promise<any> {
  await pay((await checkoutRow(store, checkoutId)).merchant_request_id)
  return untilState(store, checkoutId, "paid")
}

describe("order first", () => {
  beforeAll(async () => {
    store = await startStore({ almaraUrl: gateway.url })
  })

  afterAll(() => store?.stop())

  const ONE_SHIRT = ["SHRT-BLK-XL-9981"]

  async function paidOrder(): Promise<WaitingOrder> {
    const order = await placeWaitingOrder(store)
    await pay(order.merchantRequestId)
    await untilState(store, order.checkoutId, "paid")
    return order
  }

  describe("an item is added to a waiting order", () => {
    async function editedOrder(): Promise<WaitingOrder> {
      const order = await placeWaitingOrder(store, ONE_SHIRT)
      await editUp(store, order.orderId, 2200)
      return order
    }

    async function partlyPaid(): Promise<WaitingOrder> {
      const order = await editedOrder()
      await payAttempt(order.checkoutId)
      return order
    }

    it("the old page is paid: its money stands on the order, and the rest is open", async () => {
      const order = await partlyPaid()
      expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[2500], 2200])
      expect(await collectionsOf(store, order.orderId)).toEqual([
        expect.objectContaining({ amount: 2500, captured: 2500, status: "completed" }),
        expect.objectContaining({ amount: 2200, captured: 0, status: "not_paid" }),
      ])
      expect((await orderOf(store, order.orderId)).payment_status).toBe("partially_captured")
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
        status: "paid",
        outstanding_amount: "2200",
        can_retry: true,
        checkout_url: null,
      })
    })

    it("and the rest is paid on a page of its own", async () => {
      const order = await partlyPaid()
      const { status, body } = await tryAgain(store, order.paymentSessionId)
      expect([status, body.checkout]).toEqual([
        200,
        expect.objectContaining({ status: "open", amount: "2200", checkout_url: expect.stringContaining("http") }),
      ])
      expect(body.checkout.payment_session_id).not.toBe(order.paymentSessionId)
      // The same again is the same page.
      expect((await tryAgain(store, order.paymentSessionId)).body.checkout).toEqual(body.checkout)
      await payAttempt((await ledgerRow(store, body.checkout.payment_session_id)).id)
      expect([
        await bookedOn(store, order.orderId),
        await owedBy(store, order.orderId),
        (await orderOf(store, order.orderId)).payment_status,
      ]).toEqual([[2500, 2200], 0, "captured"])
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
        status: "paid",
        outstanding_amount: "0",
        can_retry: false,
      })
      expect((await tryAgain(store, order.paymentSessionId)).status).toBe(400)
    })

    it("or by any other provider; only the part that is paid takes no more", async () => {
      const order = await partlyPaid()
      const [paid, open] = await collectionsOf(store, order.orderId)
      expect(await sessionsOf(paid!.id, "pp_system_default")).toMatchObject({
        status: 400,
        body: {
          message: expect.stringMatching(
            new RegExp(`2,200.00 of it are still open, on the payment collection ${open!.id}`),
          ),
        },
      })
      expect((await sessionsOf(open!.id, "pp_system_default")).status).toBe(200)
    })

    it("the old page is handed out no more, looking again writes nothing, the next one is for the balance", async () => {
      const order = await editedOrder()
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
        is_outdated: true,
        checkout_url: null,
        can_retry: true,
        outstanding_amount: "4700",
      })
      const dataOf = async () =>
        (await store.database.query("select data from payment_session where id = $1", [order.paymentSessionId])).rows[0]
          .data
      await eventually(dataOf, ({ checkout_url }) => checkout_url === null)
      await store.database.query("update almara_checkout set next_check_at = now() + interval '1 day' where id = $1", [
        order.checkoutId,
      ])
      const written = await versionsOf(order.orderId)
      for (let looks = 0; looks < 5; looks += 1) await checkoutOf(store, order.paymentSessionId)
      expect(await versionsOf(order.orderId)).toEqual(written)
      const { body } = await tryAgain(store, order.paymentSessionId)
      expect(body.checkout).toMatchObject({
        status: "open",
        amount: "4700",
        is_outdated: false,
        outstanding_amount: "4700",
      })
      // A page that was opened before names the first session for ever.
      expect(await checkoutOf(store, order.paymentSessionId)).toEqual(body.checkout)
      await payAttempt((await ledgerRow(store, body.checkout.payment_session_id)).id)
      expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[4700], 0])
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ status: "paid" })
    })

    it("declined before that, and tried again: for the balance", async () => {
      const order = await placeWaitingOrder(store, ONE_SHIRT)
      await gateway.decide(order.merchantRequestId, { outcome: "declined" })
      await untilState(store, order.checkoutId, "failed")
      await editUp(store, order.orderId, 2200)
      expect((await tryAgain(store, order.paymentSessionId)).body.checkout).toMatchObject({
        status: "open",
        amount: "4700",
      })
    })

    it("the old page is paid after the new one, Check status is pressed: Medusa books what came, no more", async () => {
      const order = await editedOrder()
      const { body } = await tryAgain(store, order.paymentSessionId)
      const fresh = body.checkout.payment_session_id
      const checkStatus = async () => {
        for (const session of [order.paymentSessionId, fresh]) {
          await store.admin(`/admin/orders/${order.orderId}/payment-sessions/authorize`, {
            method: "POST",
            body: { payment_session_id: session },
          })
        }
      }
      await checkStatus()
      expect(await bookedOn(store, order.orderId)).toEqual([])
      await pay(order.merchantRequestId)
      await checkStatus()
      await untilState(store, order.checkoutId, "paid")
      await checkStatus()
      expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[2500], 2200])
      // The new page is paid as well: the order still owes, so it stands there, and what is too much is in sight.
      await payAttempt((await ledgerRow(store, fresh)).id)
      await checkStatus()
      expect([(await bookedOn(store, order.orderId)).sort(), await owedBy(store, order.orderId)]).toEqual([
        [2500, 4700],
        -2500,
      ])
      const { rows } = await store.database.query(
        "select s.id, count(p.id)::int as payments from payment_session s join payment p on p.payment_session_id = s.id join order_payment_collection l on l.payment_collection_id = s.payment_collection_id where l.order_id = $1 group by s.id",
        [order.orderId],
      )
      expect(rows.map(({ payments }) => payments)).toEqual([1, 1])
    })
  })

  describe("an order received more than it asks for now", () => {
    const casesOf = async (orderId: string): Promise<any[]> =>
      (await store.admin("/admin/almara/checkouts?state=needs_attention&limit=100")).body.checkouts.filter(
        (checkout: any) => checkout.order_id === orderId,
      )
    const close = (checkoutId: string) =>
      store.admin(`/admin/almara/checkouts/${checkoutId}/resolve`, {
        method: "POST",
        body: { action: "refunded", note: "sent back by bank" },
      })

    it("an item was taken off before the page was paid: booked, and one case says how much is too much", async () => {
      const order = await placeWaitingOrder(store)
      await editDown(store, order.orderId, [
        (await itemsOf(store, order.orderId)).find(({ unit_price }) => unit_price === 2200)!.id,
      ])
      await payAttempt(order.checkoutId)
      await checkoutOf(store, order.paymentSessionId)
      expect([await bookedOn(store, order.orderId), await owedBy(store, order.orderId)]).toEqual([[7000], -2200])
      const cases = await casesOf(order.orderId)
      expect(cases).toEqual([
        expect.objectContaining({
          id: order.checkoutId,
          state: "paid",
          hold_reason: "overpaid",
          outstanding_amount: "-2200",
        }),
      ])
      expect(JSON.stringify(cases)).toContain("2,200.00 more than the order asks now")
    })

    it("a credit line on a waiting order, and the old page is paid", async () => {
      const order = await placeWaitingOrder(store)
      await credit(store, order.orderId, 10)
      await payAttempt(order.checkoutId)
      await eventually(
        () => casesOf(order.orderId),
        (cases) => cases.length === 1,
      )
      expect(await casesOf(order.orderId)).toEqual([
        expect.objectContaining({ hold_reason: "overpaid_credit", outstanding_amount: "-10" }),
      ])
    })

    it("a person closes the case, and it opens again only when the balance changes", async () => {
      const order = await paidOrder()
      const [first, second] = await itemsOf(store, order.orderId)
      await editDown(store, order.orderId, [first!.id])
      await passTime(store, "31 seconds")
      await eventually(
        () => casesOf(order.orderId),
        (cases) => cases.length === 1,
      )
      expect((await close(order.checkoutId)).status).toBe(200)
      expect(await casesOf(order.orderId)).toEqual([])
      await checkoutOf(store, order.paymentSessionId)
      expect(await casesOf(order.orderId)).toEqual([])
      await editDown(store, order.orderId, [second!.id])
      await checkoutOf(store, order.paymentSessionId)
      expect(await casesOf(order.orderId)).toEqual([
        expect.objectContaining({ outstanding_amount: String(await owedBy(store, order.orderId)) }),
      ])
    })
  })

  describe("a paid order asks for more", () => {
    async function payTheRest(orderId: string): Promise<void> {
      const open = (await collectionsOf(store, orderId)).filter(({ status }) => status === "not_paid")
      expect(open).toHaveLength(1)
      const session = await choosePayment(store, open[0]!.id)
      expect(await checkoutOf(store, session)).toMatchObject({
        status: "created",
        can_retry: true,
        outstanding_amount: String(open[0]!.amount),
      })
      expect((await tryAgain(store, session)).body.checkout).toMatchObject({
        amount: String(open[0]!.amount),
        checkout_url: expect.stringContaining("http"),
      })
      await payAttempt((await ledgerRow(store, session)).id)
      expect([await owedBy(store, orderId), (await orderOf(store, orderId)).payment_status]).toEqual([0, "captured"])
    }

    it("it is edited up: what was added is paid onto a collection of its own, and is not held as paid twice", async () => {
      const order = await paidOrder()
      await editUp(store, order.orderId, 2500)
      await payTheRest(order.orderId)
      expect(await bookedOn(store, order.orderId)).toEqual([7000, 2500])
    })

    it("an exchange that costs more", async () => {
      const order = await paidOrder()
      await fulfill(store, order.orderId)
      await exchange(store, order.orderId, (await itemsOf(store, order.orderId))[0]!.id, 5000)
      await payTheRest(order.orderId)
    })

    it("from the page of the first payment as well", async () => {
      const order = await paidOrder()
      await editUp(store, order.orderId, 300)
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
        status: "paid",
        can_retry: true,
        outstanding_amount: "300",
      })
      const { body } = await tryAgain(store, order.paymentSessionId)
      expect(body.checkout).toMatchObject({ status: "open", amount: "300" })
      await payAttempt((await ledgerRow(store, body.checkout.payment_session_id)).id)
      expect(await bookedOn(store, order.orderId)).toEqual([7000, 300])
    })

    it("the merchant marks it as paid while its page is open: what the page brings is paid twice", async () => {
      const order = await paidOrder()
      await editUp(store, order.orderId, 300)
      const { body } = await tryAgain(store, order.paymentSessionId)
      const open = (await collectionsOf(store, order.orderId)).find(({ captured }) => captured === 0)!
      await store.database.query("update payment_collection set status = 'not_paid' where id = $1", [open.id])
      expect(
        (
          await store.admin(`/admin/payment-collections/${open.id}/mark-as-paid`, {
            method: "POST",
            body: { order_id: order.orderId },
          })
        ).status,
      ).toBe(200)
      expect(await owedBy(store, order.orderId)).toBe(0)
      const { id, merchant_request_id } = await ledgerRow(store, body.checkout.payment_session_id)
      await pay(merchant_request_id)
      await expectHeld(store, id, "twice")
      expect(await bookedOn(store, order.orderId)).toEqual([7000, 300])
    })

    it("a part of it is paid otherwise: the next page asks for the rest", async () => {
      const order = await paidOrder()
      await editUp(store, order.orderId, 2500)
      await transact(store, order.orderId, 1000)
      const { body } = await tryAgain(store, order.paymentSessionId)
      expect(body.checkout).toMatchObject({ status: "open", amount: "1500" })
    })
  })

  describe("nothing tells of the change, and the sweep alone sees it", () => {
    it.each<[string, typeof placeWaitingOrder, (orderId: string) => Promise<void>, string]>([
      ["money is booked by hand on a waiting order", placeWaitingOrder, (id) => transact(store, id, 500), "6500"],
      ["a waiting order gets a credit line", placeWaitingOrder, (id) => credit(store, id, 500), "6500"],
    ])("%s: its page is outdated", async (_, place, change, owed) => {
      const order = await place(store)
      await change(order.orderId)
      await passTime(store, "31 seconds")
      await eventually(
        () => checkoutRow(store, order.checkoutId),
        ({ outdated_at }) => outdated_at !== null,
      )
      expect((await tryAgain(store, order.paymentSessionId)).body.checkout).toMatchObject({ amount: owed })
    })

    it("a draft with an open page is edited: no page is handed out, and the right one once it is an order", async () => {
      const order = await openDraft(store)
      const untold = { checkout_url: null, can_retry: false, can_start_over: false }
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({ ...untold, is_outdated: false })
      expect(await tryAgain(store, order.paymentSessionId)).toMatchObject({
        status: 400,
        body: { message: NOT_CONFIRMED },
      })
      await editDraft(store, order.orderId, 300)
      await passTime(store, "31 seconds")
      await eventually(
        () => checkoutRow(store, order.checkoutId),
        ({ outdated_at }) => outdated_at !== null,
      )
      await confirmDraft(store, order.orderId)
      expect((await tryAgain(store, order.paymentSessionId)).body.checkout).toMatchObject({
        status: "open",
        amount: "2800",
      })
    })

    it("a draft's open page is paid and its time passes: the money stands on it, and it is not canceled", async () => {
      const [paid, left] = [await openDraft(store), await openDraft(store)]
      await payAttempt(paid.checkoutId)
      expect([await bookedOn(store, paid.orderId), await owedBy(store, paid.orderId)]).toEqual([[2500], 0])
      await passDueDate(store, left.checkoutId)
      await untilState(store, left.checkoutId, "expired")
      for (const { orderId } of [paid, left]) expect((await orderOf(store, orderId)).status).toBe("draft")
    })
  })

  describe("bad input", () => {
    it("credited in full while its page is open: nothing is left to pay, and what the page brings is held", async () => {
      const order = await placeWaitingOrder(store)
      await credit(store, order.orderId, 7000)
      expect(await checkoutOf(store, order.paymentSessionId)).toMatchObject({
        checkout_url: null,
        can_retry: false,
        outstanding_amount: "0",
      })
      expect(await tryAgain(store, order.paymentSessionId)).toMatchObject({
        status: 400,
        body: { message: shopperSentence("order_paid") },
      })
      await pay(order.merchantRequestId)
      await expectHeld(store, order.checkoutId, "twice")
      expect(await bookedOn(store, order.orderId)).toEqual([])
    })

    it("the order's currency is another one by now: no page, and what the old one brings is held", async () => {
      const order = await placeWaitingOrder(store)
      await store.database.query(`update "order" set currency_code = 'usd' where id = $1`, [order.orderId])
      expect(await tryAgain(store, order.paymentSessionId)).toMatchObject({
        status: 400,
        body: { message: expect.stringMatching(/asks for another currency by now.*contact the store/) },
      })
      await pay(order.merchantRequestId)
      await expectHeld(store, order.checkoutId, "currency")
    })

    it("a session of another provider has no page here", async () => {
      const order = await paidOrder()
      await editUp(store, order.orderId, 2500)
      const open = (await collectionsOf(store, order.orderId)).find(({ captured }) => captured === 0)!
      const { body } = await sessionsOf(open.id, "pp_system_default")
      expect(await tryAgain(store, body.payment_collection.payment_sessions[0].id)).toMatchObject({
        status: 404,
        body: { message: expect.stringMatching(/no such payment by Almara.*begin one/) },
      })
    })
  })

  it("two pages of one order are paid at one moment: one is booked, the other is paid twice", async () => {
    for (let round = 0; round < 5; round += 1) {
      const order = await placeWaitingOrder(store, ONE_SHIRT)
      await editUp(store, order.orderId, 300)
      const { body } = await tryAgain(store, order.paymentSessionId)
      const added = (await itemsOf(store, order.orderId)).find(({ unit_price }) => unit_price === 300)!
      await editDown(store, order.orderId, [added.id])
      const pages = [
        await checkoutRow(store, order.checkoutId),
        await ledgerRow(store, body.checkout.payment_session_id),
      ]
      await Promise.all(pages.map(({ merchant_request_id }) => pay(merchant_request_id)))
      const settled = await Promise.all(
        pages.map(({ id }) =>
          eventually(
            () => checkoutRow(store, id),
            ({ state, leased_by }) => ["paid", "held"].includes(state) && leased_by === null,
          ),
        ),
      )
      expect(settled.map(({ state, hold_reason }) => [state, hold_reason]).sort()).toEqual([
        ["held", "twice"],
        ["paid", null],
      ])
      expect(await bookedOn(store, order.orderId)).toHaveLength(1)
    }
  })

  it("several collections are open: pages together never ask for more than is owed", async () => {
    const order = await paidOrder()
    await editUp(store, order.orderId, 2500)
    await splitRest(store, order.orderId, [1000, 1500])
    const open = (await collectionsOf(store, order.orderId)).filter(({ captured }) => captured === 0)
    expect(open.map(({ amount }) => amount).sort()).toEqual([1000, 1500])
    const pages = []
    for (const { id } of open) pages.push((await tryAgain(store, await choosePayment(store, id))).body.checkout)
    const live = await Promise.all(pages.map(({ payment_session_id }) => ledgerRow(store, payment_session_id)))
    const current = live.filter(({ outdated_at }) => outdated_at === null)
    expect(current.map(({ state }) => state)).toEqual(["open"])
    expect(await checkoutOf(store, current[0].payment_session_id)).toMatchObject({
      status: "open",
      amount: String(Number(current[0].amount)),
      checkout_url: expect.stringContaining("http"),
    })
    expect(current.reduce((sum, { amount }) => sum + Number(amount), 0)).toBeLessThanOrEqual(2500)
  })

  it("yen with fractions: 110 are asked, 109.75 are booked, and nothing is open or too much", async () => {
    const order = await placeWaitingOrder(store)
    await editUp(store, order.orderId, 109.75)
    await inYen(store, order.orderId)
    const { body } = await tryAgain(store, order.paymentSessionId)
    expect(body.checkout).toMatchObject({ amount: "7110", currency_code: "jpy" })
    const { id } = await ledgerRow(store, body.checkout.payment_session_id)
    await payAttempt(id)
    expect([
      await bookedOn(store, order.orderId),
      (await checkoutOf(store, order.paymentSessionId)).outstanding_amount,
    ]).toEqual([[7109.75], "0"])
    const { rows } = await store.database.query("select booked_amount from almara_settlement where checkout_id = $1", [
      id,
    ])
    expect(rows).toEqual([{ booked_amount: "7109.75" }])
  })
})

describe("pay first", () => {
  beforeAll(async () => {
    store = await startStore({ almaraUrl: gateway.url, environment: { ALMARA_PLACEMENT: "pay_first" } })
  })

  afterAll(() => store?.stop())

  async function paidCart(): Promise<{ orderId: string; session: string; checkoutId: string }> {
    const cart = await fillCart(store)
    const { id } = await payAttempt((await ledgerRow(store, cart.paymentSessionId)).id)
    return { orderId: (await orderIdOf(store, cart)) ?? "none", session: cart.paymentSessionId, checkoutId: id }
  }

  /** A paid order of 7,000 is edited up by 2,500. */
  async function withRest(): Promise<{ orderId: string; session: string; rest: any }> {
    const { orderId } = await paidCart()
    await editUp(store, orderId, 2500)
    const session = await choosePayment(
      store,
      (await collectionsOf(store, orderId)).find(({ captured }) => captured === 0)!.id,
    )
    return { orderId, session, rest: await ledgerRow(store, session) }
  }

  it("a paid order is edited up: its second collection is paid at once, and is not held as paid twice", async () => {
    const {
      orderId,
      rest: { id, checkout_url },
    } = await withRest()
    expect(checkout_url).toMatch(/^http/)
    expect(await payAttempt(id)).toMatchObject({ order_id: orderId, hold_reason: null })
    expect([
      await bookedOn(store, orderId),
      await owedBy(store, orderId),
      (await orderOf(store, orderId)).payment_status,
    ]).toEqual([[7000, 2500], 0, "captured"])
  })

  it("a credit line outdates the page of a rest, which is paid all the same: the 10 are in sight", async () => {
    const { orderId, session, rest } = await withRest()
    await credit(store, orderId, 10)
    expect(await checkoutOf(store, session)).toMatchObject({
      is_outdated: true,
      checkout_url: null,
      outstanding_amount: "2490",
    })
    expect((await tryAgain(store, session)).body.checkout).toMatchObject({ status: "open", amount: "2490" })
    await payAttempt(rest.id)
    expect([await bookedOn(store, orderId), await owedBy(store, orderId)]).toEqual([[7000, 2500], -10])
    await eventually(
      () => checkoutRow(store, rest.id),
      ({ attention_key }) => attention_key === "overpaid:-10",
    )
  })

  it("a rest is declined, the order is edited, and the next page asks for all that is owed by then", async () => {
    const { orderId, session, rest } = await withRest()
    await gateway.decide(rest.merchant_request_id, { outcome: "declined" })
    await untilState(store, rest.id, "failed")
    await editUp(store, orderId, 300)
    expect((await tryAgain(store, session)).body.checkout).toMatchObject({ status: "open", amount: "2800" })
  })

  it("a draft gets no page with its session; the order that it becomes does", async () => {
    const orderId = await writeDraft(store)
    const collection = await wholeCollection(store, orderId)
    const refused = await sessionsOf(collection, "pp_almara_almara")
    expect([refused.status, refused.body.message]).toEqual([422, NOT_CONFIRMED])
    await confirmDraft(store, orderId)
    const { checkout_url } = await ledgerRow(store, await choosePayment(store, collection))
    expect(checkout_url).toMatch(/^http/)
  })

  const dearest = async (orderId: string) => (await itemsOf(store, orderId))[0]!.id
  it.each<[string, string, (orderId: string) => Promise<unknown>]>([
    ["an item is taken off", "overpaid", async (id) => editDown(store, id, [await dearest(id)])],
    ["a return is asked for", "overpaid_return", async (id) => returnItem(store, id, await dearest(id))],
    ["it is exchanged for less", "overpaid_exchange", async (id) => exchange(store, id, await dearest(id), 100)],
    ["a claim is granted in money", "overpaid_claim", async (id) => claim(store, id, await dearest(id))],
  ])("%s, of a paid order: the case %s says how much is too much", async (_, reason, change) => {
    const { orderId, session, checkoutId } = await paidCart()
    if (reason !== "overpaid") await fulfill(store, orderId)
    await change(orderId)
    expect((await checkoutOf(store, session)).outstanding_amount).toMatch(/^-/)
    const { body } = await store.admin("/admin/almara/checkouts?state=needs_attention&limit=100")
    expect(body.checkouts.filter((checkout: any) => checkout.order_id === orderId)).toEqual([
      expect.objectContaining({
        id: checkoutId,
        hold_reason: reason,
        outstanding_amount: String(await owedBy(store, orderId)),
      }),
    ])
  })
})

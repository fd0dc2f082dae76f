import { eventually, ledgerRow, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { withStore } from "./setup/with-store"

const { gateway, store } = withStore()
let paid: WaitingOrder
let mismatched: WaitingOrder
let dismissed: WaitingOrder
let refunded: WaitingOrder

const untilState = (order: WaitingOrder, state: string) =>
  eventually(
    () => ledgerRow(store, order.paymentSessionId),
    (row) => row.state === state,
  )
const sql = (text: string, ...values: unknown[]) => store.database.query(text, values)
const resolve = (order: WaitingOrder, action: string) =>
  store.admin(`/admin/almara/checkouts/${order.checkoutId}/resolve`, {
    method: "POST",
    body: { action, note: "for the report" },
  })

const statusChecks = async () =>
  Object.entries(await gateway.counts()).find(([path]) => path.includes("check-status"))?.[1] ?? 0

async function report(query = "days=7&time_zone=Africa/Nairobi"): Promise<any> {
  const { status, body } = await store.admin(`/admin/almara/settlement?${query}`)
  expect(status).toBe(200)
  return body.report
}

const differencesOf = async (query?: string) =>
  (await report(query)).differences
    .map(({ kind, checkout_id, almara_amount, medusa_amount }: any) => [
      kind,
      checkout_id,
      almara_amount,
      medusa_amount,
    ])
    .sort()
const sums = (of: any) =>
  of.days.reduce(
    ([almara, medusa]: [number, number], day: any) => [
      almara + Number(day.almara_amount),
      medusa + Number(day.medusa_amount),
    ],
    [0, 0],
  )

beforeAll(async () => {
  paid = await placeWaitingOrder(store)
  mismatched = await placeWaitingOrder(store)
  dismissed = await placeWaitingOrder(store)
  refunded = await placeWaitingOrder(store)
  await gateway.decide(paid.merchantRequestId, { outcome: "paid" })
  await gateway.decide(mismatched.merchantRequestId, { outcome: "paid", amount: 6000 })
  await gateway.decide(dismissed.merchantRequestId, { outcome: "paid", amount: 1 })
  await gateway.decide(refunded.merchantRequestId, { outcome: "paid", amount: 8000 })
  await untilState(paid, "paid")
  for (const order of [mismatched, dismissed, refunded]) await untilState(order, "held")
  expect((await resolve(dismissed, "dismiss")).status).toBe(200)
  expect((await resolve(refunded, "refunded")).status).toBe(200)
})

/**
 * What is different as long as nothing else is done: each with the sum that Almara reported, not with the one that was
 * asked for.
 */
const usual = () => [
  ["dismissed", dismissed.checkoutId, "1", null],
  ["held", mismatched.checkoutId, "6000", null],
  ["refunded", refunded.checkoutId, "8000", null],
]

describe("the settlement report", () => {
  it("counts all that came at Almara, also what was dealt with by hand, and lists why Medusa has less", async () => {
    const found = await report()
    expect(sums(found)).toEqual([21_001, 7000])
    expect(found.days.reduce((count: number, day: any) => count + day.almara_count, 0)).toBe(4)
    expect(await differencesOf()).toEqual(usual())
    expect(found).toMatchObject({ difference_count: 3, is_cut: false, checked: null })
  })

  it("lists money that Medusa did not capture, also while it is only being put onto its order", async () => {
    await sql("update payment set captured_at = null where payment_session_id = $1", paid.paymentSessionId)
    const notCaptured = [...usual(), ["not_captured", paid.checkoutId, "7000", null]].sort()
    expect(await differencesOf()).toEqual(notCaptured)
    await sql("update almara_checkout set state = 'received', paid_at = null where id = $1", paid.checkoutId)
    expect(await differencesOf()).toEqual(notCaptured)
    await sql("update almara_checkout set state = 'paid', paid_at = now() where id = $1", paid.checkoutId)
    await sql("update payment set captured_at = now() where payment_session_id = $1", paid.paymentSessionId)
    expect(await differencesOf()).toEqual(usual())
  })

  it("lists captures of another sum, by the decimal text and not by a float", async () => {
    await sql(
      `update capture set amount = 9007199254740993.10, raw_amount = '{"value":"9007199254740993.1","precision":25}' where payment_id in (select id from payment where payment_session_id = $1)`,
      paid.paymentSessionId,
    )
    expect(await differencesOf()).toEqual([["amount", paid.checkoutId, "7000", "9007199254740993.1"], ...usual()])
    await sql(
      `update capture set amount = 7000, raw_amount = '{"value":"7000","precision":20}' where payment_id in (select id from payment where payment_session_id = $1)`,
      paid.paymentSessionId,
    )
  })

  it("lists captures that the ledger knows nothing of", async () => {
    const { rows } = await sql("select id from payment where payment_session_id = $1", paid.paymentSessionId)
    await sql("update almara_checkout set state = 'expired' where id = $1", paid.checkoutId)
    const found = await report()
    expect(found.differences.find((one: any) => one.kind === "unknown_to_ledger")).toMatchObject({
      checkout_id: null,
      payment_id: rows[0].id,
      almara_amount: null,
      medusa_amount: "7000",
    })
    expect(found.difference_count).toBe(4)
    await sql("update almara_checkout set state = 'paid' where id = $1", paid.checkoutId)
  })

  it("lists what Almara, asked again on demand only, does not confirm, with what Medusa really captured", async () => {
    const before = await statusChecks()
    expect((await report("days=7")).checked).toBeNull()
    expect(await statusChecks()).toBe(before)
    expect((await report("days=7&check=true")).checked).toEqual({ count: 1, failed: 0, of: 1 })
    expect(await statusChecks()).toBe(before + 1)

    await gateway.decide(paid.merchantRequestId, { outcome: "pending", callback: { send: false } })
    await sql("update almara_checkout set amount = 6999 where id = $1", paid.checkoutId)
    expect(await differencesOf("days=7&check=true")).toEqual([
      ["amount", paid.checkoutId, "6999", "7000"],
      ...usual().slice(0, 2),
      ["not_paid_at_almara", paid.checkoutId, null, "7000"],
      ...usual().slice(2),
    ])
    await sql("update almara_checkout set amount = 7000 where id = $1", paid.checkoutId)
    await gateway.decide(paid.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await gateway.behave({ checkStatus: { mode: "forbidden", times: 1 } })
    expect((await report("days=7&check=true")).checked).toEqual({ count: 0, failed: 1, of: 1 })
  })

  it("counts by the reader's days, from the reader's midnight on", async () => {
    const dayIn = (zone: string, at: Date) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(at)
    for (const zone of ["Africa/Nairobi", "Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
      const look = async () => {
        const today = dayIn(zone, new Date())
        const midnight = new Date((await report(`days=1&time_zone=${zone}`)).from)
        const before = new Date(midnight.getTime() - 1000)
        await sql("update almara_checkout set paid_at = $2 where id = $1", paid.checkoutId, before)
        await sql("update payment set captured_at = $2 where payment_session_id = $1", paid.paymentSessionId, before)
        return {
          today,
          midnight,
          before,
          one: await report(`days=1&time_zone=${zone}`),
          two: await report(`days=2&time_zone=${zone}`),
        }
      }
      const first = await look()
      // Midnight came between: what was seen is of two days.
      const { today, midnight, before, one, two } = dayIn(zone, new Date()) === first.today ? first : await look()
      expect([zone, dayIn(zone, midnight)]).toEqual([zone, today])
      expect([zone, dayIn(zone, new Date(midnight.getTime() - 1))]).not.toEqual([zone, today])
      // A moment before that midnight is another day, and is not in it.
      expect(one.days.reduce((count: number, day: any) => count + day.medusa_count, 0)).toBe(0)
      expect(two.days.find((day: any) => day.medusa_count === 1)?.date).toBe(dayIn(zone, before))
    }
  })

  it("is no difference when the money came days before it was put onto its order", async () => {
    await sql("update almara_checkout set paid_at = now() - interval '30 days' where id = $1", paid.checkoutId)
    await sql("update payment set captured_at = now() where payment_session_id = $1", paid.paymentSessionId)
    expect(await differencesOf()).toEqual(usual())
    await sql("update almara_checkout set paid_at = now() where id = $1", paid.checkoutId)
    await sql(
      "update payment set captured_at = now() - interval '30 days' where payment_session_id = $1",
      paid.paymentSessionId,
    )
    expect(await differencesOf()).toEqual(usual())
    await sql("update payment set captured_at = now() where payment_session_id = $1", paid.paymentSessionId)
  })

  it("money of a canceled order is held with what Medusa captured, no difference once it is dealt with", async () => {
    await sql(
      "update almara_checkout set state = 'held', hold_reason = 'order_canceled' where id = $1",
      paid.checkoutId,
    )
    expect(await differencesOf()).toEqual(
      [
        usual()[0],
        ["held", mismatched.checkoutId, "6000", null],
        ["held", paid.checkoutId, "7000", "7000"],
        usual()[2],
      ].sort(),
    )
    await sql("update almara_checkout set state = 'resolved' where id = $1", paid.checkoutId)
    expect(await differencesOf()).toEqual(usual())
    expect(sums(await report())).toEqual([21_001, 7000])
    // Money that was paid a second time is another matter: the payment of its session is not its own.
    await sql("update almara_checkout set hold_reason = 'twice' where id = $1", paid.checkoutId)
    expect((await differencesOf()).map(([kind]: string[]) => kind)).toEqual([
      "dismissed",
      "dismissed",
      "held",
      "refunded",
      "unknown_to_ledger",
    ])
    await sql("update almara_checkout set state = 'paid', hold_reason = null where id = $1", paid.checkoutId)
  })

  it("says when more came than it looks through, begins later then, and makes up no differences", async () => {
    await sql("update almara_checkout set paid_at = now() - interval '2 hours' where id = $1", paid.checkoutId)
    await sql(
      `insert into almara_checkout (id, state, placement, attempt, payment_session_id, merchant_request_id, checkout_reference, amount, raw_amount, currency_code, due_at, paid_at)
       select 'almchk_flood' || n, 'held', placement, 1, 'payses_flood' || n, 'flood-' || n, 'ORD-FLOOD-' || n, 10, raw_amount, currency_code, now(), now() - n * interval '1 second'
       from almara_checkout, generate_series(1, 5000) as n where id = $1`,
      paid.checkoutId,
    )
    const found = await report()
    expect(found).toMatchObject({ is_cut: true, difference_count: 5000 })
    // The money of two hours ago is out of its sight, its capture is not: they are a pair all the same.
    expect(found.differences).toHaveLength(200)
    expect([...new Set(found.differences.map((one: any) => one.kind))].sort()).toEqual([
      "dismissed",
      "held",
      "refunded",
    ])
    const { rows } = await sql(
      "select paid_at from almara_checkout where paid_at is not null order by paid_at desc offset 4999 limit 1",
    )
    expect(found.from).toBe(rows[0].paid_at.toISOString())
    expect(sums(found)).toEqual([4997 * 10 + 14_001, 7000])
    await sql("delete from almara_checkout where id like 'almchk_flood%'")
  })

  it("counts a booked sum that a person typed, and calls it no difference, also with a new check", async () => {
    const typed = await placeWaitingOrder(store)
    await gateway.decide(typed.merchantRequestId, { outcome: "paid", overrides: { checkoutRequestLines: null } })
    await untilState(typed, "held")
    const before = sums(await report())
    const accepted = await store.admin(`/admin/almara/checkouts/${typed.checkoutId}/resolve`, {
      method: "POST",
      body: { action: "accept", amount: "2500.50", note: "looked up" },
    })
    expect(accepted.body.checkout?.state).toBe("paid")
    const asked = await report("days=7&check=true")
    expect(asked.checked).toEqual({ count: 2, failed: 0, of: 2 })
    expect(asked.differences.filter(({ checkout_id }: any) => checkout_id === typed.checkoutId)).toEqual([])
    expect(await differencesOf()).toEqual(usual())
    // What was asked for counted while nobody knew how much had come.
    expect(sums(asked)).toEqual([before[0] - 7000 + 2500.5, before[1] + 2500.5])
  })
})

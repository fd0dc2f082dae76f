import path from "node:path"
import { passTime } from "./setup/clock"
import { startGateway, type Gateway } from "./setup/gateway"
import {
  checkoutRow,
  eventually,
  makeDue,
  orderOf,
  placeWaitingOrder,
  untilState,
  type WaitingOrder,
} from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

const PRELOAD = `--require ${path.join(__dirname, "setup/skewed-clock-preload.js")}`
/** The sweep that finds what a wrong clock has put off runs every thirty seconds. */
const ABOUT_A_MINUTE = 75_000

let gateway: Gateway
let store: RunningStore

const startAhead = async (minutes: number) => {
  gateway = await startGateway()
  store = await startStore({
    almaraUrl: gateway.url,
    environment: { NODE_OPTIONS: PRELOAD, ALMARA_SPEC_CLOCK_AHEAD_MINUTES: String(minutes) },
  })
}
const stop = async () => {
  await store?.stop()
  await gateway?.stop()
}

const sql = (statement: string, ...values: unknown[]) => store.database.query(statement, values)

/** How many seconds it is until then, by the database's clock. */
async function secondsUntil(column: "due_at" | "next_check_at", { checkoutId }: WaitingOrder): Promise<number> {
  return (
    await sql(
      `select extract(epoch from ${column} - now())::float8 as seconds from almara_checkout where id = $1`,
      checkoutId,
    )
  ).rows[0].seconds
}

const untilAsked = ({ checkoutId }: WaitingOrder, checks: number) =>
  eventually(
    () => checkoutRow(store, checkoutId),
    (seen) => seen.checks >= checks && seen.leased_by === null,
  )

/** Paid at Almara, whose callback is lost. */
async function placeLost(): Promise<WaitingOrder> {
  const order = await placeWaitingOrder(store)
  await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
  return order
}

const insertCallback = (order: WaitingOrder, { id, signed }: { id: string; signed: boolean }) =>
  sql(
    `insert into almara_callback (id, state, merchant_request_id, checkout_id, signed, payload, fingerprint, next_try_at, created_at, updated_at)
     values ($1, 'waiting', $2, $3, $4, $5, 'one', now() + interval '5 seconds', now() - interval '2 days', now() - interval '2 days')`,
    id,
    order.merchantRequestId,
    order.checkoutId,
    signed,
    { originatorConversationId: order.merchantRequestId },
  )

describe.each([
  ["seventy minutes ahead", 70],
  ["an hour behind", -60],
])("a process whose clock is %s", (_, minutes) => {
  beforeAll(() => startAhead(minutes))
  afterAll(stop)

  it("finds a lost callback at the normal pace: not later, and not at every run", async () => {
    const order = await placeWaitingOrder(store)
    const first = await secondsUntil("next_check_at", order)
    expect([first > 30, first <= 60]).toEqual([true, true])
    // The scheduler runs some times, and asks at none.
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    expect((await checkoutRow(store, order.checkoutId)).checks).toBe(0)

    await passTime(store, "61 seconds")
    expect((await untilAsked(order, 1)).checks).toBe(1)
    const second = await secondsUntil("next_check_at", order)
    expect([second > 60, second <= 120]).toEqual([true, true])

    await gateway.decide(order.merchantRequestId, { outcome: "paid", callback: { send: false } })
    await passTime(store, "2 minutes")
    await untilState(store, order.checkoutId, "paid")
  })

  it("cancels an order when its time is over by the database's clock, and no earlier", async () => {
    const order = await placeWaitingOrder(store)
    // As a process with the right time would have written it.
    await sql("update almara_checkout set due_at = now() + interval '60 minutes' where id = $1", order.checkoutId)
    await makeDue(store, order.checkoutId)
    expect(await untilAsked(order, 1)).toMatchObject({ state: "open", closed_at: null })
    expect((await orderOf(store, order.orderId)).status).toBe("pending")

    await passTime(store, "63 minutes")
    await untilState(store, order.checkoutId, "expired")
    expect((await orderOf(store, order.orderId)).status).toBe("canceled")
  })

  it("gives a new order its time by the database's clock", async () => {
    const time = await secondsUntil("due_at", await placeWaitingOrder(store))
    expect([time > 3570, time <= 3600]).toEqual([true, true])
  })

  it("opens the page of a payment for as long as the database's clock allows", async () => {
    const order = await placeWaitingOrder(store)
    const view = async () =>
      (await store.shop(`/store/almara/checkouts/${order.paymentSessionId}`)).body.checkout.checkout_url
    await sql(
      "update almara_checkout set due_at = now() + interval '10 minutes', next_check_at = now() + interval '1 day' where id = $1",
      order.checkoutId,
    )
    expect(await view()).not.toBeNull()
    await passTime(store, "11 minutes")
    expect(await view()).toBeNull()
  })
})

describe("the clock of the database", () => {
  beforeAll(() => startAhead(0))
  afterAll(stop)

  it("that is right ends an order whose time ends during a check, at once and after one more check", async () => {
    const order = await placeWaitingOrder(store)
    await gateway.behave({ checkStatus: { mode: "ok", delayMs: 4_000, times: 1 } })
    // With the two minutes of grace, its time is over in two seconds; the pause after so many checks is a quarter of an
    // hour.
    await sql(
      "update almara_checkout set checks = 4, due_at = now() - interval '118 seconds', next_check_at = now() where id = $1",
      order.checkoutId,
    )
    expect((await untilState(store, order.checkoutId, "expired")).checks).toBe(6)
  })

  it("that was a day ahead and is put right keeps nothing from going on for longer than about a minute", async () => {
    const lost = await placeLost()
    const ofDeadRun = await placeLost()
    await sql(
      "update almara_checkout set leased_by = 'a-dead-run', leased_until = now() + interval '90 seconds', next_check_at = now() + interval '90 seconds', updated_at = now() where id = $1",
      ofDeadRun.checkoutId,
    )
    // The check of it is far away for a good reason; what is to pay is its callback, which was only put off.
    const calledBack = await placeLost()
    await insertCallback(calledBack, { id: "almcb_put_off", signed: true })
    // Asked by the wrong clock just now: the next caller must not be put off until then.
    const justAsked = await placeLost()
    await sql("update almara_checkout set last_check_at = now() where id = $1", justAsked.checkoutId)
    await insertCallback(justAsked, { id: "almcb_unsigned", signed: false })
    for (const { checkoutId } of [calledBack, justAsked]) {
      await sql(
        "update almara_checkout set next_check_at = now() + interval '1 day', updated_at = now() - interval '2 days' where id = $1",
        checkoutId,
      )
    }
    await sql(
      "update almara_job_run set leased_by = 'a-dead-process', leased_until = now() + interval '180 seconds', next_slot_at = now(), finished_at = now()",
    )

    await passTime(store, "-1 day")
    for (const { checkoutId } of [lost, ofDeadRun, calledBack, justAsked])
      await eventually(
        () => checkoutRow(store, checkoutId),
        (seen) => seen.state === "paid",
        ABOUT_A_MINUTE,
      )
    const { rows } = await sql(
      "select name from almara_job_run where name = 'reconcile' and (leased_until > now() + interval '4 minutes' or next_slot_at > now() + interval '2 minutes' or finished_at > now())",
    )
    expect(rows).toEqual([])
  })
})

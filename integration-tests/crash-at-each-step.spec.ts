import { boundariesOfSettle, watchBoundaries, type Boundaries } from "./setup/boundaries"
import { copyOfTemplate } from "./setup/database"
import { eventually, fillCart, ledgerRow, placeWaitingOrder } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"
import { withGateway } from "./setup/with-store"

/** How many checkouts stand at a boundary of their own when their process is killed. */
const AT_ONCE = 30
const MINUTES = 60_000
const STEP = "settle/"

interface Attempt {
  checkoutId: string
  merchantRequestId: string
  paymentSessionId: string
  paymentCollectionId: string
}

/** One way of a checkout through receive and settle. */
interface Journey {
  placement: "order_first" | "pay_first"
  /** What has to have happened before the first boundary. */
  prepare(store: RunningStore, attempt: Attempt): Promise<unknown>
  /** What starts the run, on the undisturbed way. */
  start(store: RunningStore, attempt: Attempt): Promise<unknown>
  expectGoodEnd(store: RunningStore, attempt: Attempt): Promise<void>
  /** What is written on the way, so that no boundary is lost in silence where a method moves or gets another name. */
  writes: string[]
  /** Up to here it is the same as in another journey. */
  from?: string
}

const gateway = withGateway()

const pay = (_store: RunningStore, attempt: Attempt) =>
  gateway.decide(attempt.merchantRequestId, { outcome: "paid", callback: { send: false } })
const checkWithAlmara = (store: RunningStore, attempt: Attempt) =>
  store.admin(`/admin/almara/checkouts/${attempt.checkoutId}/settle`, { method: "POST", body: {} })

/** Written on every way. */
const UNDER_LEASE = ["Ledger.lease", "Ledger.record", "Ledger.release"]
const BY_CALLBACK = [...UNDER_LEASE, "Ledger.move", "Inbox.insert", "Inbox.leaseDue"]
const APPLY = `${STEP}apply-decision:before`
const RECORD = `${STEP}record-decision:before`
const JOURNEYS: Record<string, Journey> = {
  "a callback that pays an order": {
    placement: "order_first",
    prepare: pay,
    start: (_store, attempt) => gateway.callback(attempt.merchantRequestId),
    expectGoodEnd: expectPaidOnce,
    writes: [...BY_CALLBACK, "Ledger.take", "capture-almara-payment/authorize"],
  },
  "a callback that pays a cart": {
    placement: "pay_first",
    from: APPLY,
    prepare: pay,
    start: (_store, attempt) => gateway.callback(attempt.merchantRequestId),
    expectGoodEnd: expectPaidOnce,
    writes: [...BY_CALLBACK, "Ledger.take", "complete-cart/create-orders"],
  },
  "an order whose time is over": {
    placement: "order_first",
    prepare: (store, attempt) =>
      store.database.query("update almara_checkout set due_at = now() - interval '1 day' where id = $1", [
        attempt.checkoutId,
      ]),
    from: RECORD,
    start: checkWithAlmara,
    expectGoodEnd: expectExpired,
    writes: [...UNDER_LEASE, "Ledger.move", "cancel-order/cancel-orders"],
  },
  "a payment that is declined": {
    placement: "order_first",
    prepare: (_store, attempt) =>
      gateway.decide(attempt.merchantRequestId, { outcome: "declined", code: 1, callback: { send: false } }),
    from: RECORD,
    start: checkWithAlmara,
    expectGoodEnd: expectDeclined,
    writes: UNDER_LEASE,
  },
  "money that is held": {
    placement: "order_first",
    prepare: (_store, attempt) =>
      gateway.decide(attempt.merchantRequestId, { outcome: "paid", amount: 1, callback: { send: false } }),
    from: RECORD,
    start: checkWithAlmara,
    expectGoodEnd: expectHeldInSight,
    writes: UNDER_LEASE,
  },
}

async function begin(store: RunningStore, journey: Journey): Promise<Attempt> {
  const { paymentSessionId, paymentCollectionId } =
    journey.placement === "order_first" ? await placeWaitingOrder(store) : await fillCart(store)
  const { id, merchant_request_id } = await ledgerRow(store, paymentSessionId)
  const attempt = { checkoutId: id, merchantRequestId: merchant_request_id, paymentSessionId, paymentCollectionId }
  await journey.prepare(store, attempt)
  return attempt
}

/** Money counts once: in the ledger, in Medusa's payments, on one order, and in that order's books. */
async function expectPaidOnce(store: RunningStore, attempt: Attempt): Promise<void> {
  const { rows } = await store.database.query(
    `select checkout.state, checkout.announced_state,
       (select count(*)::int from payment where payment_collection_id = $2 and deleted_at is null) as payments,
       (select count(*)::int from capture join payment on payment.id = capture.payment_id where payment_collection_id = $2) as captures,
       (select count(*)::int from order_payment_collection where payment_collection_id = $2 and deleted_at is null) as orders,
       (select sum(amount)::int from order_transaction where order_id = checkout.order_id and deleted_at is null) as paid
     from almara_checkout checkout where id = $1`,
    [attempt.checkoutId, attempt.paymentCollectionId],
  )
  expect(rows).toEqual([{ state: "paid", announced_state: "paid", payments: 1, captures: 1, orders: 1, paid: 7000 }])
}

async function expectExpired(store: RunningStore, attempt: Attempt): Promise<void> {
  const { rows } = await store.database.query(
    `select checkout.state, checkout.announced_state, "order".status,
       (select count(*)::int from reservation_item r join order_item i on i.item_id = r.line_item_id where i.order_id = "order".id and r.deleted_at is null) as reserved
     from almara_checkout checkout join "order" on "order".id = checkout.order_id where checkout.id = $1`,
    [attempt.checkoutId],
  )
  expect(rows).toEqual([{ state: "expired", announced_state: "expired", status: "canceled", reserved: 0 }])
}

async function expectDeclined(store: RunningStore, attempt: Attempt): Promise<void> {
  const { rows } = await store.database.query(
    `select checkout.state, checkout.announced_state, session.status, "order".status as order_status
     from almara_checkout checkout join payment_session session on session.id = checkout.payment_session_id join "order" on "order".id = checkout.order_id where checkout.id = $1`,
    [attempt.checkoutId],
  )
  expect(rows).toEqual([{ state: "failed", announced_state: "failed", status: "error", order_status: "pending" }])
}

async function expectHeldInSight(store: RunningStore, attempt: Attempt): Promise<void> {
  const { rows } = await store.database.query(
    `select state, hold_reason, announced_state, (select count(*)::int from payment where payment_collection_id = $2) as payments from almara_checkout where id = $1`,
    [attempt.checkoutId, attempt.paymentCollectionId],
  )
  expect(rows).toEqual([{ state: "held", hold_reason: "amount", announced_state: "held", payments: 0 }])
}

/** Claims of the dead run out, and what waits for its next check has it now. */
async function endPauses(store: RunningStore): Promise<void> {
  await store.database.query(
    "update almara_checkout set leased_until = now() - interval '1 second' where leased_until is not null",
  )
  await store.database.query("update order_change set created_at = created_at - interval '1 minute'")
  await store.database.query("update almara_order set canceling_at = canceling_at - interval '1 minute'")
  await store.database.query(
    "update almara_callback set leased_until = now() - interval '1 second' where leased_until is not null",
  )
  await store.database.query(
    "update almara_job_run set leased_until = now() - interval '1 second' where leased_until is not null",
  )
  await store.database.query("update almara_checkout set next_check_at = now() where next_check_at is not null")
}

/** Waits until nobody is at work on the checkout: a claim that a dead process left behind has run out. */
const untilUnclaimed = (store: RunningStore, attempt: Attempt) =>
  eventually(
    async () =>
      (
        await store.database.query(
          `select 1 from almara_checkout where id = $1 and leased_until > now()
           union all select 1 from almara_callback where checkout_id = $1 and (state = 'waiting' or leased_until > now())`,
          [attempt.checkoutId],
        )
      ).rows.length,
    (busy) => busy === 0,
    MINUTES,
  )

/** Waits for the good end, and looks whether it stays; returns what was seen instead. */
async function seenEnd(store: RunningStore, attempt: Attempt, journey: Journey): Promise<string> {
  const look = () =>
    journey.expectGoodEnd(store, attempt).then(
      () => "ends well",
      (error: Error) => error.message,
    )
  const end = Date.now() + MINUTES
  let seen = await look()
  while (seen !== "ends well" && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    seen = await look()
  }
  await untilUnclaimed(store, attempt)
  return look()
}

/** Every boundary of an undisturbed journey, from its start. */
async function boundariesOf(store: RunningStore, boundaries: Boundaries, journey: Journey): Promise<string[]> {
  const attempt = await begin(store, journey)
  const before = boundaries.reachedBy(attempt.checkoutId).length
  await journey.start(store, attempt)
  await eventually(
    async () => boundaries.reachedBy(attempt.checkoutId),
    (seen) => seen.includes(`${STEP}release-checkout:after`),
  )
  expect(await seenEnd(store, attempt, journey)).toBe("ends well")
  return boundaries.reachedBy(attempt.checkoutId).slice(before)
}

/**
 * Those at which something may differ from the one before. Of the steps of settle each is kept, before and after;
 * within a step only what was written counts, so there the end of every write and of every step of Medusa's.
 */
function worthDying(all: string[], journey: Journey): string[] {
  const kept = all.filter((name, index) => {
    if (name.startsWith(STEP)) return true
    return index === 0 || (name.includes(":after") && !all[index + 1]?.startsWith(STEP))
  })
  return journey.from ? kept.slice(kept.indexOf(journey.from)) : kept
}

async function inGroups<T, R>(items: T[], size: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let index = 0; index < items.length; index += size)
    results.push(...(await Promise.all(items.slice(index, index + size).map(work))))
  return results
}

describe.each(Object.entries(JOURNEYS))("the process dies at every boundary of %s", (_name, journey) => {
  let database: string
  let store: RunningStore
  let watched: Boundaries
  let found: string[]

  const start = async () => {
    watched = watchBoundaries()
    store = await startStore({
      almaraUrl: gateway.url,
      database,
      environment: { ...watched.environment, ALMARA_PLACEMENT: journey.placement },
    })
  }

  beforeAll(async () => {
    database = await copyOfTemplate()
    await start()
  })

  afterAll(async () => {
    await store?.stop()
    watched?.forget()
  })

  it("the boundaries are those of the code: no step of settle is forgotten", async () => {
    const all = await boundariesOf(store, watched, journey)
    expect(all.filter((name) => name.startsWith(STEP)).sort()).toEqual(boundariesOfSettle().sort())
    const seen = all.map((name) => name.replace(/#\d+$/, ""))
    expect(seen).toEqual(expect.arrayContaining(journey.writes.map((name) => `${name}:after`)))
    found = worthDying(all, journey)
  })

  it(
    "each time another process brings it to a good end",
    async () => {
      for (let index = 0; index < found.length; index += AT_ONCE) {
        const checkouts = await inGroups(found.slice(index, index + AT_ONCE), 3, async (boundary) => {
          const attempt = await begin(store, journey)
          watched.haltAt(attempt.checkoutId, boundary)
          // A process works on four callbacks at once: only those that shall halt in the inbox come as callbacks.
          const run = boundary.startsWith("Inbox.") ? journey.start : checkWithAlmara
          const running = run(store, attempt).then(
            () => "answered",
            () => "died",
          )
          await watched.untilHalted([attempt.checkoutId])
          return { ...attempt, boundary, running }
        })
        await store.stop()
        await Promise.all(checkouts.map(({ running }) => running))
        watched.forget()
        await start()
        await endPauses(store)
        for (const attempt of checkouts) {
          const seen = await seenEnd(store, attempt, journey)
          expect({ boundary: attempt.boundary, seen }).toEqual({ boundary: attempt.boundary, seen: "ends well" })
        }
      }
    },
    10 * MINUTES,
  )
})

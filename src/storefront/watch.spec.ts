import { checkoutLike, offline, httpError, SpecStore } from "./spec-store"
import { WATCH_PAUSES_IN_MILLISECONDS, watchAlmaraCheckout } from "./watch"

const CHECKOUT = "GET /store/almara/checkouts/payses_1"
const open = { checkout: checkoutLike() }
const paid = { checkout: checkoutLike({ status: "paid", checkout_url: null }) }
const pauses = [1, 1, 1, 1, 1]
const watch = (store: SpecStore) => watchAlmaraCheckout(store, "payses_1", { pauses })

describe("watching a payment", () => {
  it("ends when it is settled, and tells each change once", async () => {
    const seen: string[] = []
    const store = new SpecStore().on(CHECKOUT, open, open, paid)
    const ended = await watchAlmaraCheckout(store, "payses_1", { pauses, onChange: ({ status }) => seen.push(status) })
    expect(ended).toEqual({ end: "settled", ...paid })
    expect(seen).toEqual(["open", "paid"])
  })

  it("waits for the order of a payment that is paid", async () => {
    const store = new SpecStore().on(CHECKOUT, { checkout: checkoutLike({ status: "paid", order: null }) }, paid)
    expect(await watch(store)).toMatchObject({ end: "settled", checkout: { order: { display_id: 7 } } })
  })

  it.each(["failed", "canceled", "expired", "review"] as const)("%s is an end", async (status) => {
    expect(await watch(new SpecStore().on(CHECKOUT, { checkout: checkoutLike({ status }) }))).toMatchObject({
      end: "settled",
    })
  })

  it("comes to an end even if nothing ever comes", async () => {
    const store = new SpecStore().on(CHECKOUT, open)
    expect(await watch(store)).toEqual({ end: "unconfirmed", ...open })
    expect(store.calls).toHaveLength(pauses.length + 1)
  })

  it("tolerates a network that is away for a while", async () => {
    expect(await watch(new SpecStore().on(CHECKOUT, offline, httpError(503), offline, paid))).toMatchObject({
      end: "settled",
    })
  })

  it("says unreachable when the store is away at the end, with what it knew", async () => {
    expect(await watch(new SpecStore().on(CHECKOUT, open, offline))).toEqual({ end: "unreachable", ...open })
  })

  it("looks at once when the browser is online again", async () => {
    const surroundings = new EventTarget()
    Object.assign(globalThis, {
      addEventListener: surroundings.addEventListener.bind(surroundings),
      removeEventListener: surroundings.removeEventListener.bind(surroundings),
    })
    try {
      const store = new SpecStore().on(CHECKOUT, offline, paid)
      const watching = watchAlmaraCheckout(store, "payses_1", { pauses: [3_600_000] })
      while (store.calls.length === 0) await new Promise(setImmediate)
      for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
      surroundings.dispatchEvent(new Event("online"))
      expect(await watching).toMatchObject({ end: "settled" })
    } finally {
      Reflect.deleteProperty(globalThis, "addEventListener")
      Reflect.deleteProperty(globalThis, "removeEventListener")
    }
  })

  it("says unknown for a payment that does not exist, but not at the first look", async () => {
    expect(await watch(new SpecStore().on(CHECKOUT, httpError(404), httpError(404), paid))).toMatchObject({
      end: "settled",
    })
    expect(await watch(new SpecStore().on(CHECKOUT, httpError(404)))).toEqual({ end: "unknown" })
  })

  it("stops when the caller says so, also in the middle of a pause", async () => {
    const stop = new AbortController()
    const store = new SpecStore().on(CHECKOUT, open)
    const watching = watchAlmaraCheckout(store, "payses_1", {
      pauses: [3_600_000],
      signal: stop.signal,
      onChange: () => setImmediate(() => stop.abort()),
    })
    expect(await watching).toEqual({ end: "stopped", ...open })
  })

  it("does not wait for what waiting cannot mend", async () => {
    await expect(
      watch(new SpecStore().on(CHECKOUT, httpError(400, "A valid publishable key is required"))),
    ).rejects.toMatchObject({ kind: "refused" })
  })

  it("looks ever more rarely", () => {
    const sorted = [...WATCH_PAUSES_IN_MILLISECONDS].sort((one, other) => one - other)
    expect(WATCH_PAUSES_IN_MILLISECONDS).toEqual(sorted)
  })
})

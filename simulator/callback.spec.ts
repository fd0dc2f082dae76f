import { startSimulator } from "./server"
import { eventually, json, Merchant, startStore } from "./spec-support"

type Simulator = Awaited<ReturnType<typeof startSimulator>>
type Store = Awaited<ReturnType<typeof startStore>>

async function withStore(
  statuses: number[],
  options: { callbackPausesMs?: number[]; callbackTimeoutMs?: number },
  run: (merchant: Merchant, store: Store, simulator: Simulator) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator({ port: 0, callbackPausesMs: [10, 20], ...options })
  const store = await startStore(statuses)
  try {
    await run(await new Merchant(simulator.url).logIn(), store, simulator)
  } finally {
    await simulator.close()
    await store.close()
  }
}

it("tries again what is not answered with 200, with pauses", () =>
  withStore([503, 302], {}, async (merchant, store) => {
    const { id } = await merchant.openCheckout(store.url)
    const { deliveries } = await merchant.setOutcome(id, { outcome: "paid" })
    expect(deliveries.map(({ attempt, status }: Record<string, number>) => [attempt, status])).toEqual([
      [1, 503],
      [2, 302],
      [3, 200],
    ])
    expect(new Set(store.received.map(({ body }) => body)).size).toBe(1)
  }))

it("gives up after the last try", () =>
  withStore([500, 500, 500, 500], {}, async (merchant, store) => {
    const { id } = await merchant.openCheckout(store.url)
    await merchant.setOutcome(id, { outcome: "paid" })
    expect(store.received).toHaveLength(3)
  }))

it("writes down why no answer came", () =>
  withStore([], { callbackPausesMs: [] }, async (merchant, store) => {
    await store.close()
    const { id } = await merchant.openCheckout(store.url)
    const { deliveries } = await merchant.setOutcome(id, { outcome: "paid" })
    expect(deliveries).toMatchObject([{ status: null, error: expect.stringContaining("ECONNREFUSED") }])
  }))

it("gives up its pauses and delays when it is reset or closed", () =>
  withStore([500], { callbackPausesMs: [60_000] }, async (merchant, store, simulator) => {
    const { id, pageUrl } = await merchant.openCheckout(store.url)
    await fetch(`${pageUrl}/pay`, { method: "POST" })
    await merchant.setOutcome(id, { outcome: "paid", callback: { delayMs: 60_000 } })
    await eventually(async () => (await json(await merchant.get(`/simulator/checkouts/${id}`))).deliveries.length === 1)
    await merchant.postJson("/simulator/reset", {})
    await merchant.logIn()
    const next = await merchant.openCheckout(store.url)
    await merchant.setOutcome(next.id, { outcome: "paid", callback: { delayMs: 60_000 } })
    await simulator.close()
    expect(store.received).toHaveLength(1)
  }))

import type { MedusaContainer } from "@medusajs/framework/types"
import { reconcileCheckouts } from "./reconcile"
import { runSettlement } from "./run-settlement"

jest.mock("./run-settlement", () => ({ runSettlement: jest.fn() }))

const settle = jest.mocked(runSettlement)

/** A container whose ledger has as many due checkouts as are asked for, or none. */
function containerWith({ due, requestsPerSecond }: { due: number; requestsPerSecond: number }): MedusaContainer {
  let taken = 0
  const takeDue = async () => (taken++ < due ? [{ id: `almchk_${taken}` }] : [])
  return { resolve: () => ({ ledger: { takeDue }, options: { requestsPerSecond } }) } as unknown as MedusaContainer
}

const settlesAtOnce = async () => ({ result: { checkout: {} } }) as never
const inMilliseconds = (milliseconds: number) => new Date(Date.now() + milliseconds)

describe("how fast Almara is asked", () => {
  beforeEach(() => {
    settle.mockReset()
    jest.useFakeTimers()
  })
  afterEach(() => jest.useRealTimers())

  it("no more in a second than the option allows, however fast the answers are", async () => {
    settle.mockImplementation(settlesAtOnce)
    const reconciled = reconcileCheckouts(containerWith({ due: 10_000, requestsPerSecond: 20 }), inMilliseconds(1_000))
    await jest.advanceTimersByTimeAsync(1_000)
    expect(await reconciled).toEqual({ settled: 20, isMoreDue: true })
  })

  it("no more than eight at once, however slow the answers are", async () => {
    let [running, most] = [0, 0]
    settle.mockImplementation(async () => {
      most = Math.max(most, (running += 1))
      await new Promise((resolve) => setTimeout(resolve, 100))
      running -= 1
      return settlesAtOnce()
    })
    const reconciled = reconcileCheckouts(containerWith({ due: 40, requestsPerSecond: 1_000 }), inMilliseconds(60_000))
    await jest.advanceTimersByTimeAsync(10_000)
    expect([await reconciled, most]).toEqual([{ settled: 40, isMoreDue: false }, 8])
  })
})

import type { MedusaContainer } from "@medusajs/framework/types"
import { reconcileCheckouts } from "./reconcile-due"
import { settleCheckout } from "../settle/settle-checkout"

jest.mock("../settle/settle-checkout", () => ({ settleCheckout: jest.fn() }))

const settle = jest.mocked(settleCheckout)

/**
 * A container whose ledger has as many due checkouts as are asked for, whose slots come at once unless told otherwise.
 */
function containerWith({ due, secondsUntilSlot = 0 }: { due: number; secondsUntilSlot?: number }): MedusaContainer {
  let taken = 0
  const take = async () => (taken++ < due ? { checkout: { id: `almchk_${taken}` }, secondsUntilSlot } : undefined)
  return {
    resolve: () => ({ dueCheckouts: { take }, options: { requestsPerSecond: 5 } }),
  } as unknown as MedusaContainer
}

const inMilliseconds = (milliseconds: number) => performance.now() + milliseconds

describe("settling what is due", () => {
  beforeEach(() => settle.mockReset())

  it("no more than eight at once, however slow the answers are", async () => {
    let [running, most] = [0, 0]
    let eightAreRunning = () => {}
    const untilEightRun = new Promise<void>((resolve) => (eightAreRunning = resolve))
    settle.mockImplementation(async () => {
      most = Math.max(most, (running += 1))
      if (running === 8) eightAreRunning()
      await untilEightRun
      await new Promise((resolve) => setTimeout(resolve, 20))
      running -= 1
      return { checkout: {} } as never
    })
    const reconciled = await reconcileCheckouts(containerWith({ due: 40 }), inMilliseconds(60_000))
    expect([reconciled, most]).toEqual([{ settled: 40, isMoreDue: false }, 8])
  })

  it("each only when its slot has come", async () => {
    const begun: number[] = []
    settle.mockImplementation(async () => {
      begun.push(performance.now())
      return { checkout: {} } as never
    })
    const start = performance.now()
    await reconcileCheckouts(containerWith({ due: 3, secondsUntilSlot: 0.0305 }), inMilliseconds(60_000))
    expect(begun).toHaveLength(3)
    for (const [place, time] of begun.entries()) expect(time - start).toBeGreaterThanOrEqual((place + 1) * 30)
  })

  it("takes none after its time, and says that more are due", async () => {
    settle.mockResolvedValue({ checkout: {} } as never)
    expect(await reconcileCheckouts(containerWith({ due: 10 }), inMilliseconds(-1))).toEqual({
      settled: 0,
      isMoreDue: true,
    })
    expect(settle).not.toHaveBeenCalled()
  })
})

import type { MedusaContainer } from "@medusajs/framework/types"
import { reconcileCheckouts } from "./reconcile-due"
import { runReconcileJob } from "./reconcile-job"

jest.mock("./reconcile-due", () => ({ reconcileCheckouts: jest.fn() }))

const round = jest.mocked(reconcileCheckouts)
const container = { resolve: () => ({ jobRuns: { runAlone: async () => true } }) } as unknown as MedusaContainer
const never = new Promise<never>(() => undefined)

beforeEach(() => {
  round.mockReset()
  jest.useFakeTimers()
})
afterEach(() => jest.useRealTimers())

it("a run of the clock goes on while more is due, and the next one of its process leaves it alone", async () => {
  let finish = (_: { settled: number; isMoreDue: boolean }) => undefined as void
  round
    .mockResolvedValueOnce({ settled: 1, isMoreDue: true })
    .mockReturnValueOnce(new Promise((resolve) => (finish = resolve)))
  const first = runReconcileJob(container, "scheduler")
  await jest.advanceTimersByTimeAsync(0)
  await runReconcileJob(container, "scheduler")
  expect(round).toHaveBeenCalledTimes(2)
  finish({ settled: 0, isMoreDue: false })
  await first
  round.mockResolvedValueOnce({ settled: 0, isMoreDue: false })
  await runReconcileJob(container, "scheduler")
  expect(round).toHaveBeenCalledTimes(3)
})

it("a run that hangs keeps those after it away for three minutes, and no longer", async () => {
  round.mockReturnValueOnce(never).mockResolvedValue({ settled: 0, isMoreDue: false })
  void runReconcileJob(container, "scheduler")
  await jest.advanceTimersByTimeAsync(179_000)
  await runReconcileJob(container, "scheduler")
  expect(round).toHaveBeenCalledTimes(1)
  await jest.advanceTimersByTimeAsync(2_000)
  await runReconcileJob(container, "scheduler")
  expect(round).toHaveBeenCalledTimes(2)
})

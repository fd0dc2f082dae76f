import { isAlmaraError } from "../../core/errors"
import { classifyOutcome } from "../../core/checkout/outcome"
import type { AlmaraReport } from "../../core/gateway/wire"
import { reportOf } from "../../modules/almara/setup/methods"
import type { CallbackRow } from "../../modules/almara/ledger/rows"

/**
 * Returns what the signed callbacks of a checkout say, where nobody but them may be asked: "paid", if one of them says
 * so.
 */
export function pickReport(callbacks: readonly Pick<CallbackRow, "report" | "payload">[]): AlmaraReport | null {
  const reports = callbacks.flatMap((callback) => {
    try {
      return [reportOf(callback)]
    } catch (error) {
      // Processing it says so, and makes a dead letter of it.
      if (isAlmaraError(error)) return []
      throw error
    }
  })
  return reports.find(({ outcome }) => classifyOutcome(outcome).kind === "paid") ?? reports[0] ?? null
}

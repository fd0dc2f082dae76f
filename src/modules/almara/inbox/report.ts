import type { AlmaraReport } from "../../../core/gateway/wire"
import type { CallbackRow } from "../ledger/rows"
import { callbackFormatOf } from "../setup/methods"

/**
 * Returns what a callback says; null where it cannot be read, by a fault of ours: who asks for its report is told
 * which.
 */
export function tryToRead(payload: CallbackRow["payload"]): AlmaraReport | null {
  try {
    return callbackFormatOf(payload).read(payload)
  } catch {
    return null
  }
}

/**
 * Returns what a callback says, as it was read when it came. What it sent is read only where there is no report: an
 * earlier version took it in, or it could not be read then.
 * @throws AlmaraError `unreadable` when it cannot be read now either.
 */
export function reportOf({ report, payload }: Pick<CallbackRow, "report" | "payload">): AlmaraReport {
  return report ?? callbackFormatOf(payload).read(payload)
}

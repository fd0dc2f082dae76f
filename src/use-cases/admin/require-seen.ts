import type { MedusaContainer } from "@medusajs/framework/types"
import type { StoredCheckout } from "../../modules/almara/ledger/rows"
import { BusinessError } from "../business-error"
import { views } from "./checkouts"

/**
 * Refuses what was decided by a page that is out of date: the checkout is another case by now than the one that was
 * seen. A client that does not say which one is not asked.
 * @throws BusinessError.
 */
export async function requireSeen(
  container: MedusaContainer,
  checkout: StoredCheckout,
  seen: string | undefined,
): Promise<void> {
  if (seen === undefined) return
  const [shown] = await views(container, [checkout])
  if (shown?.case_version && shown.case_version !== seen) throw new BusinessError("case_changed")
}

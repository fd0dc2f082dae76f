import type { MedusaContainer } from "@medusajs/framework/types"
import type { AdminCallback } from "../../core/views/admin/callback"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CallbackFilter } from "../../modules/almara/reports/reports"
import type { CallbackRow } from "../../modules/almara/ledger/rows"
import { startCallbackWorkers } from "../callbacks/process-callbacks"
import { BusinessError } from "../business-error"

/** Returns one page of the inbox, the newest first. */
export async function listCallbacks(
  container: MedusaContainer,
  filter: CallbackFilter,
  page: { limit: number; offset: number },
): Promise<{ callbacks: AdminCallback[]; count: number; isCapped: boolean }> {
  const { rows, count, isCapped } = await container.resolve(ALMARA_MODULE).reports.callbacks(filter, page)
  return { callbacks: await callbackViews(container, rows), count, isCapped }
}

/**
 * Puts a callback back into the queue, where the workers take it at once. A callback of no checkout is looked up again:
 * the checkout may have been written in the meantime; while it is not, nothing is changed.
 * @throws BusinessError.
 */
export async function replayCallback(container: MedusaContainer, id: string, actor: string): Promise<AdminCallback> {
  const { inbox, ledger } = container.resolve(ALMARA_MODULE)
  const callback = await inbox.find(id)
  if (!callback) throw new BusinessError("no_such_callback")
  const checkout = await ledger.findByMerchantRequestId(callback.merchant_request_id)
  if (!checkout) throw new BusinessError("no_such_checkout")
  await inbox.replay(id, checkout.id)
  await ledger.note(checkout.id, { kind: "replayed", actor, detail: { callback_id: id } })
  startCallbackWorkers(container)
  const [view] = await callbackViews(container, [(await inbox.find(id)) ?? callback])
  if (!view) throw new BusinessError("no_such_callback")
  return view
}

async function callbackViews(container: MedusaContainer, rows: CallbackRow[]): Promise<AdminCallback[]> {
  const references = await container
    .resolve(ALMARA_MODULE)
    .reports.references(rows.flatMap((row) => row.checkout_id ?? []))
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    merchant_request_id: row.merchant_request_id,
    checkout: row.checkout_id
      ? { id: row.checkout_id, checkout_reference: references.get(row.checkout_id) ?? row.checkout_id }
      : null,
    signed: row.signed,
    duplicate_of: row.duplicate_of,
    tries: row.tries,
    next_try_at: isoOrNull(row.next_try_at),
    last_error: row.last_error,
    processed_at: isoOrNull(row.processed_at),
    created_at: new Date(row.created_at).toISOString(),
    payload: row.payload,
  }))
}

function isoOrNull(date: Date | null): string | null {
  return date ? new Date(date).toISOString() : null
}

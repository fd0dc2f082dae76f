import type { MedusaContainer } from "@medusajs/framework/types"
import { mayFit } from "../../core/views/admin/actions"
import { actionsFor, type AdminAction } from "../../core/views/admin/checkout"
import { money, type Money } from "../../core/money"
import { ALMARA_MODULE } from "../../modules/almara"
import type { StoredCheckout } from "../../modules/almara/ledger/rows"
import { isBooked, readMedusaSnapshot, type MedusaSnapshot } from "../medusa/snapshot"
import { fittingPart, waitingSession } from "./accept-held"

/**
 * Returns what a person can do about a checkout now. Medusa is asked for held money only, so that nothing is offered
 * that must fail.
 */
export async function actionsOf(
  container: MedusaContainer,
  row: StoredCheckout,
  reported: Money | null,
): Promise<AdminAction[]> {
  const { options } = container.resolve(ALMARA_MODULE)
  const mayCheck = options.verification === "query"
  if (row.state !== "held") return actionsFor(row.state, null, { mayCheck, fits: false }, row.attention)
  const snapshot = await readMedusaSnapshot(container, row)
  if (isBooked(snapshot, row.id)) return mayCheck ? ["check"] : []
  const session = await waitingSession(container, snapshot)
  const asked = money(row.amount, row.currency_code)
  // What a callback says of the sum is not certain where Almara may not be asked; and money of another sum needs a report.
  const received = row.hold_reason === "amount" ? (mayCheck ? reported : null) : (reported ?? asked)
  const waitingFor = row.hold_reason === "twice" ? waitingForTwice(snapshot, received) : (session?.money ?? null)
  const fits = mayFit({ reason: row.hold_reason, orderState: snapshot.orderState, waitingFor, received })
  return actionsFor(row.state, row.hold_reason, { mayCheck, fits })
}

/** An order that asks for more by now takes any part of it. */
function waitingForTwice(snapshot: MedusaSnapshot, received: Money | null): Money | null {
  return received && snapshot.orderState === "order_waiting" && fittingPart(snapshot, received) ? received : null
}

import type { MedusaContainer } from "@medusajs/framework/types"
import { mayAccept, mayPlaceAnew } from "../../core/views/admin/actions"
import { actionsFor, type AdminAction } from "../../core/views/admin/checkout"
import type { Money } from "../../core/money"
import { ALMARA_MODULE } from "../../modules/almara"
import type { StoredCheckout } from "../../modules/almara/ledger/rows"
import { isBooked } from "../medusa/snapshot"
import { readHeld, whyUncertain } from "./held-fit"
import { totalAnew } from "./copy-for"

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
  const held = await readHeld(container, row)
  if (isBooked(held.snapshot, row.id)) return mayCheck ? ["check"] : []
  const { hold_reason: reason } = row
  // Money of another sum needs a report.
  const known = reason === "amount" ? reported : (reported ?? held.money.asked)
  const received = reason === "amount_unreadable" || whyUncertain(container, row) ? null : known
  const money = { ...held.money, received, isTyped: false }
  return actionsFor(row.state, reason, {
    mayCheck,
    fits: mayAccept(money),
    fitsAnew: mayPlaceAnew(money, await totalAnew(container, held, row.id)),
  })
}

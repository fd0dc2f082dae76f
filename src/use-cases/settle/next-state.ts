import { MedusaError } from "@medusajs/framework/utils"
import { LEADS_TO, type Decision } from "../../core/checkout/decide"
import { mayMove, UNBOOKED, type CheckoutState } from "../../core/checkout/states"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"

/**
 * Returns the state that a decision brings a checkout to at once; undefined where it stays in the one it is in.
 * @throws UNEXPECTED_STATE where money has come and the ledger allows no way there: what Almara has confirmed must not
 * be dropped in silence, and no settlement is written without its state.
 */
export function nextState(
  { state, checkout_reference }: Pick<CheckoutRow, "state" | "checkout_reference">,
  { kind }: Decision,
): CheckoutState | undefined {
  const to = (LEADS_TO as Partial<Record<Decision["kind"], CheckoutState>>)[kind]
  if (!to || to === state) return undefined
  if (mayMove(state, to)) return to
  if (!UNBOOKED.includes(to)) return undefined
  throw new MedusaError(
    MedusaError.Types.UNEXPECTED_STATE,
    `Money of the checkout ${checkout_reference} cannot be written down: the ledger allows no way from ${state} to ${to}.`,
  )
}

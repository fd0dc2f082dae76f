import type { MedusaContainer } from "@medusajs/framework/types"
import type { Money } from "../../core/money"
import { ALMARA_MODULE } from "../../modules/almara"
import type { Ledger } from "../../modules/almara/ledger/ledger"
import { reportedDetail } from "../../modules/almara/ledger/reported-amount"
import type { CheckoutPatch, CheckoutRow } from "../../modules/almara/ledger/rows"
import { settleNow } from "./settle-now"
import { sessionForMoney } from "../medusa/payable-session"
import { BusinessError } from "../business-error"
import { readHeld, type Held } from "./held-fit"
import { fittingMoney } from "./received-money"
import { isBooked, readMedusaSnapshot, type MedusaSnapshot } from "../medusa/snapshot"
import { settlesOf } from "../settle/fit"
import { requireSeen } from "./require-seen"
import { withLease } from "./with-lease"

/** Who accepts held money, and why. */
export interface Accepting {
  actor: string
  note: string
  /**
   * The sum that arrived, as that person typed it, in major units: only of money whose sum Almara's report does not
   * name.
   */
  amount?: string
  /** Which case that person saw, where the client says so. */
  seen: string | undefined
}

/**
 * Puts held money onto the order or cart where it fits (`fitOf`). Nothing is captured here: the ledger is told that the
 * money fits, and settle does the rest, as for any other payment. What is another sum than that of the payment session
 * is booked by one of its own.
 * @throws BusinessError.
 */
export async function acceptCheckout(container: MedusaContainer, held: CheckoutRow, by: Accepting): Promise<void> {
  await withLease(container, held.id, (checkout) => declareFitting(container, checkout, by))
  await settleGranted(container, held.id, by.actor)
}

/**
 * Settles money that a person has put onto an order.
 * @throws BusinessError, also where the order could not be placed.
 */
export async function settleGranted(
  container: MedusaContainer,
  checkoutId: CheckoutRow["id"],
  actor: string,
): Promise<void> {
  await settleNow(container, checkoutId, actor)
  const settled = await container.resolve(ALMARA_MODULE).ledger.find(checkoutId)
  if (settled?.state === "held") throw new BusinessError("not_placed", { reason: settled.last_error ?? "unknown" })
}

async function declareFitting(container: MedusaContainer, checkout: CheckoutRow, by: Accepting): Promise<void> {
  await requireSeen(container, checkout, by.seen)
  if (checkout.state !== "held") throw new BusinessError("not_acceptable")
  const place = await placeFor(container, checkout, by.amount)
  await grant(container, checkout, place, { kind: "accepted", by })
}

/**
 * Tells the ledger that held money fits into this place; the timeline says who said so.
 * @throws BusinessError where somebody else has decided about that order or session meanwhile.
 */
export async function grant(
  container: MedusaContainer,
  checkout: CheckoutRow,
  { snapshot, session, received }: Place,
  { kind, by, detail = {} }: { kind: "accepted" | "placed_anew"; by: Accepting; detail?: Record<string, unknown> },
): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const settles = settlesOf(snapshot, session)
  const settled = await ledger.settle(
    checkout,
    settles,
    {
      ...(await asAttemptOf(ledger, checkout, session.id)),
      ...(snapshot.orderId && { order_id: snapshot.orderId }),
      hold_reason: null,
      last_error: null,
      closed_at: null,
      payment_collection_id: settles.collection,
    },
    {
      kind,
      actor: by.actor,
      detail: {
        note: by.note,
        reason: checkout.hold_reason,
        ...detail,
        ...(by.amount !== undefined && { amount_typed: true }),
        ...reportedDetail(received),
      },
    },
  )
  if (settled === "outrun") throw new BusinessError("busy")
  if (settled === "taken") throw new BusinessError("order_paid")
}

/** The payment session that takes the money, what Medusa has for it, and the money. */
export interface Place {
  snapshot: MedusaSnapshot
  session: { id: string; amount: string }
  received: Money
}

async function placeFor(container: MedusaContainer, checkout: CheckoutRow, typed: string | undefined): Promise<Place> {
  const held = await readHeld(container, checkout)
  if (isBooked(held.snapshot, checkout.id)) throw new BusinessError("already_booked")
  const { received, fit } = await fittingMoney(container, checkout, held.money, { typed })
  if (fit.onto === "another") return placeOfItsOwn(container, held, { received, booked: fit.booked })
  if (!held.session) throw new BusinessError("nothing_waits")
  return { snapshot: held.snapshot, session: held.session, received }
}

/**
 * A session of exactly this sum. The amount of a session is never changed: Medusa captures what a session says
 * (decision 18).
 */
export async function placeOfItsOwn(
  container: MedusaContainer,
  { snapshot, provider }: Pick<Held, "snapshot" | "provider">,
  { received, booked }: { received: Money; booked: Money },
): Promise<Place> {
  const session = await sessionForMoney(container, snapshot, { exact: booked, provider })
  if (!session) throw new BusinessError("nothing_waits")
  const again = await readMedusaSnapshot(container, { payment_session_id: session.id, payment_collection_id: null })
  // What was decided above goes by what the order owed at that revision.
  if (again.revision !== snapshot.revision) throw new BusinessError("busy")
  return { snapshot: again, session, received }
}

/** Money of a session that was replaced becomes an attempt of the session that took its place. */
async function asAttemptOf(ledger: Ledger, checkout: CheckoutRow, sessionId: string): Promise<CheckoutPatch> {
  if (sessionId === checkout.payment_session_id) return {}
  const [newest] = await ledger.attempts(sessionId)
  return { payment_session_id: sessionId, attempt: (newest?.attempt ?? 0) + 1 }
}

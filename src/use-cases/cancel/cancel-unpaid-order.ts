import { cancelOrderWorkflow } from "@medusajs/medusa/core-flows"
import { ContainerRegistrationKeys, MedusaError, Modules, OrderChangeType } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { KeptReason } from "../../core/checkout/kept-reasons"
import { ENDED_UNPAID } from "../../core/checkout/states"
import { ALMARA_MODULE } from "../../modules/almara"
import { NOW } from "../../modules/almara/moments"
import { isJustChecked, type OrderRow } from "../../modules/almara/ledger/rows"
import { giveBack } from "./give-back"
import { isPaidAtAlmara } from "../is-paid-at-almara"
import { whyKept } from "../medusa/may-cancel"

/**
 * A cancellation that is still running in another process is over after a minute. Medusa dates it by the clock of the
 * process: one from a time that is still to come is taken for as old, or a clock that was ahead would keep the order.
 */
const ABANDONED = `
  select id from order_change where order_id = ? and status = 'pending' and change_type = ? and deleted_at is null
    and created_at not between now() - interval '1 minute' and now() + interval '1 minute'`
const LONGEST_WAIT_IN_SECONDS = 30
const ASKED_JUST_NOW_MILLISECONDS = 60_000

export interface Cancellation {
  orderId: string
  /** A shopper may give the order up before its deadline. */
  by: NonNullable<OrderRow["canceled_by"]>
}

/**
 * Cancels an order that is certainly unpaid, which frees its stock and its codes; else answers why it stays. May be run
 * again after a crash: a process that died while it canceled leaves an order change behind, and Medusa then refuses
 * every further cancellation of that order. Such credit lines are made and confirmed in one request, so one that still
 * waits after a minute belongs to nobody.
 * One at a time: of two cancellations at once Medusa rolls the later one back, and with it reserves the stock again.
 * @throws CONFLICT where money was decided about meanwhile or has come late, what Medusa throws, and AlmaraError where
 * Almara cannot be asked about an attempt that ended: then it has to be asked again.
 */
export async function cancelUnpaidOrder(
  container: MedusaContainer,
  cancellation: Cancellation,
): Promise<KeptReason | null> {
  const options = { timeout: LONGEST_WAIT_IN_SECONDS }
  await requireNothingLate(container, cancellation.orderId)
  const reason = await container
    .resolve(Modules.LOCKING)
    .execute(`almara-cancel-${cancellation.orderId}`, () => cancelOnce(container, cancellation), options)
  if (reason === null) await giveBack(container, cancellation.orderId)
  return reason
}

/**
 * An order may outlive an attempt that ended, and that may have been paid since Almara was last asked: what was asked a
 * minute ago counts.
 */
async function requireNothingLate(container: MedusaContainer, orderId: string): Promise<void> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  if (options.verification === "signature") return
  for (const attempt of await ledger.ofOrder(orderId)) {
    if (!ENDED_UNPAID.includes(attempt.state) || isJustChecked(attempt, ASKED_JUST_NOW_MILLISECONDS)) continue
    if (!(await isPaidAtAlmara(container, attempt))) continue
    await ledger.update(attempt.id, { next_check_at: NOW })
    throw new MedusaError(
      MedusaError.Types.CONFLICT,
      `The order ${orderId} is not canceled: an earlier page of it was paid after its time.`,
    )
  }
}

async function cancelOnce(container: MedusaContainer, { orderId, by }: Cancellation): Promise<KeptReason | null> {
  const { orders } = container.resolve(ALMARA_MODULE)
  await orders.keep(orderId)
  const kept = await orders.find(orderId)
  // Read after the revision: what is decided about the order's money from here on takes that revision.
  const reason = await whyKept(container, orderId, { evenBeforeDeadline: by === "shopper" })
  if (reason || !kept) return reason
  if (!(await orders.begin(orderId, kept.revision, by)))
    throw new MedusaError(MedusaError.Types.CONFLICT, `Somebody decides about the order ${orderId} at this moment.`)
  let isCanceled = false
  try {
    await endAbandonedChanges(container, orderId)
    await cancelOrderWorkflow(container).run({ input: { order_id: orderId } })
  } finally {
    isCanceled = await orders.end(orderId)
  }
  // Medusa's engine throws for a run that failed, and not for one that stopped half-way (docs/medusa-upstream.md, 25).
  if (!isCanceled)
    throw new MedusaError(MedusaError.Types.CONFLICT, `Medusa has not canceled the order ${orderId}. Try again.`)
  return null
}

async function endAbandonedChanges(container: MedusaContainer, orderId: string): Promise<void> {
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const { rows: abandoned } = await connection.raw<{ rows: { id: string }[] }>(ABANDONED, [
    orderId,
    OrderChangeType.CREDIT_LINE,
  ])
  if (abandoned.length > 0) await container.resolve(Modules.ORDER).cancelOrderChange(abandoned.map(({ id }) => id))
}

import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../../modules/almara"
import { NOW } from "../../modules/almara/moments"
import {
  findCanceledPaidOrders,
  findAbandonedOrders,
  findHeldButPlaced,
  findPaidWithoutOrder,
} from "../../modules/almara/jobs/abandoned-orders"
import { idsOf } from "../../telemetry/spans"
import { logEvent, reasonOf } from "../../telemetry/log"
import { findChangedOrders } from "../../modules/almara/jobs/changed-orders"
import { cancelUnpaidOrder } from "../cancel/cancel-unpaid-order"
import { compareOrder } from "../attention/compare-order"
import { holdCanceledOrder } from "../order-events/hold-canceled-order"
import { settleCheckout } from "../settle/settle-checkout"
import { announceCheckout } from "../settle/steps/announce-checkout"

const BATCH = 20

/**
 * Cancels the orders whose payment cannot come any more once the time to pay is over, which frees their stock: the
 * process died before it opened a checkout for them, or the merchant's deadline is later than their checkouts'. Returns
 * how many.
 */
export async function cancelAbandonedOrders(container: MedusaContainer): Promise<number> {
  const { options } = container.resolve(ALMARA_MODULE)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const orders = await findAbandonedOrders(connection, {
    dueInMinutes: options.dueInMinutes,
    graceInMinutes: options.graceInMinutes,
    limit: BATCH,
  })
  let canceled = 0
  for (const orderId of orders) {
    try {
      if (await cancelUnpaidOrder(container, { orderId, by: "sweep" })) continue
      logEvent(
        logger,
        "order.abandoned",
        "an order waited without an open checkout at Almara and could not be paid any more; it was canceled",
        { order_id: orderId },
      )
      canceled += 1
      await announceEnd(container, orderId)
    } catch (error) {
      logEvent(
        logger,
        "order.not_canceled",
        `an order can never be paid, and could not be canceled now: ${reasonOf(error)}`,
        { order_id: orderId },
      )
    }
  }
  return canceled
}

/** Its last checkout was over before the order was. */
async function announceEnd(container: MedusaContainer, orderId: string): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  const [newest] = await ledger.ofOrder(orderId)
  const announced = newest && (await announceCheckout(container, newest))
  if (announced) await ledger.update(newest.id, { announced_state: announced })
}

/** Holds the money of paid orders whose cancellation nobody noticed. Returns how many those were. */
export async function holdMoneyOfCanceledOrders(container: MedusaContainer): Promise<number> {
  const orders = await findCanceledPaidOrders(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), BATCH)
  let held = 0
  for (const orderId of orders) if (await holdCanceledOrder(container, orderId)) held += 1
  return held
}

/**
 * Settles the money that is held for want of an order, where that order was placed meanwhile and nobody has noticed.
 */
export async function settleHeldMoneyOfPlacedOrders(container: MedusaContainer): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  for (const checkoutId of await findHeldButPlaced(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), BATCH)) {
    try {
      await settleCheckout(container, { checkout_id: checkoutId, actor: "scheduler" })
    } catch (error) {
      logEvent(
        logger,
        "checkout.not_settled",
        `held money stands on an order, and could not be settled now: ${reasonOf(error)}`,
        { checkout_id: checkoutId },
      )
    }
  }
}

const MOST_CHANGED_ORDERS = 200

/**
 * Compares the orders that were changed lately with what they owe now: of some changes Medusa says nothing, and an
 * event may be lost.
 */
export async function compareChangedOrders(container: MedusaContainer, withinMinutes: number): Promise<void> {
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  for (const orderId of await findChangedOrders(connection, withinMinutes, MOST_CHANGED_ORDERS)) {
    try {
      await compareOrder(container, orderId)
    } catch (error) {
      logEvent(
        container.resolve(ContainerRegistrationKeys.LOGGER),
        "order.not_compared",
        `an order could not be compared with what it owes now: ${reasonOf(error)}`,
        { order_id: orderId },
      )
    }
  }
}

const ROLLED_BACK = "The order was there and paid, and was taken back afterwards."

/**
 * Holds the money of paid orders that are not there any more, and has the scheduler place them anew at once where their
 * cart allows it. What is announced then is announced again: it is about another order. Returns how many there were.
 */
export async function holdMoneyOfRolledBackOrders(
  container: MedusaContainer,
  paidWithinMinutes: number,
): Promise<number> {
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  let held = 0
  for (;;) {
    const found = await findPaidWithoutOrder(connection, { paidWithinMinutes, limit: BATCH })
    for (const checkoutId of found) if (await holdMoneyOfRolledBackOrder(container, checkoutId)) held += 1
    // Those that were found are held now, or were dealt with: a further batch holds others.
    if (found.length < BATCH) return held
  }
}

async function holdMoneyOfRolledBackOrder(container: MedusaContainer, checkoutId: string): Promise<boolean> {
  const patch = {
    hold_reason: "unplaceable",
    last_error: ROLLED_BACK,
    announced_state: null,
    next_check_at: NOW,
  } as const
  const { ledger } = container.resolve(ALMARA_MODULE)
  const held = await ledger.move(checkoutId, "held", patch, {
    kind: "held",
    actor: "scheduler",
    detail: { reason: "unplaceable", message: ROLLED_BACK },
  })
  if (!held) return false
  logEvent(
    container.resolve(ContainerRegistrationKeys.LOGGER),
    "order.rolled_back",
    "a paid order is not there any more; its money is held until it is placed anew",
    idsOf(held),
  )
  return true
}

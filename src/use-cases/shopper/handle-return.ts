import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { ShopperEndpoint } from "../../core/callback/signature"
import { verifyAddress } from "../../core/callback/signed-address"
import { AWAITING_PAYMENT, ENDED_WITH_MONEY } from "../../core/checkout/states"
import { ALMARA_MODULE } from "../../modules/almara"
import { NOW } from "../../modules/almara/moments"
import { isJustChecked, type CheckoutRow } from "../../modules/almara/ledger/rows"
import { idsOf } from "../../telemetry/spans"
import { logSummed, reasonOf } from "../../telemetry/log"
import { resultPage } from "./result-page"
import { settleCheckout } from "../settle/settle-checkout"
import { LEASE_IN_SECONDS } from "../settle/steps/lease-checkout"

const WATCH_IN_MILLISECONDS = 100
/** However often a shopper comes back: Almara is asked about one checkout no more often than this. */
const CHECK_EVERY_MILLISECONDS = 3_000
/**
 * How many returning shoppers' status checks one process runs at once; those beyond wait for the callback, or the
 * scheduler.
 */
const CHECKS_AT_ONCE = 16

export interface ReturnedShopper {
  endpoint: ShopperEndpoint
  /** The query of the address that was called, as it came. */
  query: string
}

/** Where a shopper goes on, and whether the address that was called carries our signature. */
export interface SentBack {
  page: URL
  isSigned: boolean
}

/** A shopper on the way back: what is known when the wait is over, is told. */
interface Return extends ReturnedShopper {
  /** When the wait is over, by this process' monotonic clock. */
  end: number
  isSigned: boolean
  paymentSessionId?: string
}

let checksRunning = 0

/** The watch over a checkout that somebody waits for: however many wait, Postgres is looked at for one of them. */
interface Watch {
  /** When the last of those who wait gives up, by this process' monotonic clock. */
  end: number
  over: Promise<void>
}

const watches = new Map<string, Watch>()

/**
 * Returns where to send a shopper who came back from Almara's page: always to the storefront's own result page, never
 * to an address that came with the request. What the request claims about the payment is not read at all, since the
 * shopper could have written it; Almara is asked instead. All of it within `returnWaitInMilliseconds`, also when
 * neither the database nor Almara answers: what is not settled by then goes on by itself, and the result page asks for
 * it. Never throws.
 */
export async function returnShopper(container: MedusaContainer, request: ReturnedShopper): Promise<SentBack> {
  const { options } = container.resolve(ALMARA_MODULE)
  const shopper: Return = { ...request, end: performance.now() + options.returnWaitInMilliseconds, isSigned: false }
  await withTimeout(options.returnWaitInMilliseconds, welcome(container, shopper))
  return { page: resultPage(options, shopper.paymentSessionId), isSigned: shopper.isSigned }
}

async function welcome(container: MedusaContainer, shopper: Return): Promise<void> {
  const { ledger, options } = container.resolve(ALMARA_MODULE)
  let checkout: CheckoutRow | undefined
  try {
    const { endpoint, query } = shopper
    const signedId = await verifyAddress({ endpoint, query, secrets: options.callbackSecret })
    if (signedId === undefined) return
    shopper.isSigned = true
    checkout = await ledger.findByMerchantRequestId(signedId)
    if (!checkout) return
    shopper.paymentSessionId = checkout.payment_session_id
    if (endpoint === "cancel" && !checkout.canceled_by_shopper_at)
      await ledger.update(checkout.id, { canceled_by_shopper_at: NOW })
    await watch(container, checkout, shopper)
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logSummed(
      logger,
      "checkout.not_settled",
      `a checkout could not be settled at the shopper's return: ${reasonOf(error)}`,
      checkout && idsOf(checkout),
    )
  }
}

/** Waits until the checkout is settled, together with all others in this process who do. */
function watch(container: MedusaContainer, checkout: CheckoutRow, { endpoint, end }: Return): Promise<void> {
  const others = watches.get(checkout.id)
  if (others) {
    others.end = Math.max(others.end, end)
    return others.over
  }
  const own: Watch = { end, over: Promise.resolve() }
  watches.set(checkout.id, own)
  own.over = settle(container, checkout, endpoint, own).finally(() => watches.delete(checkout.id))
  return own.over
}

/**
 * The callback is often a moment faster than the shopper: its settlement is then waited for, instead of a second one.
 */
async function settle(container: MedusaContainer, checkout: CheckoutRow, endpoint: string, own: Watch): Promise<void> {
  const { ledger } = container.resolve(ALMARA_MODULE)
  for (
    let row: CheckoutRow | undefined = checkout;
    row && performance.now() < own.end;
    row = await ledger.find(checkout.id)
  ) {
    // Nobody learns any more about these. A checkout that was closed unpaid may have been paid after all.
    if (row.state === "refused" || ENDED_WITH_MONEY.includes(row.state)) return
    if (row.leased_by === null || !isLeased(row)) {
      const isPaced = isJustChecked(row, CHECK_EVERY_MILLISECONDS)
      if (isPaced && !AWAITING_PAYMENT.includes(row.state)) return
      if (!isPaced && (await hasChecked(container, row.id, endpoint))) return
    }
    await pause(WATCH_IN_MILLISECONDS)
  }
}

/** Whether a lease is still to run out, and no further away than it is ever set: a wrong clock set one that is. */
function isLeased({ read_at, leased_until }: CheckoutRow): boolean {
  const ahead = leased_until === null ? 0 : leased_until.getTime() - read_at.getTime()
  return ahead > 0 && ahead <= LEASE_IN_SECONDS * 1000
}

/** Returns false when another run is settling the checkout at this moment. */
async function hasChecked(container: MedusaContainer, checkoutId: string, endpoint: string): Promise<boolean> {
  if (checksRunning >= CHECKS_AT_ONCE) {
    await container.resolve(ALMARA_MODULE).ledger.update(checkoutId, { next_check_at: NOW })
    return true
  }
  checksRunning += 1
  try {
    const { checkout: settled } = await settleCheckout(container, { checkout_id: checkoutId, actor: endpoint })
    return settled !== null
  } finally {
    checksRunning -= 1
  }
}

/** Waits for work, but not longer than that; the work goes on. */
async function withTimeout(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))
  await Promise.race([work, timeout])
  clearTimeout(timer)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref())
}

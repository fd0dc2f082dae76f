import { PUBLIC_STATUS, type PublicCheckout, type PublicReason } from "./public-checkout"
import { shopperMessage } from "./shopper-texts"
import { readCode } from "../checkout/outcome"
import type { OrderState } from "../checkout/decide"
import { meaningOfResultCode } from "../checkout/result-codes"
import { isUnclear, needsReview, type Reviewed } from "../checkout/review"
import { AWAITING_PAYMENT, ENDED_UNPAID, UNBOOKED, WITH_MONEY, type CheckoutState } from "../checkout/states"

/** What is looked at of an attempt to pay. */
export interface Attempt extends Reviewed {
  state: CheckoutState
  checkout_url: string | null
  due_at: Date | string
  created_at: Date | string
  result_code: string | null
  last_error: string | null
  /** Its order owes another sum by now. */
  outdated_at: Date | string | null
}

export interface ShopperContext {
  /** Whether an order that owes something, or with `pay_first` a cart, still waits for a payment. */
  isWaiting: boolean
  /**
   * Whether Medusa still has its payment session. Where that was deleted its page is handed out no more: what it brings
   * is held. Another one of ours for its order can be paid then, where there is one.
   */
  session?: "own" | "another" | "none"
  /**
   * Whether money that may belong to what the order owes is held, whichever payment brought it: nobody is asked to pay
   * meanwhile.
   */
  isMoneyHeld?: boolean
  /** Whether it is an order, which may owe something beside what was paid. */
  isOrder: boolean
  /** What became of its order or cart, which may end a payment that has no money. */
  orderState?: OrderState
  maximumAttempts: number
  /** How many are from before the merchant asked the customer to pay: none of those speaks against another one. */
  moreAttempts?: number
  now: Date
  /**
   * Whether what waits is an order, and Almara may be asked about it: only then is it known that it may be given up.
   */
  isOrderToGiveUp?: boolean
  /**
   * Whether the order may still be paid after its newest attempt's time; left out where that attempt's own time counts.
   */
  hasTime?: boolean
}

export type ShopperView = Pick<
  PublicCheckout,
  "status" | "reason" | "checkout_url" | "can_retry" | "can_start_over" | "is_outdated" | "message"
>

/** The first of these states that an attempt is in stands for all attempts. */
const MONEY_FIRST = ["paid", ...WITH_MONEY] as const
/** Longer than any call to Almara: a process that still has not written the answer down is gone. */
const LEFT_BEHIND_AFTER_MILLISECONDS = 15_000

/**
 * Returns the primary attempt of a payment: one whose money is there, else one that may have been paid and is looked at
 * by a person, else the newest. `attempts` are given the newest first.
 */
export function primaryAttempt<Row extends Attempt>(attempts: readonly Row[]): Row | undefined {
  const withMoney = MONEY_FIRST.map((state) => attempts.find((attempt) => attempt.state === state)).find(
    (attempt) => attempt !== undefined,
  )
  return withMoney ?? attempts.find(isUnclear) ?? attempts[0]
}

/**
 * Returns what the shopper is told. Almara's page is only named while nothing was paid yet: nobody is led to pay twice.
 */
export function shopperView<Row extends Attempt>(
  attempts: readonly Row[],
  primary: Row,
  context: ShopperContext,
): ShopperView {
  const isPayable =
    primary.state === "open" &&
    !isUnclear(primary) &&
    isAwaited(context) &&
    isInTime(primary, context.now) &&
    primary.outdated_at === null &&
    isOwnSession(context)
  const can_retry = mayRetry(attempts, context)
  const isUncertain = context.isWaiting ? isUnclear(primary) : needsReview(primary)
  const isReviewed = isUncertain || (context.isMoneyHeld === true && !hasMoney(primary))
  const status = isReviewed
    ? "review"
    : primary.state === "expired" && can_retry
      ? "canceled"
      : PUBLIC_STATUS[primary.state]
  const told = {
    ...((isReviewed ? undefined : endedOtherwise(primary, context)) ?? { status, reason: reasonOf(primary, status) }),
    can_retry,
    can_start_over: mayStartOver(attempts, context),
    is_outdated: primary.outdated_at !== null && !hasMoney(primary),
  }
  const message = shopperMessage(told, context.isOrder)
  return { ...told, checkout_url: isPayable ? primary.checkout_url : null, message }
}

/**
 * Returns whether the shopper may ask for a new attempt: after a decline or a cancellation, a few times; where one was
 * left behind before it had its page, because Almara or this process failed; where the order owes another sum by now;
 * where what was paid for an order was dealt with, which another session then pays. Only within the due date, and never
 * when money is there or may be there, unless it is on the order and the order still owes something.
 */
export function mayRetry(attempts: readonly Attempt[], context: ShopperContext): boolean {
  const { isOrder, maximumAttempts, moreAttempts = 0, now, hasTime } = context
  const [latest] = attempts
  const bars = (attempt: Attempt) => isUndecided(attempt) || isUnclear(attempt) || (!isOrder && isDealtWith(attempt))
  if (!latest || context.session === "none" || !isAwaited(context) || attempts.some(bars)) return false
  if (attempts.some(({ state }) => state === "paid")) return isOrder
  if (!(hasTime ?? (latest.closed_at === null && isInTime(latest, now)))) return false
  if (latest.outdated_at !== null || !isOwnSession(context) || attempts.some(isDealtWith)) return true
  if (latest.state === "creating") return latest.last_error !== null || isLeftBehind(latest, now)
  const isOver =
    ENDED_UNPAID.includes(latest.state) ||
    (latest.state === "open" && latest.checkout_url === null) ||
    (latest.state === "refused" && attempts.length <= moreAttempts)
  return isOver && attempts.length < maximumAttempts + moreAttempts
}

/** Whether the shopper may give the order up: it waits, and no money is there or may be there. */
function mayStartOver(attempts: readonly Attempt[], context: ShopperContext): boolean {
  return (
    isAwaited(context) &&
    context.isOrderToGiveUp === true &&
    !attempts.some((attempt) => hasMoney(attempt) || isUnclear(attempt))
  )
}

function isOwnSession({ session = "own" }: ShopperContext): boolean {
  return session === "own"
}

function isAwaited({ isWaiting, isMoneyHeld }: ShopperContext): boolean {
  return isWaiting && isMoneyHeld !== true
}

/** Also one that a wrong clock has written, in what is still to come. */
function isLeftBehind({ created_at }: Attempt, now: Date): boolean {
  const age = now.getTime() - time(created_at)
  return age > LEFT_BEHIND_AFTER_MILLISECONDS || age < 0
}

function hasMoney({ state }: Attempt): boolean {
  return WITH_MONEY.includes(state)
}

/** Its money is there and not on the order. */
function isUndecided({ state }: Attempt): boolean {
  return UNBOOKED.includes(state)
}

function isDealtWith({ state }: Attempt): boolean {
  return state === "resolved"
}

/** Returns what ended a payment where its own state does not tell it: a person, or what became of its order. */
function endedOtherwise(
  attempt: Attempt,
  { orderState }: ShopperContext,
): Pick<ShopperView, "status" | "reason"> | null {
  if (isDealtWith(attempt)) return { status: "canceled", reason: "dealt_with" }
  if (hasMoney(attempt)) return null
  if (orderState === "order_paid") return { status: "paid", reason: "order_paid" }
  return orderState === "order_canceled" && (attempt.state === "canceled" || AWAITING_PAYMENT.includes(attempt.state))
    ? { status: "canceled", reason: "order_canceled" }
    : null
}

function isInTime({ due_at }: Attempt, now: Date): boolean {
  return time(due_at) > now.getTime()
}

function reasonOf(attempt: Attempt, status: PublicCheckout["status"]): PublicReason | null {
  if (status === "review") return isUnclear(attempt) ? "unclear" : "received"
  if (status !== "failed") return null
  return attempt.state === "refused"
    ? "service"
    : meaningOfResultCode(readCode(attempt.result_code ?? undefined)).failure
}

function time(date: Date | string): number {
  return new Date(date).getTime()
}

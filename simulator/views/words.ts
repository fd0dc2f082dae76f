import { reportedAmount, reportedOrder } from "../message"
import { formatMoney } from "../money"
import type { Checkout } from "../state"

/** How a checkout stands, for people. */
export type StateWord = "open" | "paid" | "declined" | "canceled" | "expired" | "not final"

/** How a checkout stands in one word. */
export function stateWord(checkout: Checkout, isExpired: boolean): StateWord {
  if (checkout.outcome !== "pending") {
    return checkout.outcome
  }
  if (checkout.canceledAt !== undefined) {
    return "canceled"
  }
  if (isExpired) {
    return "expired"
  }
  const { Status, ResultCode } = checkout.checkoutOutcome
  return Status === 1 && ResultCode === "14" ? "open" : "not final"
}

/** How long ago something was: `8 s`, `5 min`, `3 h`, `2 d`. */
export function age(at: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(at)) / 1000))
  if (seconds < 60) return `${seconds - (seconds % 5)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`
}

/** The time of day, in UTC, to the second. */
export function timeOfDay(at: string): string {
  return `${at.slice(11, 19)} UTC`
}

/** The amount as the gateway reports it. */
export function totalOf(checkout: Checkout): string {
  return formatMoney(reportedAmount(checkout), reportedOrder(checkout).checkoutCurrencyName)
}

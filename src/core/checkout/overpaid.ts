import { addMoney, compareMoney, negated, type Money } from "../money"
import { isOwed } from "./owed"

/**
 * What an order has received too much of, and what is known to have gone back: major units of one currency, none
 * negative.
 */
export interface Overpaid {
  tooMuch: Money
  /** What persons marked as refunded. */
  marked: Money
  /** What Medusa has booked as refunded since then. It may be what was marked, or more that went back. */
  booked: Money
}

/** The sums of a case, in major units. */
export interface OverpaidSums {
  amount: string
  /** What of it was marked as refunded before; left out where nothing was. */
  refunded_amount?: string
  /** What of it is left to refund, for certain. */
  left_amount?: string
}

/**
 * Returns what a case says; undefined where no person has to look, because all of it was marked as refunded. What is
 * booked may have been marked or not: then a person looks, and is asked for no more than is certainly left.
 */
export function overpaidSums({ tooMuch, marked, booked }: Overpaid): OverpaidSums | undefined {
  const unbooked = less(marked, lesser(booked, marked))
  if (!isOwed(less(tooMuch, unbooked))) return undefined
  const { amount } = tooMuch
  if (!isOwed(marked)) return { amount }
  const refunded = lesser(marked, tooMuch)
  const left = less(tooMuch, refunded)
  return { amount, refunded_amount: refunded.amount, left_amount: isOwed(left) ? left.amount : "0" }
}

function lesser(one: Money, other: Money): Money {
  return compareMoney(one, other) < 0 ? one : other
}

function less(sum: Money, part: Money): Money {
  return addMoney(sum, negated(part))
}

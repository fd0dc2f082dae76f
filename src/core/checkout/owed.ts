import { addMoney, compareMoney, money, negated, roundToMinor, smallestUnit, type Money } from "../money"

/** What an order asks for and has received, in major units; amounts may be negative. */
export interface OrderSums {
  /** What it asks for in all, without what a requested return will take off it. */
  asked: Money
  /** What its transactions have brought. */
  received: Money
}

/**
 * Returns what the order still asks for; negative where it has received more. A difference below the smallest unit of
 * its currency is none.
 */
export function balanceOf({ asked, received }: OrderSums): Money {
  const difference = addMoney(asked, negated(received))
  return isAnything(difference) ? difference : money(0, difference.currency)
}

/**
 * Returns whether a sum is at least one smallest unit of its currency, such as one cent: less can be neither asked nor
 * given back.
 */
export function isOwed(balance: Money): boolean {
  return compareMoney(balance, smallestUnit(balance.currency)) >= 0
}

/** Returns whether more was received than is asked for, by at least one smallest unit. */
export function isOverpaid(balance: Money): boolean {
  return isOwed(negated(balance))
}

/** Whether it is owed or overpaid. */
function isAnything(balance: Money): boolean {
  return isOwed(balance) || isOverpaid(balance)
}

/**
 * What a page may ask for: `exact` is what Medusa books, `asked` is that as the currency can carry it, rounded half up.
 */
export interface Ask {
  exact: Money
  asked: Money
}

/**
 * Returns what is asked by a payment collection that lacks so much of an order that owes so much: the lesser of both;
 * undefined where nothing is owed.
 */
export function askOf({ owed, lacks }: { owed: Money; lacks: Money }): Ask | undefined {
  const exact = compareMoney(lacks, owed) < 0 ? lacks : owed
  return isOwed(exact) ? { exact, asked: roundToMinor(exact) } : undefined
}

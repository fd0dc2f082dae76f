import BigNumber from "bignumber.js"
import { currencyByCode, currencyByNumber, type Currency } from "./currencies"
import { AlmaraError } from "./errors"

/** An amount in MAJOR units as a plain decimal string ("2500.5"), and its ISO 4217 code in upper case ("KES"). */
export type Money = { amount: string; currency: string }

const decimalText = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,2})?$/i

// Far beyond any order, and it keeps "1e99" from becoming a text of a hundred digits.
const largestExponent = 40

function unreadable(message: string): AlmaraError {
  return new AlmaraError({ kind: "unreadable", message, mayHaveArrived: false })
}

function decimal(amount: string | number | BigNumber): BigNumber {
  const value =
    typeof amount === "string"
      ? new BigNumber(decimalText.test(amount.trim()) ? amount.trim() : NaN)
      : new BigNumber(amount)
  if (!value.isFinite() || Math.abs(value.e ?? 0) > largestExponent || value.decimalPlaces()! > largestExponent) {
    throw unreadable("An amount is not a number that can be money.")
  }
  return value
}

function plain(value: BigNumber): string {
  return value.isZero() ? "0" : value.toFixed()
}

function currencyRecord(currency: string): Currency {
  const record = typeof currency === "string" ? currencyByCode(currency.trim()) : undefined
  if (!record) {
    throw unreadable(`"${String(currency).slice(0, 10)}" is not an ISO 4217 currency code.`)
  }
  return record
}

function requireSameCurrency(left: Money, right: Money): void {
  if (left.currency !== right.currency) {
    throw unreadable(`${left.currency} and ${right.currency} cannot be reckoned together.`)
  }
}

/**
 * Makes money of an amount in major units and a currency code in any letter case.
 * @throws AlmaraError `unreadable` when the amount is not a finite decimal or ISO 4217 does not know the currency.
 *
 * @example
 * money("2500.50", "kes") // { amount: "2500.5", currency: "KES" }
 */
export function money(amount: string | number | BigNumber, currency: string): Money {
  return { amount: plain(decimal(amount)), currency: currencyRecord(currency).code }
}

/**
 * Adds two amounts exactly, in major units.
 * @throws AlmaraError `unreadable` when the currencies differ.
 */
export function addMoney(left: Money, right: Money): Money {
  requireSameCurrency(left, right)
  return { amount: plain(decimal(left.amount).plus(decimal(right.amount))), currency: left.currency }
}

/**
 * Adds all amounts exactly, in major units; nothing at all is zero of the currency.
 * @throws AlmaraError `unreadable` when one of them is of another currency.
 */
export function sumMoney(list: readonly Money[], currency: string): Money {
  const nothing = money(0, currency)
  list.forEach((each) => requireSameCurrency(nothing, each))
  return money(
    list.reduce((sum, { amount }) => sum.plus(decimal(amount)), decimal(0)),
    currency,
  )
}

/**
 * Tells whether both are the same sum of the same currency: "2500" is "2500.00", 1 KES is not 1 JPY.
 *
 * @example
 * const { money: paid } = await client.checkStatus({ merchantRequestId: "6f1c…" })
 * const isAsAsked = paid !== undefined && isSameMoney(paid, money("7000", "KES"))
 */
export function isSameMoney(left: Money, right: Money): boolean {
  return left.currency === right.currency && decimal(left.amount).isEqualTo(decimal(right.amount))
}

/**
 * Compares two sums of one currency: negative where the left one is less, positive where it is more, 0 where they are
 * equal.
 * @throws AlmaraError `unreadable` when the currencies differ.
 */
export function compareMoney(left: Money, right: Money): number {
  requireSameCurrency(left, right)
  return decimal(left.amount).comparedTo(decimal(right.amount)) ?? 0
}

/** Returns the same sum with the other sign. */
export function negated({ amount, currency }: Money): Money {
  return { amount: plain(decimal(amount).negated()), currency }
}

/**
 * Returns how many decimal places the currency's minor unit has: 2 for KES, 0 for JPY, 3 for KWD.
 * @throws AlmaraError `unreadable` when ISO 4217 does not know the currency.
 */
export function minorDigits(currency: string): number {
  return currencyRecord(currency).digits
}

/**
 * Rounds an amount in major units half up (away from zero) to whole minor units.
 * @throws AlmaraError `unreadable` when ISO 4217 does not know the currency.
 *
 * @example
 * roundToMinor(money("7346.6628", "KES")) // { amount: "7346.66", currency: "KES" }
 */
export function roundToMinor(value: Money): Money {
  return roundTo(value, smallestUnit(value.currency))
}

/**
 * Rounds an amount half up (away from zero) to a multiple of `unit`, both in major units of one currency.
 * @throws AlmaraError `unreadable` when the currencies differ.
 *
 * @example
 * roundTo(money("109.75", "KES"), money("1", "KES")) // { amount: "110", currency: "KES" }
 */
export function roundTo(value: Money, unit: Money): Money {
  requireSameCurrency(value, unit)
  const [exact, one] = [decimal(value.amount), decimal(unit.amount)]
  const rest = exact.modulo(one)
  const isHalf = rest.abs().multipliedBy(2).isGreaterThanOrEqualTo(one)
  const step = one.multipliedBy(exact.isNegative() ? -1 : 1)
  return { amount: plain(exact.minus(rest).plus(isHalf ? step : 0)), currency: value.currency }
}

/**
 * Returns the smallest sum that a currency knows, in major units: 0.01 for KES, 1 for JPY.
 * @throws AlmaraError `unreadable` when ISO 4217 does not know the currency.
 */
export function smallestUnit(currency: string): Money {
  return money(`1e-${minorDigits(currency)}`, currency)
}

/** Tells whether an amount in major units is a whole number of minor units. */
export function fitsMinor(value: Money): boolean {
  return isSameMoney(value, roundToMinor(value))
}

/**
 * Returns the ISO 4217 number of a currency: 404 for KES. Almara sends it as `checkoutCurrencyCode` (FACTS.md, A).
 * @throws AlmaraError `unreadable` when ISO 4217 does not know the currency.
 */
export function currencyNumber(currency: string): number {
  return Number(currencyRecord(currency).number)
}

/**
 * Returns the currency code of an ISO 4217 number given as 404, "404" or "036"; undefined when there is none.
 * The callback carries a number (FACTS.md, A), the status answer a string (B).
 */
export function currencyFromNumber(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : ""
  return /^0*\d{1,3}$/.test(text) && text.length <= 6
    ? currencyByNumber(String(Number(text)).padStart(3, "0"))?.code
    : undefined
}

/**
 * Writes an amount for people, for example "KES 2,500.00"; decimals beyond the minor unit are shown, not hidden.
 * @param locale A BCP 47 language tag.
 * @throws RangeError when `locale` is no language tag; AlmaraError `unreadable` when ISO 4217 does not know the
 * currency.
 *
 * @example
 * formatMoney(money("2500", "KES")) // "KES 2,500.00"
 */
export function formatMoney(value: Money, locale = "en"): string {
  const digits = minorDigits(value.currency)
  const decimals = Math.min(20, Math.max(digits, decimal(value.amount).decimalPlaces() ?? 0))
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency: value.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: decimals,
  }).format(value.amount as Intl.StringNumericLiteral)
}

/**
 * Returns the JSON number in major units that Almara's `price` takes (FACTS.md, A).
 * @throws AlmaraError `unreadable` when no JSON number reads back as exactly this decimal.
 */
export function toWirePrice(value: Money): number {
  const price = Number(value.amount)
  if (!Number.isFinite(price) || !new BigNumber(String(price)).isEqualTo(decimal(value.amount))) {
    throw unreadable(`${value.amount} ${value.currency} cannot be written as a JSON number without changing it.`)
  }
  return price
}

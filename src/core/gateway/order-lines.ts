import BigNumber from "bignumber.js"
import { AlmaraError } from "../errors"
import { addMoney, fitsMinor, minorDigits, type Money, money, negated, sumMoney, toWirePrice } from "../money"
import { mostLines, type CheckoutLine } from "./wire"

/** A line of a cart or an order, as far as Almara's page shows it. */
export type CartLine = {
  sku?: string | null
  title: string
  quantity: number
  /** What the whole line costs in MAJOR units, tax and discounts within. */
  total: string | number
}

type Share = { line: CartLine; exact: BigNumber; units: BigNumber }

const longestName = 120
const longestSku = 64
/** Of the 64 KiB that a callback may have: the rest is for the message around the lines. */
const mostEchoedBytes = 48 * 1024
/** A line's punctuation and field names, as a form writes them. */
const bytesAround = 200

// By code point, so that no character is cut in two.
function cut(text: string, length: number): string {
  const characters = Array.from(text)
  return characters.length > length
    ? `${characters
        .slice(0, length - 1)
        .join("")
        .trimEnd()}…`
    : text
}

function tidy(text: string | null | undefined): string {
  return (text ?? "").replace(/[\p{Cc}\s]+/gu, " ").trim()
}

function lineName(line: CartLine): string {
  const title = tidy(line.title) || "Item"
  return cut(line.quantity > 1 ? `${line.quantity} × ${title}` : title, longestName)
}

/**
 * Rounds every line to whole minor units and spreads what rounding took or added, one unit a line, over the lines
 * that rounding moved farthest. Undefined when one unit a line is not enough.
 */
function spread(shares: Share[], totalUnits: BigNumber): Share[] | undefined {
  const missing = totalUnits.minus(BigNumber.sum(...shares.map((share) => share.units))).toNumber()
  const step = Math.sign(missing)
  const byDistance = shares
    .filter((share) => share.units.plus(step).isGreaterThanOrEqualTo(0))
    .sort((left, right) => step * right.exact.minus(right.units).comparedTo(left.exact.minus(left.units))!)
  if (Math.abs(missing) > byDistance.length) {
    return undefined
  }
  const moved = new Set(byDistance.slice(0, Math.abs(missing)))
  return shares.map((share) => (moved.has(share) ? { ...share, units: share.units.plus(step) } : share))
}

/**
 * What a text takes at the most when it comes back: a form writes a character beyond ASCII as nine bytes, JSON as six.
 */
function echoedBytes(text: string): number {
  return Array.from(text).reduce(
    (sum, character) => sum + (character.charCodeAt(0) < 128 ? 3 : character.length === 1 ? 9 : 12),
    0,
  )
}

/** So many lines that their callback can be taken, whichever way it writes them; one line stands for the rest. */
function boundedLines(lines: CheckoutLine[], total: Money, reference: string): CheckoutLine[] {
  let bytes = 0
  const fitting = lines.findIndex((line, index) => {
    bytes += bytesAround + echoedBytes(line.name) + echoedBytes(line.sku)
    return bytes > mostEchoedBytes || index >= mostLines
  })
  if (fitting < 0) {
    return lines
  }
  // One less, which makes room for the line of the rest.
  const shown = lines.slice(0, fitting - 1)
  const spent = sumMoney(
    shown.map(({ price }) => money(price, total.currency)),
    total.currency,
  )
  const rest = addMoney(total, negated(spent))
  return [
    ...shown,
    {
      sku: cut(`${reference}-rest`, longestSku),
      name: `${lines.length - shown.length} more items`,
      price: toWirePrice(rest),
    },
  ]
}

/**
 * Returns the lines that Almara's page shows. The wire knows neither quantity nor total (FACTS.md, A): the amount is
 * the sum of the prices, so the prices always add up to exactly `total`, each a positive number of whole minor units.
 * Where the cart's lines cannot say that (gift cards, credit lines, shipping left out), there is one line for the
 * order. What is sent comes back in the callback: beyond a number of lines or bytes there is one line for the rest.
 * @param order.total What is paid in all, in MAJOR units.
 * @param order.reference The order's reference, the name of that one line.
 * @throws AlmaraError `refused` when the total is not a positive number of whole minor units, `unreadable` when the
 * total of a line is no number.
 *
 * @example
 * const lines = [{ sku: "SHRT", title: "Black shirt", quantity: 2, total: "7000" }]
 * checkoutLines({ lines, total: money("7000", "KES"), reference: "ORD-20260126-7K4XQM" })
 */
export function checkoutLines(order: { lines: readonly CartLine[]; total: Money; reference: string }): CheckoutLine[] {
  const total = money(order.total.amount, order.total.currency)
  if (!new BigNumber(total.amount).isPositive() || total.amount === "0" || !fitsMinor(total)) {
    throw new AlmaraError({
      kind: "refused",
      message: `A total of ${total.amount} ${total.currency} cannot be paid by card.`,
    })
  }

  const single = [
    {
      sku: cut(order.reference, longestSku),
      name: cut(`Order ${order.reference}`, longestName),
      price: toWirePrice(total),
    },
  ]
  const digits = minorDigits(total.currency)
  const shares = order.lines
    .map((line): Share => {
      const exact = new BigNumber(money(line.total, total.currency).amount).shiftedBy(digits)
      return { line, exact, units: exact.decimalPlaces(0, BigNumber.ROUND_HALF_UP) }
    })
    .filter((share) => !share.exact.isZero())
  if (shares.length === 0 || shares.some((share) => share.exact.isNegative())) {
    return single
  }

  const spreadShares = spread(shares, new BigNumber(total.amount).shiftedBy(digits))?.filter(
    (share) => !share.units.isZero(),
  )
  const lines = spreadShares?.map(({ line, units }, index) => ({
    sku: cut(tidy(line.sku) || `${order.reference}-${index + 1}`, longestSku),
    name: lineName(line),
    price: toWirePrice(money(units.shiftedBy(-digits), total.currency)),
  }))
  return lines ? boundedLines(lines, total, order.reference) : single
}

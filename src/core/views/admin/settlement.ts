import { addMoney, isSameMoney, money, type Money } from "../../money"
import type { WITH_MONEY } from "../../checkout/states"
import type { MerchantRequestId } from "../../ids"

/** One day and currency: what came at Almara against what Medusa captured. Money is decimal text in major units. */
export interface SettlementDay {
  /** YYYY-MM-DD, in the reader's time zone. */
  date: string
  currency_code: string
  almara_count: number
  almara_amount: string
  medusa_count: number
  medusa_amount: string
}

export const DIFFERENCE_KINDS = [
  "not_captured",
  "amount",
  "unknown_to_ledger",
  "held",
  "dismissed",
  "refunded",
  "not_paid_at_almara",
] as const
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]

export interface SettlementDifference {
  kind: DifferenceKind
  checkout_id: string | null
  checkout_reference: string | null
  payment_id: string | null
  currency_code: string
  almara_amount: string | null
  /** What Medusa captured; null when it captured nothing. */
  medusa_amount: string | null
  at: string
}

export interface SettlementReport {
  /** The beginning of what was looked through: midnight of the reader's first day, or later when the report is cut. */
  from: string
  days: SettlementDay[]
  /** The newest of them. */
  differences: SettlementDifference[]
  difference_count: number
  /** More came in this span than one report looks through: only the newest are in it. */
  is_cut: boolean
  /** Whether the options permit to ask Almara about what is paid. */
  may_check: boolean
  /** How many paid checkouts Almara was asked about again, and how many could not be asked. */
  checked: { count: number; failed: number; of: number } | null
}

/** Money that came at Almara for a checkout of the ledger, whatever became of it. */
export interface ReceivedMoney {
  checkout_id: string
  checkout_reference: string
  merchant_request_id: MerchantRequestId
  method: string
  account: string
  payment_session_id: string
  state: (typeof WITH_MONEY)[number]
  /**
   * Whether the payment of its session, if Medusa captured one, was made by this checkout and not by another attempt.
   */
  owns_payment: boolean
  /** What a person said was done with it. */
  resolution: Extract<DifferenceKind, "refunded" | "dismissed"> | null
  money: Money
  at: Date
}

/** A payment that Medusa captured. */
export interface CapturedMoney {
  payment_id: string
  payment_session_id: string
  money: Money
  at: Date
}

/** Both sides by day and currency, the newest first. */
export function settlementDays(
  received: ReceivedMoney[],
  captured: CapturedMoney[],
  timeZone: string,
): SettlementDay[] {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" })
  const days = new Map<string, SettlementDay>()
  const dayOf = (at: Date, currency: string): SettlementDay => {
    const date = format.format(at)
    const key = `${date} ${currency}`
    const day = days.get(key) ?? {
      date,
      currency_code: currency.toLowerCase(),
      almara_count: 0,
      almara_amount: "0",
      medusa_count: 0,
      medusa_amount: "0",
    }
    days.set(key, day)
    return day
  }
  for (const row of received) {
    const day = dayOf(row.at, row.money.currency)
    day.almara_count += 1
    day.almara_amount = addMoney(money(day.almara_amount, row.money.currency), row.money).amount
  }
  for (const payment of captured) {
    const day = dayOf(payment.at, payment.money.currency)
    day.medusa_count += 1
    day.medusa_amount = addMoney(money(day.medusa_amount, payment.money.currency), payment.money).amount
  }
  return [...days.values()].sort(
    (one, other) => other.date.localeCompare(one.date) || one.currency_code.localeCompare(other.currency_code),
  )
}

/** Everything that stands on one side only, or with another sum on the other; the newest first. */
export function settlementDifferences(received: ReceivedMoney[], captured: CapturedMoney[]): SettlementDifference[] {
  const bySession = new Map(captured.map((payment) => [payment.payment_session_id, payment]))
  const owned = new Set(received.filter((row) => row.owns_payment).map((row) => row.payment_session_id))
  const ofCheckouts = received.flatMap((row) => {
    const payment = row.owns_payment ? bySession.get(row.payment_session_id) : undefined
    const kind = kindOf(row, payment)
    return kind ? [differenceOf(kind, row, payment)] : []
  })
  const ofPayments = captured.filter((payment) => !owned.has(payment.payment_session_id)).map(withoutCheckout)
  return newestFirst([...ofCheckouts, ...ofPayments])
}

/** Returns a difference that was found for a checkout, with what Medusa captured for it. */
export function differenceOf(kind: DifferenceKind, row: ReceivedMoney, payment?: CapturedMoney): SettlementDifference {
  return {
    kind,
    checkout_id: row.checkout_id,
    checkout_reference: row.checkout_reference,
    payment_id: payment?.payment_id ?? null,
    currency_code: row.money.currency.toLowerCase(),
    almara_amount: row.money.amount,
    medusa_amount: payment?.money.amount ?? null,
    at: row.at.toISOString(),
  }
}

export function newestFirst(differences: SettlementDifference[]): SettlementDifference[] {
  return differences.sort((one, other) => other.at.localeCompare(one.at))
}

function kindOf(row: ReceivedMoney, payment: CapturedMoney | undefined): DifferenceKind | undefined {
  if (row.state === "held") return "held"
  if (payment) return isSameMoney(payment.money, row.money) ? undefined : "amount"
  if (row.state === "resolved") return row.resolution ?? "dismissed"
  return "not_captured"
}

function withoutCheckout(payment: CapturedMoney): SettlementDifference {
  return {
    kind: "unknown_to_ledger",
    checkout_id: null,
    checkout_reference: null,
    payment_id: payment.payment_id,
    currency_code: payment.money.currency.toLowerCase(),
    almara_amount: null,
    medusa_amount: payment.money.amount,
    at: payment.at.toISOString(),
  }
}

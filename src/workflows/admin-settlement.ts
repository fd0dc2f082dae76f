import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { SettlementDay, SettlementDifference, SettlementReport } from "../core/admin-status"
import { isAlmaraError } from "../core/errors"
import { addMoney, isSameMoney, money, sumMoney, type Money } from "../core/money"
import { classifyOutcome } from "../core/outcome"
import { ALMARA_MODULE } from "../modules/almara"
import type { CheckoutRow } from "../modules/almara/rows"

const DAY = 86_400_000
const MOST_ROWS = 5000
const MOST_QUESTIONS = 200
const PATIENCE_IN_MILLISECONDS = 20_000

interface Captured {
  id: string
  payment_session_id: string
  at: Date
  money: Money
}

/**
 * What came at Almara against what Medusa captured, by day and currency. It sees what the ledger knows, and with `ask` what
 * check-status says of it; money that Almara has for orders that this store never opened is out of its sight.
 */
export async function settlementReport(container: MedusaContainer, { days, timeZone, ask }: { days: number; timeZone: string; ask: boolean }): Promise<SettlementReport> {
  const since = new Date(Date.now() - days * DAY)
  // Both sides are read a little further back than shown, so that a pair that the edge runs through is no difference.
  const before = new Date(since.getTime() - DAY)
  const [received, captured] = await Promise.all([receivedSince(container, before), capturedSince(container, before)])
  const paid = received.filter((row) => row.state !== "held" && timeOf(row) >= since)
  const checked = ask ? await askAbout(container, paid) : undefined
  return {
    days: byDay(received.filter((row) => timeOf(row) >= since), captured.filter((payment) => payment.at >= since), timeZone),
    differences: [...differences(received, captured).filter((one) => new Date(one.at) >= since), ...(checked?.differences ?? [])].sort((one, other) => other.at.localeCompare(one.at)),
    is_cut: received.length === MOST_ROWS || captured.length === MOST_ROWS,
    asked: checked?.asked ?? null,
  }
}

/** What came at Almara; held money with the sum that Almara reported, which may be another than was asked for. */
async function receivedSince(container: MedusaContainer, since: Date): Promise<CheckoutRow[]> {
  const { reports } = container.resolve(ALMARA_MODULE)
  const rows = await reports.receivedSince(since, MOST_ROWS)
  const reported = await reports.reportedSums(rows.filter((row) => row.state === "held").map((row) => row.id))
  return rows.map((row) => ({ ...row, ...reported.get(row.id) }))
}

async function capturedSince(container: MedusaContainer, since: Date): Promise<Captured[]> {
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "payment",
    fields: ["id", "provider_id", "currency_code", "captured_at", "payment_session_id", "captures.amount"],
    filters: { provider_id: { $like: "pp\\_almara\\_%" }, captured_at: { $gte: since } },
    pagination: { take: MOST_ROWS, order: { captured_at: "DESC" } },
  })
  const payments = data as unknown as { id: string; currency_code: string; captured_at: string; payment_session_id: string; captures: { amount: number }[] }[]
  return payments.map((payment) => ({
    id: payment.id,
    payment_session_id: payment.payment_session_id,
    at: new Date(payment.captured_at),
    money: sumMoney(payment.captures.map((capture) => money(Number(capture.amount), payment.currency_code)), money(0, payment.currency_code).currency),
  }))
}

function byDay(received: CheckoutRow[], captured: Captured[], timeZone: string): SettlementDay[] {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" })
  const days = new Map<string, SettlementDay>()
  const dayOf = (at: Date, currency: string): SettlementDay => {
    const date = format.format(at)
    const key = `${date} ${currency}`
    const day = days.get(key) ?? { date, currency_code: currency.toLowerCase(), almara_count: 0, almara_amount: "0", medusa_count: 0, medusa_amount: "0" }
    days.set(key, day)
    return day
  }
  for (const row of received) {
    const sum = moneyOf(row)
    const day = dayOf(timeOf(row), sum.currency)
    day.almara_count += 1
    day.almara_amount = addMoney(money(day.almara_amount, sum.currency), sum).amount
  }
  for (const payment of captured) {
    const day = dayOf(payment.at, payment.money.currency)
    day.medusa_count += 1
    day.medusa_amount = addMoney(money(day.medusa_amount, payment.money.currency), payment.money).amount
  }
  return [...days.values()].sort((one, other) => other.date.localeCompare(one.date) || one.currency_code.localeCompare(other.currency_code))
}

function differences(received: CheckoutRow[], captured: Captured[]): SettlementDifference[] {
  const bySession = new Map(captured.map((payment) => [payment.payment_session_id, payment]))
  const known = new Set(received.map((row) => row.payment_session_id))
  const ofCheckouts = received.flatMap((row): SettlementDifference[] => {
    const payment = bySession.get(row.payment_session_id)
    // Of held money only that of a canceled order was captured; a payment of the same session belongs to another attempt.
    if (row.state === "held") return [difference("held", row, row.hold_reason === "order_canceled" ? payment : undefined)]
    if (!payment) return [difference("not_captured", row)]
    return isSameMoney(payment.money, moneyOf(row)) ? [] : [difference("amount", row, payment)]
  })
  const ofPayments = captured
    .filter((payment) => !known.has(payment.payment_session_id))
    .map((payment): SettlementDifference => ({
      kind: "unknown_to_ledger",
      checkout_id: null,
      checkout_reference: null,
      payment_id: payment.id,
      currency_code: payment.money.currency.toLowerCase(),
      almara_amount: null,
      medusa_amount: payment.money.amount,
      at: payment.at.toISOString(),
    }))
  return [...ofCheckouts, ...ofPayments]
}

function difference(kind: SettlementDifference["kind"], row: CheckoutRow, payment?: Captured): SettlementDifference {
  return {
    kind,
    checkout_id: row.id,
    checkout_reference: row.checkout_reference,
    payment_id: payment?.id ?? null,
    currency_code: row.currency_code,
    almara_amount: moneyOf(row).amount,
    medusa_amount: payment?.money.amount ?? null,
    at: timeOf(row).toISOString(),
  }
}

/** Asks Almara again about what is called paid, the newest first, at the rate that the options allow, and changes nothing. */
async function askAbout(container: MedusaContainer, paid: CheckoutRow[]): Promise<{ differences: SettlementDifference[]; asked: NonNullable<SettlementReport["asked"]> }> {
  const { client, options } = container.resolve(ALMARA_MODULE)
  const asked = { count: 0, failed: 0, of: paid.length }
  const found: SettlementDifference[] = []
  const until = Date.now() + PATIENCE_IN_MILLISECONDS
  for (const row of paid.slice(0, MOST_QUESTIONS)) {
    if (Date.now() > until) break
    const pause = new Promise((resolve) => setTimeout(resolve, 1000 / options.requestsPerSecond))
    try {
      const report = await client.checkStatus({ originatorConversationId: row.conversation_id })
      asked.count += 1
      const isPaid = classifyOutcome(report.outcome).kind === "paid"
      if (!isPaid || !report.money || !isSameMoney(report.money, moneyOf(row))) {
        found.push({ ...difference("not_paid_at_almara", row), almara_amount: isPaid ? (report.money?.amount ?? null) : null, medusa_amount: moneyOf(row).amount })
      }
    } catch (error) {
      if (!isAlmaraError(error)) throw error
      asked.failed += 1
    }
    await pause
  }
  return { differences: found, asked }
}

function moneyOf(row: CheckoutRow): Money {
  return money(row.amount, row.currency_code)
}

function timeOf(row: CheckoutRow): Date {
  return new Date(row.paid_at ?? row.created_at)
}

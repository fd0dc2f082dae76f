import { setTimeout as pause } from "node:timers/promises"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import {
  differenceOf,
  newestFirst,
  settlementDays,
  settlementDifferences,
  type CapturedMoney,
  type ReceivedMoney,
  type SettlementDifference,
  type SettlementReport,
} from "../../core/views/admin/settlement"
import { isAlmaraError } from "../../core/errors"
import { isSameMoney } from "../../core/money"
import { classifyOutcome } from "../../core/checkout/outcome"
import { GRANTED } from "../../core/checkout/states"
import { ALMARA_MODULE } from "../../modules/almara"
import { receivedOf, receivedSince } from "../../modules/almara/reports/settlement"
import { capturedOf, capturedSince } from "./captures"

const MOST_ROWS = 5_000
const MOST_DIFFERENCES = 200
const MOST_CHECKS = 200
const TIMEOUT_IN_MILLISECONDS = 20_000

/**
 * Returns what came at Almara against what Medusa captured, by the days of the reader. It sees what the ledger knows,
 * and with `check` what check-status says of it; refunds, and money that Almara has for orders that this store never
 * opened, are out of its sight.
 */
export async function settlementReport(
  container: MedusaContainer,
  { days, timeZone, check }: { days: number; timeZone: string; check: boolean },
): Promise<SettlementReport> {
  const { reports, options } = container.resolve(ALMARA_MODULE)
  const mayCheck = options.verification === "query"
  const since = await reports.startOfDays(days, timeZone)
  const [newestReceived, newestCaptured] = await Promise.all([
    receivedSince(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), since, MOST_ROWS),
    capturedSince(container, since, MOST_ROWS),
  ])
  // Both sides begin where the shorter of them does, so that neither has days that the other has not.
  const cutAt = [newestReceived, newestCaptured].flatMap((side) =>
    side.length === MOST_ROWS ? (side.at(-1)?.at ?? []) : [],
  )
  const from = new Date(Math.max(since.getTime(), ...cutAt.map((at) => at.getTime())))
  // Confirmed money that is not booked yet is told of, however long ago it came.
  const received = newestReceived.filter((row) => row.at >= from || row.state === "received")
  const underWay = new Set(received.flatMap((row) => (row.state === "received" ? row.checkout_id : [])))
  const captured = newestCaptured.filter((payment) => payment.at >= from)
  const pairs = await completed(container, received, captured)
  const paid = received.filter((row) => GRANTED.includes(row.state))
  const checked = check && mayCheck ? await checkPaid(container, paid, pairs.captured) : undefined
  const differences = settlementDifferences(pairs.received, pairs.captured).filter(
    (one) => new Date(one.at) >= from || underWay.has(one.checkout_id ?? ""),
  )
  const all = newestFirst([...differences, ...(checked?.differences ?? [])])
  return {
    from: from.toISOString(),
    days: settlementDays(
      received.filter((row) => row.at >= from),
      captured,
      timeZone,
    ),
    differences: all.slice(0, MOST_DIFFERENCES),
    difference_count: all.length,
    is_cut: cutAt.length > 0,
    may_check: mayCheck,
    checked: checked?.checked ?? null,
  }
}

/**
 * Both sides, each with the other half of every pair: what was received long before it was captured is no difference.
 */
async function completed(
  container: MedusaContainer,
  received: ReceivedMoney[],
  captured: CapturedMoney[],
): Promise<{ received: ReceivedMoney[]; captured: CapturedMoney[] }> {
  const connection = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const known = new Set(received.map((row) => row.checkout_id))
  const knownPayments = new Set(captured.map((payment) => payment.payment_id))
  const [rows, payments] = await Promise.all([
    receivedOf(
      connection,
      captured.map((payment) => payment.payment_session_id),
    ),
    capturedOf(
      container,
      received.map((row) => row.payment_session_id),
    ),
  ])
  return {
    received: [...received, ...rows.filter((row) => !known.has(row.checkout_id))],
    captured: [...captured, ...payments.filter((payment) => !knownPayments.has(payment.payment_id))],
  }
}

/**
 * Asks Almara again about what is called paid, the newest first, at the rate that the options allow. Nothing is changed
 * but a reference that only a callback had said.
 */
async function checkPaid(
  container: MedusaContainer,
  paid: ReceivedMoney[],
  captured: CapturedMoney[],
): Promise<{ differences: SettlementDifference[]; checked: NonNullable<SettlementReport["checked"]> }> {
  const almara = container.resolve(ALMARA_MODULE)
  const { ledger, options } = almara
  const payments = new Map(captured.map((payment) => [payment.payment_session_id, payment]))
  const checked = { count: 0, failed: 0, of: paid.length }
  const differences: SettlementDifference[] = []
  const until = performance.now() + TIMEOUT_IN_MILLISECONDS
  for (const row of paid.slice(0, MOST_CHECKS)) {
    if (performance.now() > until) break
    const minimumPause = pause(1000 / options.requestsPerSecond)
    try {
      const report = await almara.methodOf(row).check(row.merchant_request_id)
      checked.count += 1
      await ledger.confirmReference(row.checkout_id, report.transactionReference)
      const isPaid = classifyOutcome(report.outcome).kind === "paid"
      // Almara may name no sum: a person has typed it then.
      if (!isPaid || (report.money && !isSameMoney(report.money, row.money))) {
        const almaraAmount = isPaid ? (report.money?.amount ?? null) : null
        differences.push({
          ...differenceOf("not_paid_at_almara", row, payments.get(row.payment_session_id)),
          almara_amount: almaraAmount,
        })
      }
    } catch (error) {
      if (!isAlmaraError(error)) throw error
      checked.failed += 1
    }
    await minimumPause
  }
  return { differences, checked }
}

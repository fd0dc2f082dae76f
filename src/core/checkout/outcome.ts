import { meaningOfResultCode } from "./result-codes"

/** An outcome as Almara wrote it: nothing in it is believed before `classifyOutcome` has read it. */
export type ReportedOutcome = {
  status?: number | string
  statusDescription?: string
  resultCode?: number | string
  resultDescription?: string
}

/** What an outcome comes to. */
export type OutcomeKind = "paid" | "failed" | "pending"

/** What an outcome means, as `classifyOutcome` decides it. */
export type ClassifiedOutcome = {
  kind: OutcomeKind
  /** The result code as a number: 0 for "000". */
  code?: number
  /** The status as a number; only 4 is documented (FACTS.md, A). */
  status?: number
  statusDescription?: string
  resultDescription?: string
  /** Whether the shopper may try again with a new attempt. */
  newAttempt: boolean
  /** Whether a person should look at it: Almara says neither paid, nor failed, nor ask again. */
  needsReview: boolean
  /** One sentence for the merchant. */
  reason: string
}

const statusCompleted = 4
const resultSuccess = 0

/**
 * Decides what an outcome means. Money is received only with Status 4 and a zero result code (FACTS.md, A); it has
 * failed with a code that the table calls failed (B); everything else is not final and is asked again (C). Never
 * throws.
 *
 * @example
 * const report = await client.checkStatus({ merchantRequestId: "6f1c…" })
 * const isPaid = classifyOutcome(report.outcome).kind === "paid"
 */
export function classifyOutcome(outcome: ReportedOutcome | undefined): ClassifiedOutcome {
  if (!outcome) {
    const reason = "Almara reports no outcome yet."
    return { kind: "pending", newAttempt: false, needsReview: false, reason }
  }

  const status = readCode(outcome.status)
  const code = readCode(outcome.resultCode)
  const meaning = meaningOfResultCode(code)
  const read = {
    ...(code !== undefined && { code }),
    ...(status !== undefined && { status }),
    ...(outcome.statusDescription !== undefined && { statusDescription: outcome.statusDescription }),
    ...(outcome.resultDescription !== undefined && { resultDescription: outcome.resultDescription }),
  }
  const pending = { ...read, kind: "pending", newAttempt: false } as const

  if (code === undefined || (status === undefined && outcome.status !== undefined)) {
    const reason = "Almara's status or result code could not be read as a number, so it is not final."
    return { ...pending, needsReview: outcome.resultCode !== undefined, reason }
  }
  if (code === resultSuccess && status !== statusCompleted) {
    const reason = `Almara reports success, but its status is ${status ?? "missing"} and not 4 (completed).`
    return { ...pending, needsReview: false, reason }
  }
  if (meaning.disposition === "paid" || meaning.disposition === "failed") {
    const { disposition, newAttempt, merchantMessage } = meaning
    return { ...read, kind: disposition, newAttempt, needsReview: false, reason: merchantMessage }
  }
  return { ...pending, needsReview: meaning.disposition === "review", reason: meaning.merchantMessage }
}

/**
 * Reads a status or result code: a whole number, or its decimal digits with spaces around and zeros before ("000" is
 * 0). Undefined for all else: "", null, "4.0", "0x0", "1e0", "-0".
 */
export function readCode(value: unknown): number | undefined {
  const isWritten = typeof value === "string" && value.length <= 32 && /^\s*-?\d{1,9}\s*$/.test(value)
  const code = isWritten ? Number(value) : value
  return Number.isSafeInteger(code) && !Object.is(code, -0) ? (code as number) : undefined
}

/** What a result code asks of us: book the money, let the attempt fail, ask Almara again, or show it to a person. */
export type Disposition = "paid" | "failed" | "check_again" | "review"

/**
 * Why an attempt failed, as far as the shopper can do something about it. `service`: it is not the shopper's or the
 * card's fault.
 */
export type FailureReason = "declined" | "funds" | "limit" | "card" | "timeout" | "service"

/** One row of the table of result codes. */
export type ResultCodeMeaning = {
  /** Almara's own words. */
  description: string
  disposition: Disposition
  /** Whether the shopper may try again, with a new originatorConversationId. */
  newAttempt: boolean
  /** For the merchant: what happened and what follows. */
  merchantMessage: string
  /** For the person who pays: a reason to say in words; null where nothing failed. */
  failure: FailureReason | null
}

const paid = { disposition: "paid", newAttempt: false, failure: null } as const
const failed = { disposition: "failed", newAttempt: true } as const
const checkAgain = { disposition: "check_again", newAttempt: false, failure: null } as const
const review = { disposition: "review", newAttempt: false, failure: null } as const

/**
 * Every documented result code (FACTS.md, B, from the ZamuPay page; 200, 202 and 429 from a newer version of it, C*).
 * Where the page's two versions disagree, the one that moves less money is followed: "escalate" and "do not retry" are
 * shown to a person, not called failed.
 */
export const resultCodes = {
  "0": {
    ...paid,
    description: "success",
    merchantMessage: "The payment succeeded.",
  },
  "-1": {
    ...failed,
    description: "transaction timeout",
    merchantMessage: "The transaction timed out at Almara.",
    failure: "timeout",
  },
  "1": {
    ...failed,
    description: "insufficient funds",
    merchantMessage: "The card or account had insufficient funds.",
    failure: "funds",
  },
  "2": {
    ...failed,
    description: "transfer limit exceeded",
    merchantMessage: "A limit of the card or account was exceeded.",
    failure: "limit",
  },
  "3": {
    ...failed,
    description: "internal server error",
    merchantMessage: "Almara had an internal error; the payment failed.",
    failure: "service",
  },
  "4": {
    ...failed,
    description: "third party internal server error",
    merchantMessage: "Almara's payment partner had an internal error; the payment failed.",
    failure: "service",
  },
  "5": {
    ...failed,
    description: "invalid debit account",
    merchantMessage: "The card or account to be charged was not valid.",
    failure: "card",
  },
  "6": {
    ...failed,
    description: "invalid credit account",
    merchantMessage: "The account to be credited was not valid: check accountNo and routeId with Almara.",
    failure: "service",
  },
  "7": {
    ...failed,
    description: "amount below limit",
    merchantMessage: "The amount is below the limit of the route or card.",
    failure: "limit",
  },
  "8": {
    ...review,
    description: "invalid transaction element",
    merchantMessage: "Almara found an invalid element in the transaction: ask Almara before anybody pays again.",
  },
  "9": {
    ...checkAgain,
    description: "duplicate transaction",
    merchantMessage: "Almara already has a transaction with this id; its status is being asked.",
  },
  "10": {
    ...failed,
    description: "server busy",
    merchantMessage: "Almara was too busy; the payment failed.",
    failure: "service",
  },
  "11": {
    ...checkAgain,
    description: "transaction not found",
    merchantMessage: "Almara does not find the transaction yet; it is asked again.",
  },
  "12": {
    ...review,
    description: "general error",
    merchantMessage: "Almara reports a general error: ask Almara before anybody pays again.",
  },
  "13": {
    ...review,
    description: "third party general failure",
    merchantMessage: "Almara's payment partner reports a general failure: ask Almara before anybody pays again.",
  },
  "14": {
    ...checkAgain,
    description: "inconclusive status",
    merchantMessage: "The status is not conclusive yet; Almara is asked again.",
  },
  "15": {
    ...failed,
    description: "insufficient wallet balance",
    merchantMessage: "The wallet's balance was insufficient.",
    failure: "funds",
  },
  "16": {
    ...checkAgain,
    description: "third party system unavailable",
    merchantMessage: "Almara's payment partner cannot be reached; the status is asked again.",
  },
  "17": {
    ...failed,
    description: "AML check failure",
    merchantMessage: "The payment failed Almara's anti money laundering check.",
    failure: "declined",
  },
  "18": {
    ...failed,
    description: "declined",
    merchantMessage: "The payment was declined.",
    failure: "declined",
  },
  "19": {
    ...review,
    description: "validation failed",
    merchantMessage: "Almara's validation failed: compare the order with Almara before anybody pays again.",
  },
  "20": {
    ...failed,
    description: "third party integration error",
    merchantMessage: "Almara could not talk to its payment partner.",
    failure: "service",
  },
  "21": {
    ...review,
    description: "unmapped code",
    merchantMessage: "Almara received a code that it does not know: it has to be looked at by hand.",
  },
  "22": {
    ...failed,
    description: "partner timeout",
    merchantMessage: "Almara's payment partner timed out.",
    failure: "timeout",
  },
  "200": {
    ...checkAgain,
    description: "processed",
    merchantMessage: "Almara has processed the transaction, which is not yet money; it is asked again.",
  },
  "202": {
    ...checkAgain,
    description: "accepted for processing",
    merchantMessage: "Almara has accepted the transaction and is working on it; it is asked again.",
  },
  "429": {
    ...checkAgain,
    description: "too many requests",
    merchantMessage: "Almara was asked too often; it is asked again later.",
  },
  "999": {
    ...failed,
    description: "system failure",
    merchantMessage: "Almara's system failed.",
    failure: "service",
  },
} as const satisfies Record<string, ResultCodeMeaning>

export type ResultCode = keyof typeof resultCodes

/** The row for what nobody has seen yet: it moves no money and shows in the admin. */
export const unknownResultCode = {
  ...review,
  description: "unknown code",
  merchantMessage: "Almara answered with a result code that is not documented: it has to be looked at by hand.",
} as const satisfies ResultCodeMeaning

/** The merchant's sentence of every code, and of what is `unknown`, for the admin's languages. */
export const RESULT_CODE_SENTENCES = Object.fromEntries(
  Object.entries({ ...resultCodes, unknown: unknownResultCode }).map(([code, row]) => [code, row.merchantMessage]),
) as Record<ResultCode | "unknown", string>

/**
 * Returns what a result code means; the row for unknown codes when it is not documented.
 *
 * @example
 * const { disposition, merchantMessage } = meaningOfResultCode(18)
 */
export function meaningOfResultCode(code: number | undefined): ResultCodeMeaning {
  const key = String(code)
  return Object.hasOwn(resultCodes, key) ? resultCodes[key as ResultCode] : unknownResultCode
}

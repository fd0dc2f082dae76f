/** What a result code asks of us: book the money, let the attempt fail, ask Almara again, or show it to a person. */
export type Disposition = "paid" | "failed" | "ask_again" | "review"

export type ResultCodeMeaning = {
  /** Almara's own words. */
  description: string
  disposition: Disposition
  /** Whether the shopper may try again, with a new originatorConversationId. */
  newAttempt: boolean
  /** For the merchant: what happened and what follows. */
  merchantMessage: string
  /** For the person who pays. */
  shopperMessage: string
}

const paid = { disposition: "paid", newAttempt: false } as const
const failed = { disposition: "failed", newAttempt: true } as const
const askAgain = { disposition: "ask_again", newAttempt: false } as const
const review = { disposition: "review", newAttempt: false } as const

const tryAgain = "The payment did not go through. You can try again."
const tryAnotherCard = "The payment did not go through. You can try again or use another card."
const tryLater = "The payment service had a problem, and the payment did not go through. You can try again."
/** For a payment of which nothing final is known. */
export const waitForUs = "Your payment is being checked. Please do not pay again; you will hear from the store."

/**
 * Every documented result code (FACTS.md, B, from the ZamuPay page). Where the page's two versions disagree, the one
 * that moves less money is followed: "escalate" and "do not retry" are shown to a person, not called failed.
 */
export const resultCodes = {
  "0": {
    ...paid,
    description: "success",
    merchantMessage: "The payment succeeded.",
    shopperMessage: "Your payment was received. Thank you.",
  },
  "-1": {
    ...failed,
    description: "transaction timeout",
    merchantMessage: "The transaction timed out at Almara. The shopper may try again.",
    shopperMessage: "The payment took too long and did not go through. You can try again.",
  },
  "1": {
    ...failed,
    description: "insufficient funds",
    merchantMessage: "The card or account had insufficient funds.",
    shopperMessage: tryAnotherCard,
  },
  "2": {
    ...failed,
    description: "transfer limit exceeded",
    merchantMessage: "A limit of the card or account was exceeded.",
    shopperMessage: tryAnotherCard,
  },
  "3": {
    ...failed,
    description: "internal server error",
    merchantMessage: "Almara had an internal error; the payment failed.",
    shopperMessage: tryLater,
  },
  "4": {
    ...failed,
    description: "third party internal server error",
    merchantMessage: "Almara's payment partner had an internal error; the payment failed.",
    shopperMessage: tryLater,
  },
  "5": {
    ...failed,
    description: "invalid debit account",
    merchantMessage: "The card or account to be charged was not valid.",
    shopperMessage: tryAnotherCard,
  },
  "6": {
    ...failed,
    description: "invalid credit account",
    merchantMessage: "The account to be credited was not valid: check accountNo and routeId with Almara.",
    shopperMessage: tryAgain,
  },
  "7": {
    ...failed,
    description: "amount below limit",
    merchantMessage: "The amount is below the limit of the route or card.",
    shopperMessage: tryAnotherCard,
  },
  "8": {
    ...review,
    description: "invalid transaction element",
    merchantMessage: "Almara found an invalid element in the transaction: ask Almara before anybody pays again.",
    shopperMessage: waitForUs,
  },
  "9": {
    ...askAgain,
    description: "duplicate transaction",
    merchantMessage: "Almara already has a transaction with this id; its status is being asked.",
    shopperMessage: waitForUs,
  },
  "10": {
    ...failed,
    description: "server busy",
    merchantMessage: "Almara was too busy; the payment failed.",
    shopperMessage: tryLater,
  },
  "11": {
    ...askAgain,
    description: "transaction not found",
    merchantMessage: "Almara does not find the transaction yet; it is asked again with the same id.",
    shopperMessage: waitForUs,
  },
  "12": {
    ...review,
    description: "general error",
    merchantMessage: "Almara reports a general error: ask Almara before anybody pays again.",
    shopperMessage: waitForUs,
  },
  "13": {
    ...review,
    description: "third party general failure",
    merchantMessage: "Almara's payment partner reports a general failure: ask Almara before anybody pays again.",
    shopperMessage: waitForUs,
  },
  "14": {
    ...askAgain,
    description: "inconclusive status",
    merchantMessage: "The status is not conclusive yet; Almara is asked again.",
    shopperMessage: waitForUs,
  },
  "15": {
    ...failed,
    description: "insufficient wallet balance",
    merchantMessage: "The wallet's balance was insufficient.",
    shopperMessage: tryAnotherCard,
  },
  "16": {
    ...askAgain,
    description: "third party system unavailable",
    merchantMessage: "Almara's payment partner cannot be reached; the status is asked again.",
    shopperMessage: waitForUs,
  },
  "17": {
    ...failed,
    description: "AML check failure",
    merchantMessage: "The payment failed Almara's anti money laundering check.",
    shopperMessage: tryAnotherCard,
  },
  "18": {
    ...failed,
    description: "declined",
    merchantMessage: "The payment was declined.",
    shopperMessage: "The card was declined. You can try again or use another card.",
  },
  "19": {
    ...review,
    description: "validation failed",
    merchantMessage: "Almara's validation failed: compare the order with Almara before anybody pays again.",
    shopperMessage: waitForUs,
  },
  "20": {
    ...failed,
    description: "third party integration error",
    merchantMessage: "Almara could not talk to its payment partner; the shopper may try again.",
    shopperMessage: tryLater,
  },
  "21": {
    ...review,
    description: "unmapped code",
    merchantMessage: "Almara received a code that it does not know: it has to be looked at by hand.",
    shopperMessage: waitForUs,
  },
  "22": {
    ...failed,
    description: "partner timeout",
    merchantMessage: "Almara's payment partner timed out; the shopper may try again.",
    shopperMessage: "The payment took too long and did not go through. You can try again.",
  },
  "999": {
    ...failed,
    description: "system failure",
    merchantMessage: "Almara's system failed; the shopper may try again.",
    shopperMessage: tryLater,
  },
} as const satisfies Record<string, ResultCodeMeaning>

export type ResultCode = keyof typeof resultCodes

/** The row for what nobody has seen yet: it moves no money and shows in the admin. */
export const unknownResultCode = {
  ...review,
  description: "unknown code",
  merchantMessage: "Almara answered with a result code that is not documented: it has to be looked at by hand.",
  shopperMessage: waitForUs,
} as const satisfies ResultCodeMeaning

/** What a result code means; the row for unknown codes when it is not documented. */
export function meaningOfResultCode(code: number | undefined): ResultCodeMeaning {
  const key = String(code)
  return Object.hasOwn(resultCodes, key) ? resultCodes[key as ResultCode] : unknownResultCode
}

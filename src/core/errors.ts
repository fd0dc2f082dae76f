type ErrorTraits = {
  /** Whether the same call may succeed when it is made again later. */
  retryable: boolean
  /** Whether Almara may have taken the request, unless the thrower knows better. */
  mayHaveArrived: boolean
  /** A calm sentence for the person who pays: no codes, no blame. */
  shopperMessage: string
}

const askTheStore = "Card payment is not available right now. Please try again later or contact the store."
const waitForUs = "We could not confirm your payment yet. Please do not pay again; we are checking it."

/** Every kind of error that this plugin raises, and what follows from each. */
export const almaraErrorKinds = {
  configuration: { retryable: false, mayHaveArrived: false, shopperMessage: askTheStore },
  unauthorized: { retryable: false, mayHaveArrived: false, shopperMessage: askTheStore },
  forbidden: { retryable: false, mayHaveArrived: false, shopperMessage: askTheStore },
  refused: {
    retryable: false,
    mayHaveArrived: false,
    shopperMessage: "This order could not be paid by card. Please contact the store.",
  },
  duplicate: { retryable: false, mayHaveArrived: true, shopperMessage: waitForUs },
  not_found: {
    retryable: false,
    mayHaveArrived: false,
    shopperMessage: "We could not find this payment. Please contact the store if you have already paid.",
  },
  unavailable: {
    retryable: true,
    mayHaveArrived: true,
    shopperMessage: "The card payment service is not answering right now. Please try again in a few minutes.",
  },
  timeout: {
    retryable: true,
    mayHaveArrived: true,
    shopperMessage: "The card payment service is slow to answer right now. Please try again in a few minutes.",
  },
  unreadable: { retryable: false, mayHaveArrived: true, shopperMessage: waitForUs },
  signature: {
    retryable: false,
    mayHaveArrived: false,
    shopperMessage: "This link is not valid. Please return to the store.",
  },
} as const satisfies Record<string, ErrorTraits>

/** What went wrong: one of the keys of `almaraErrorKinds`. */
export type AlmaraErrorKind = keyof typeof almaraErrorKinds

/** A field that Almara refused, and why. */
export type AlmaraErrorField = { field: string; message: string }

export type AlmaraErrorDetails = {
  kind: AlmaraErrorKind
  /** One useful sentence for the merchant. Must hold no secret, no token and no answer as a whole. */
  message: string
  shopperMessage?: string
  retryable?: boolean
  mayHaveArrived?: boolean
  httpStatus?: number
  fields?: AlmaraErrorField[]
  cause?: unknown
}

/**
 * An error that tells three readers: `kind`, `retryable` and `mayHaveArrived` for code,
 * `shopperMessage` for the person who pays, `merchantMessage` for the store.
 *
 * @example
 * throw new AlmaraError({ kind: "refused", message: "This store takes no orders below KES 10." })
 */
export class AlmaraError extends Error {
  readonly kind: AlmaraErrorKind
  readonly retryable: boolean
  /** False only when Almara certainly did not take the request, so that it may be sent again with the same id. */
  readonly mayHaveArrived: boolean
  readonly shopperMessage: string
  readonly httpStatus?: number
  readonly fields?: AlmaraErrorField[]

  constructor(details: AlmaraErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    const traits: ErrorTraits = almaraErrorKinds[details.kind]
    this.name = "AlmaraError"
    this.kind = details.kind
    this.retryable = details.retryable ?? traits.retryable
    this.mayHaveArrived = details.mayHaveArrived ?? traits.mayHaveArrived
    this.shopperMessage = details.shopperMessage ?? traits.shopperMessage
    if (details.httpStatus !== undefined) {
      this.httpStatus = details.httpStatus
    }
    if (details.fields !== undefined) {
      this.fields = details.fields
    }
  }

  /** Returns the sentence for the merchant; the same as `message`. */
  get merchantMessage(): string {
    return this.message
  }
}

/**
 * Tells whether a thrown value is an AlmaraError, also when another copy of this package threw it.
 *
 * @example
 * const mayTryAgain = (error: unknown) => isAlmaraError(error) && error.retryable
 */
export function isAlmaraError(value: unknown): value is AlmaraError {
  return (
    value instanceof AlmaraError ||
    (value instanceof Error && value.name === "AlmaraError" && "kind" in value && "shopperMessage" in value)
  )
}

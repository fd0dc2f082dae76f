/**
 * Why something did not work. `offline`: the store did not answer. `busy`: it is still at work on this very payment.
 * `unavailable`: the store or the payment service has trouble. `unknown`: there is no such cart or payment.
 * `refused`: the store will not do it, for the reason in `storeMessage`.
 */
export type AlmaraProblemKind = "offline" | "busy" | "unavailable" | "unknown" | "refused"

const MESSAGES = {
  offline: "The store did not answer. Check the connection and try again; starting again never pays twice.",
  busy: "The store is already working on this payment. Ask for its state in a moment.",
  unavailable: "The store or the payment service has trouble at this moment. Try again in a moment.",
  unknown: "The store knows no such cart or payment.",
  refused: "The store refused this.",
} as const satisfies Record<AlmaraProblemKind, string>

/** What the helper throws. `kind` is for code, `problemSentence` says it to a shopper, `cause` is for the log. */
export class AlmaraProblem extends Error {
  override readonly name = "AlmaraProblem"
  readonly kind: AlmaraProblemKind
  /** The store's own words, in English, when it gave any. */
  readonly storeMessage: string | undefined

  constructor(kind: AlmaraProblemKind, { storeMessage, cause }: { storeMessage?: string; cause?: unknown } = {}) {
    super(storeMessage === undefined ? MESSAGES[kind] : `${MESSAGES[kind]} It says: ${storeMessage}`, { cause })
    this.kind = kind
    this.storeMessage = storeMessage
  }
}

/** Makes an AlmaraProblem of whatever a store client threw. */
export function asProblem(error: unknown): AlmaraProblem {
  if (error instanceof AlmaraProblem) return error
  const status = statusOf(error)
  // Without a status there was no answer: the network is down, or the time was over.
  if (status === undefined) return new AlmaraProblem("offline", { cause: error })
  const storeMessage = status < 500 && error instanceof Error && error.message ? error.message : undefined
  return new AlmaraProblem(kindOf(status), { storeMessage, cause: error })
}

/** Medusa answers 422 when a payment provider could not be asked: nothing is wrong with the cart then. */
const OF_THE_MOMENT = [408, 422, 425, 429]

function kindOf(status: number): AlmaraProblemKind {
  if (status === 404) return "unknown"
  if (status === 409) return "busy"
  return OF_THE_MOMENT.includes(status) || status >= 500 ? "unavailable" : "refused"
}

function statusOf(error: unknown): number | undefined {
  const status: unknown = typeof error === "object" && error !== null && "status" in error ? error.status : undefined
  return typeof status === "number" ? status : undefined
}

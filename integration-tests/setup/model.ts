/** What the model believes of one attempt to pay. Amounts are numbers in major units. */
export interface Attempt {
  /** What its page asks for; what is booked of it is never another sum. */
  asks: number
  session: string
  collection: string
  /** Medusa has deleted its payment session. */
  isSessionGone: boolean
  /** What Almara says when it is asked. */
  almara: "pending" | "declined" | "paid" | "paid too little"
  state: "open" | "failed" | "canceled" | "expired" | "held" | "paid" | "resolved"
  holdReason: "amount" | "late" | "twice" | "orphaned" | "unplaceable" | null
  /** Its time is over. Almara is still asked whether it was paid late. */
  isClosed: boolean
  isCanceledByShopper: boolean
  /** Its money has placed the order, so that it stands for the cart's whole payment collection. */
  hasPlaced: boolean
}

/** What the model believes of one payment. */
export interface Model {
  /** What shall be paid: an order, or a cart; `gone` is a cart whose payment session Medusa has deleted. */
  target: "order" | "cart" | "canceled" | "gone"
  /** What the order or cart still asks for; negative where the order has received more. */
  owes: number
  /** The oldest first, through whichever payment collection. */
  attempts: Attempt[]
  isOverdue: boolean
  /** A cart that has what its order needs. */
  isPlaceable: boolean
  /** An unpaid order is not ours to cancel: the merchant has placed it or sends it, or it is paid in another way. */
  isKept: boolean
  /** What has been done to the order, and is done once or a few times only. */
  done: string[]
}

/** Where an attempt's page stands. */
export type Page = Pick<Attempt, "asks" | "session" | "collection">

/** The price of the three shirts. */
const PRICE = 7000

/** The model of a payment that has just begun. A draft is an order that the merchant has placed. */
export function freshModel(
  begun: "order" | "cart" | "draft",
  page: Page = { asks: PRICE, session: "session", collection: "collection" },
): Model {
  const isDraft = begun === "draft"
  return {
    target: isDraft ? "order" : begun,
    owes: page.asks,
    attempts: [freshAttempt(page)],
    isOverdue: false,
    isPlaceable: true,
    isKept: isDraft,
    done: isDraft ? ["draft"] : [],
  }
}

/** The model of an attempt that nobody has paid yet. */
export function freshAttempt(page: Page): Attempt {
  return {
    ...page,
    isSessionGone: false,
    almara: "pending",
    state: "open",
    holdReason: null,
    isClosed: false,
    isCanceledByShopper: false,
    hasPlaced: false,
  }
}

/** The whole of settle as it should be: what a status check makes of an attempt. A person is one of the store. */
export function ask(model: Model, attempt: Attempt, asker: "person" | "nobody" = "nobody"): void {
  if (isSettled(attempt) || (attempt.state === "held" && !mayFitLater(attempt, asker))) return
  if (hasPaid(attempt)) return askPaid(model, attempt)
  if (model.isOverdue) {
    attempt.isClosed = true
    if (attempt.state === "open") attempt.state = "expired"
    if (isToBeCanceled(model)) model.target = "canceled"
  } else if (attempt.almara === "declined") attempt.state = "failed"
  else if (attempt.isCanceledByShopper && attempt.state === "open") attempt.state = "canceled"
}

function askPaid(model: Model, attempt: Attempt): void {
  const holdReason = whyHeld(model, attempt)
  attempt.isClosed = true
  attempt.holdReason = holdReason
  attempt.state = holdReason ? "held" : "paid"
  if (holdReason) return
  attempt.hasPlaced = model.target === "cart"
  model.owes -= attempt.asks
  model.target = "order"
}

function whyHeld(model: Model, attempt: Attempt): Attempt["holdReason"] {
  const others = model.attempts.filter((other) => other !== attempt)
  if (attempt.almara === "paid too little") return "amount"
  if (model.target === "order" && model.owes <= 0) return "twice"
  if (model.target === "cart" && others.some(waitsForOrder)) return "twice"
  if (model.target === "canceled" || (attempt.isClosed && attempt.state !== "held" && model.target !== "order"))
    return "late"
  if (model.target === "gone" || attempt.isSessionGone || others.some((other) => standsFor(other, attempt)))
    return "orphaned"
  return model.target === "cart" && !model.isPlaceable ? "unplaceable" : null
}

/** One session takes the money of one attempt, and the collection of a cart that of one as well. */
function standsFor(other: Attempt, { session, collection }: Attempt): boolean {
  return other.state === "paid" && (other.session === session || (other.hasPlaced && other.collection === collection))
}

function mayFitLater({ holdReason }: Attempt, asker: "person" | "nobody"): boolean {
  return asker === "person" && (holdReason === "amount" || holdReason === "unplaceable")
}

function isToBeCanceled(model: Model): boolean {
  const isUnpaid = model.attempts.every(
    ({ isClosed, state }) => isClosed && !["paid", "held", "resolved"].includes(state),
  )
  return model.target === "order" && isUnpaid && !model.isKept && model.owes > 0
}

/** The merchant says that the order was paid in another way: booked, unless Almara has money for it. */
export function payOtherwise(model: Model): void {
  for (const attempt of [...model.attempts].reverse()) {
    if (isSettled(attempt)) continue
    const hasMoney = attempt.state === "held" || hasPaid(attempt)
    if (hasMoney && attempt.state !== "held") ask(model, attempt, "person")
    if (hasMoney) return
  }
  bookOtherwise(model, model.owes)
  for (const attempt of model.attempts) {
    if (attempt.isClosed) continue
    attempt.isClosed = true
    if (attempt.state === "open") attempt.state = "canceled"
  }
}

/** Another provider's money stands on the order. */
export function bookOtherwise(model: Model, amount: number): void {
  model.owes -= amount
  model.isKept = true
}

/**
 * Whether the shopper can ask for a page, and gets another one than there is: something is owed, and no money is
 * undecided.
 */
export function mayTryAgain({ target, owes, attempts, isOverdue }: Readonly<Model>): boolean {
  const newest = attempts.at(-1)
  if (
    !newest ||
    newest.isSessionGone ||
    isOverdue ||
    attempts.some(({ state }) => state === "held" || state === "resolved")
  )
    return false
  const isOver = ["failed", "canceled"].includes(newest.state)
  return target === "cart"
    ? isOver
    : target === "order" && owes > 0 && (isOver || newest.state === "paid" || newest.asks !== owes)
}

/** Held for want of an order, which may still be placed with it. */
export function waitsForOrder({ state, holdReason }: Readonly<Attempt>): boolean {
  return state === "held" && holdReason === "unplaceable"
}

/** Whether Almara's money stands on the order. */
export function isPaid(model: Readonly<Model>): boolean {
  return model.attempts.some(({ state }) => state === "paid")
}

function isSettled({ state }: Attempt): boolean {
  return state === "paid" || state === "resolved"
}

function hasPaid({ almara }: Attempt): boolean {
  return almara === "paid" || almara === "paid too little"
}

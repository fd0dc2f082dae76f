/** What the model believes of one attempt to pay. */
export interface Attempt {
  /** What Almara says when it is asked. */
  almara: "pending" | "declined" | "paid" | "paid too little"
  state: "open" | "failed" | "canceled" | "expired" | "held" | "paid"
  holdReason: "amount" | "late" | "twice" | "orphaned" | null
  /** Its time is over. Almara is still asked whether it was paid late. */
  isClosed: boolean
  isCanceledByShopper: boolean
}

/** What the model believes of one payment. */
export interface Model {
  /** What is to be paid: an order, or a cart; `gone` is a cart whose payment session Medusa has deleted. */
  home: "order" | "cart" | "canceled" | "gone"
  /** The first and perhaps a second one. */
  attempts: Attempt[]
  isOverdue: boolean
}

/** The model of a payment that has just begun. */
export function freshModel(home: "order" | "cart"): Model {
  return { home, attempts: [freshAttempt()], isOverdue: false }
}

/** The model of an attempt that nobody has paid yet. */
export function freshAttempt(): Attempt {
  return { almara: "pending", state: "open", holdReason: null, isClosed: false, isCanceledByShopper: false }
}

/** The whole of settle as it should be: what a question to Almara makes of an attempt. A person is one of the store. */
export function ask(model: Model, attempt: Attempt, asker: "person" | "nobody" = "nobody"): void {
  const hold = (holdReason: Attempt["holdReason"]) => void Object.assign(attempt, { state: "held", holdReason, isClosed: true })
  if (attempt.state === "paid") return
  if (attempt.state === "held" && (asker === "nobody" || attempt.holdReason !== "amount")) return
  if (attempt.almara === "paid too little") return hold("amount")
  if (attempt.almara === "paid") {
    if (isPaid(model)) return hold("twice")
    if (model.home === "canceled" || (attempt.isClosed && attempt.state !== "held" && model.home !== "order")) return hold("late")
    if (model.home === "gone") return hold("orphaned")
    Object.assign(attempt, { state: "paid", holdReason: null, isClosed: true })
    model.home = "order"
  } else if (model.isOverdue) {
    attempt.isClosed = true
    if (attempt.state === "open") attempt.state = "expired"
    if (model.home === "order" && !isPaid(model) && model.attempts.every(({ isClosed, state }) => isClosed && state !== "held")) model.home = "canceled"
  } else if (attempt.almara === "declined") attempt.state = "failed"
  else if (attempt.isCanceledByShopper && attempt.state === "open") attempt.state = "canceled"
}

/** Whether the order is paid. */
export function isPaid(model: Readonly<Model>): boolean {
  return model.attempts.some(({ state }) => state === "paid")
}

/** One line of the simulator's books: what became of a checkout order at Almara. */
export interface AlmaraEntry {
  originatorConversationId: string
  /** Major units. */
  amount: string
  currency: string
  outcome: "paid" | "declined" | "pending"
}

export interface StoreCheckout {
  id: string
  conversationId: string
  state: string
  holdReason: string | null
  sessionId: string
  collectionId: string | null
  amount: string
  currency: string
  isClosed: boolean
  isSettled: boolean
  /** Rows in the inbox. */
  callbacks: number
}

export interface Capture {
  id: string
  paymentId: string
  sessionId: string
  collectionId: string
  amount: string
  currency: string
}

export interface StoreOrder {
  id: string
  status: string
  collectionId: string | null
  cartId: string | null
  total: string
  /** The captures that stand in the order's own books. */
  bookedCaptures: string[]
  reservations: number
}

/** `emission` is the same for one emission that was delivered several times. */
export interface StoreEvent {
  name: string
  subject: string
  emission: string
}

export interface Books {
  almara: AlmaraEntry[]
  checkouts: StoreCheckout[]
  orders: StoreOrder[]
  captures: Capture[]
  events: StoreEvent[]
  /** Callbacks in the store's inbox, by state. */
  inbox: Record<string, number>
  /** How many callbacks of a conversation the store answered with 200. */
  acknowledged: Record<string, number>
}

export interface Comparison {
  figures: {
    paidAtAlmara: number
    ordersPaid: number
    held: number
    expired: number
    callbacksReceived: number
    callbacksForgotten: number
    doubleCaptures: number
    lostPayments: number
    inventedPayments: number
    /** Orders that Medusa left without cart, payment and stock when its process died while it completed a cart (docs/medusa-upstream.md, 14). */
    leftByMedusa: number
    /** How often `payment.captured` was emitted, as "times emitted: orders". */
    capturedEvents: Record<number, number>
  }
  /** One sentence for everything that does not agree; empty when the books do. */
  problems: string[]
}

/** Compares Almara's books with the store's, line by line in both directions. Pure. */
export function compareBooks(books: Books): Comparison {
  const lost = findLostPayments(books)
  const invented = findInventedPayments(books)
  const doubled = findDoubleCaptures(books)
  const forgotten = findForgottenCallbacks(books)
  const capturedPayments = [...new Set(books.captures.map(({ paymentId }) => paymentId))]
  const emissions = capturedPayments.map((id) => new Set(books.events.filter((event) => event.name === "payment.captured" && event.subject === id).map(({ emission }) => emission)).size)
  return {
    figures: {
      paidAtAlmara: books.almara.filter(({ outcome }) => outcome === "paid").length,
      ordersPaid: books.orders.filter((order) => order.status !== "canceled" && capturesOf(books, order).length > 0).length,
      held: books.checkouts.filter(({ state }) => state === "held").length,
      expired: books.checkouts.filter(({ state }) => state === "expired").length,
      callbacksReceived: Object.values(books.inbox).reduce((sum, count) => sum + count, 0),
      callbacksForgotten: forgotten.length,
      doubleCaptures: doubled.length,
      lostPayments: lost.length,
      inventedPayments: invented.length,
      leftByMedusa: books.orders.filter(isLeftByMedusa).length,
      capturedEvents: countEach(emissions),
    },
    problems: [...lost, ...invented, ...doubled, ...forgotten, ...findUnfinished(books), ...findEventProblems(capturedPayments, emissions)],
  }
}

/** Paid at Almara, but neither on exactly one paid order nor held in sight of the merchant. */
function findLostPayments(books: Books): string[] {
  return books.almara.flatMap(({ originatorConversationId, outcome }) => {
    if (outcome !== "paid") return []
    const name = `LOST: the paid conversation ${originatorConversationId}`
    const checkout = books.checkouts.find(({ conversationId }) => conversationId === originatorConversationId)
    if (!checkout) return [`${name} is not in the ledger.`]
    if (checkout.state === "held") return checkout.holdReason ? [] : [`${name} is held without a reason.`]
    if (checkout.state !== "paid") return [`${name} is ${checkout.state} in the ledger.`]
    const orders = books.orders.filter(({ collectionId }) => collectionId !== null && collectionId === checkout.collectionId)
    const [order] = orders
    if (!order || orders.length > 1) return [`${name} belongs to ${orders.length} orders.`]
    if (order.status === "canceled") return [`${name} is called paid, but its order ${order.id} is canceled.`]
    const captures = capturesOf(books, order).filter(({ sessionId }) => sessionId === checkout.sessionId)
    if (captures.length === 0) return [`${name} is called paid, but nothing was captured on ${order.id}.`]
    if (!captures.every(({ id }) => order.bookedCaptures.includes(id))) return [`${name} was captured, but it does not stand in the books of ${order.id}.`]
    return checkout.isSettled ? [] : [`${name} has no settlement.`]
  })
}

/** Captured in Medusa, but not the very money that Almara says was paid. */
function findInventedPayments(books: Books): string[] {
  return books.captures.flatMap((capture) => {
    const name = `INVENTED: capture ${capture.id} of session ${capture.sessionId}`
    const settled = books.checkouts.find((checkout) => checkout.sessionId === capture.sessionId && checkout.isSettled)
    if (!settled) return [`${name} has no settled checkout.`]
    const entry = books.almara.find(({ originatorConversationId }) => originatorConversationId === settled.conversationId)
    if (entry?.outcome !== "paid") return [`${name}: Almara says ${entry?.outcome ?? "that it knows no such checkout"}.`]
    const isSame = Number(entry.amount) === Number(capture.amount) && entry.currency === capture.currency
    return isSame ? [] : [`${name}: ${capture.amount} ${capture.currency} were captured, ${entry.amount} ${entry.currency} were paid.`]
  })
}

/** More than one capture for one payment collection, more in an order's books than its total, or two orders from one cart. */
function findDoubleCaptures(books: Books): string[] {
  const perCollection = countEach(books.captures.map(({ collectionId }) => collectionId))
  const twice = Object.entries(perCollection).flatMap(([id, count]) => (count > 1 ? [`DOUBLE: ${count} captures for the payment collection ${id}.`] : []))
  const booked = books.orders.flatMap((order) => {
    const sum = capturesOf(books, order).reduce((total, { amount }) => total + Number(amount), 0)
    return order.bookedCaptures.length > 1 || sum > Number(order.total) ? [`DOUBLE: order ${order.id} of ${order.total} has ${order.bookedCaptures.length} payments in its books, ${sum} were captured.`] : []
  })
  return [...twice, ...booked]
}

/** Every 200 is a promise: as many rows in the inbox at least. */
function findForgottenCallbacks(books: Books): string[] {
  return Object.entries(books.acknowledged).flatMap(([conversationId, count]) => {
    const kept = books.checkouts.find((checkout) => checkout.conversationId === conversationId)?.callbacks ?? 0
    return kept < count ? [`FORGOTTEN: ${count} callbacks of ${conversationId} were acknowledged, ${kept} are in the inbox.`] : []
  })
}

/** What should have come to an end and did not. */
function findUnfinished(books: Books): string[] {
  const open = books.checkouts.filter(({ isClosed }) => !isClosed).map(({ conversationId, state }) => `OPEN: ${conversationId} is ${state} and not closed.`)
  const waiting = books.inbox.waiting ? [`OPEN: ${books.inbox.waiting} callbacks are still to be worked off.`] : []
  const unmatched = books.inbox.unmatched ? [`OPEN: ${books.inbox.unmatched} callbacks were not matched to their checkout.`] : []
  const stuck = books.orders.flatMap((order) => {
    if (order.status === "canceled") return order.reservations > 0 ? [`STOCK: the canceled order ${order.id} still reserves ${order.reservations} items.`] : []
    const isHeld = books.checkouts.some(({ collectionId, state }) => state === "held" && collectionId === order.collectionId)
    // Held money leaves its order waiting until a person decides.
    if (capturesOf(books, order).length > 0 || isHeld || isLeftByMedusa(order)) return []
    return [`STUCK: order ${order.id} (${order.collectionId ?? "no payment collection"}) is neither paid nor canceled; ${namesOf(books.checkouts.filter(({ collectionId }) => collectionId === order.collectionId))}.`]
  })
  return [...open, ...waiting, ...unmatched, ...stuck]
}

/** It belongs to nobody and keeps nothing: the shopper's next try placed another order. */
function isLeftByMedusa({ status, cartId, collectionId, reservations, bookedCaptures }: StoreOrder): boolean {
  return status !== "canceled" && cartId === null && collectionId === null && reservations === 0 && bookedCaptures.length === 0
}

function findEventProblems(payments: string[], emissions: number[]): string[] {
  return payments.flatMap((id, index) => {
    // At least once is what can be had: a process can die between the emission and its entry in the ledger.
    return emissions[index] ? [] : [`EVENTS: payment.captured was never emitted for ${id}.`]
  })
}

function namesOf(checkouts: StoreCheckout[]): string {
  return checkouts.map(({ conversationId, state }) => `${conversationId} is ${state}`).join(", ") || "nothing was asked of Almara for it"
}

function capturesOf(books: Books, order: StoreOrder): Capture[] {
  return books.captures.filter(({ collectionId }) => collectionId === order.collectionId)
}

function countEach<Key extends string | number>(values: Key[]): Record<Key, number> {
  const counts = {} as Record<Key, number>
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

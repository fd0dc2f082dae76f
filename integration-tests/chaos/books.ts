import { countEach } from "./checks"

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
  merchantRequestId: string
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
  /** How often something tore a process away from its work: each may have an event announced once more. */
  interruptions: number
  /**
   * Paid orders that Medusa took back and that were placed anew (docs/medusa-upstream.md, 23): each is announced once
   * more.
   */
  placedAnew: number
}

export interface Comparison {
  figures: Record<string, number>
  /** One sentence for everything that does not agree; empty when the books do. */
  problems: string[]
}

/** Compares Almara's books with the store's, line by line in both directions. Pure. */
export function compareBooks(books: Books): Comparison {
  const payments = [...new Set(books.captures.map(({ paymentId }) => paymentId))]
  const captured = payments.map((id) => countEmissions(books, "payment.captured", id))
  const count = <Entry>(list: Entry[], isOne: (entry: Entry) => boolean) => list.filter(isOne).length
  return {
    figures: {
      "paid at Almara": count(books.almara, ({ outcome }) => outcome === "paid"),
      "orders paid": count(books.orders, (order) => order.status !== "canceled" && capturesOf(books, order).length > 0),
      held: count(books.checkouts, ({ state }) => state === "held"),
      expired: count(books.checkouts, ({ state }) => state === "expired"),
      "callbacks received": Object.values(books.inbox).reduce((sum, times) => sum + times, 0),
      // Their process died while Medusa completed the cart (docs/medusa-upstream.md, 14).
      "orders left by Medusa": count(books.orders, isLeftByMedusa),
      "orders placed anew": books.placedAnew,
    },
    problems: [
      ...findLostPayments(books),
      ...findInventedPayments(books),
      ...findDoubleCaptures(books),
      ...findForgottenCallbacks(books),
      ...findUnfinished(books),
      ...findEventProblems(books, payments, captured),
      ...findRepeatedEvents(books, captured),
    ],
  }
}

/** Paid at Almara, but neither on exactly one paid order nor held in sight of the merchant. */
function findLostPayments(books: Books): string[] {
  return books.almara.flatMap(({ originatorConversationId, outcome }) => {
    if (outcome !== "paid") return []
    const name = `LOST: the paid conversation ${originatorConversationId}`
    const checkout = books.checkouts.find(({ merchantRequestId }) => merchantRequestId === originatorConversationId)
    if (!checkout) return [`${name} is not in the ledger.`]
    if (checkout.state === "held") return checkout.holdReason ? [] : [`${name} is held without a reason.`]
    if (checkout.state !== "paid") return [`${name} is ${checkout.state} in the ledger.`]
    const orders = books.orders.filter(
      ({ collectionId }) => collectionId !== null && collectionId === checkout.collectionId,
    )
    const [order] = orders
    if (!order || orders.length > 1) return [`${name} belongs to ${orders.length} orders.`]
    if (order.status === "canceled") return [`${name} is called paid, but its order ${order.id} is canceled.`]
    const captures = capturesOf(books, order).filter(({ sessionId }) => sessionId === checkout.sessionId)
    if (captures.length === 0) return [`${name} is called paid, but nothing was captured on ${order.id}.`]
    if (!captures.every(({ id }) => order.bookedCaptures.includes(id)))
      return [`${name} was captured, but it does not stand in the books of ${order.id}.`]
    return checkout.isSettled ? [] : [`${name} has no settlement.`]
  })
}

/** Captured in Medusa, but not the very money that Almara says was paid. */
function findInventedPayments(books: Books): string[] {
  return books.captures.flatMap((capture) => {
    const name = `INVENTED: capture ${capture.id} of session ${capture.sessionId}`
    const settled = books.checkouts.find((checkout) => checkout.sessionId === capture.sessionId && checkout.isSettled)
    if (!settled) return [`${name} has no settled checkout.`]
    const entry = books.almara.find(
      ({ originatorConversationId }) => originatorConversationId === settled.merchantRequestId,
    )
    if (entry?.outcome !== "paid")
      return [`${name}: Almara says ${entry?.outcome ?? "that it knows no such checkout"}.`]
    const isSame = Number(entry.amount) === Number(capture.amount) && entry.currency === capture.currency
    return isSame
      ? []
      : [`${name}: ${capture.amount} ${capture.currency} were captured, ${entry.amount} ${entry.currency} were paid.`]
  })
}

/**
 * More than one capture for one payment collection, more in an order's books than its total, or two orders from one
 * cart.
 */
function findDoubleCaptures(books: Books): string[] {
  const perCollection = countEach(books.captures.map(({ collectionId }) => collectionId))
  const twice = Object.entries(perCollection).flatMap(([id, count]) =>
    count > 1 ? [`DOUBLE: ${count} captures for the payment collection ${id}.`] : [],
  )
  const booked = books.orders.flatMap((order) => {
    const sum = capturesOf(books, order).reduce((total, { amount }) => total + Number(amount), 0)
    return order.bookedCaptures.length > 1 || sum > Number(order.total)
      ? [
          `DOUBLE: order ${order.id} of ${order.total} has ${order.bookedCaptures.length} payments in its books, ${sum} were captured.`,
        ]
      : []
  })
  return [...twice, ...booked]
}

/** Every 200 is a promise: as many rows in the inbox at least. */
function findForgottenCallbacks(books: Books): string[] {
  return Object.entries(books.acknowledged).flatMap(([merchantRequestId, count]) => {
    const kept = books.checkouts.find((checkout) => checkout.merchantRequestId === merchantRequestId)?.callbacks ?? 0
    return kept < count
      ? [`FORGOTTEN: ${count} callbacks of ${merchantRequestId} were acknowledged, ${kept} are in the inbox.`]
      : []
  })
}

/** What should have come to an end and did not. */
function findUnfinished(books: Books): string[] {
  const open = books.checkouts
    .filter(({ isClosed }) => !isClosed)
    .map(({ merchantRequestId, state }) => `OPEN: ${merchantRequestId} is ${state} and not closed.`)
  const waiting = books.inbox.waiting ? [`OPEN: ${books.inbox.waiting} callbacks are still to be processed.`] : []
  const unmatched = books.inbox.unmatched
    ? [`OPEN: ${books.inbox.unmatched} callbacks were not matched to their checkout.`]
    : []
  const stuck = books.orders.flatMap((order) => {
    if (order.status === "canceled")
      return order.reservations > 0
        ? [`STOCK: the canceled order ${order.id} still reserves ${order.reservations} items.`]
        : []
    const isHeld = books.checkouts.some(
      ({ collectionId, state }) => state === "held" && collectionId === order.collectionId,
    )
    // Held money leaves its order waiting until a person decides.
    if (capturesOf(books, order).length > 0 || isHeld || isLeftByMedusa(order)) return []
    return [
      `STUCK: order ${order.id} (${order.collectionId ?? "no payment collection"}) is neither paid nor canceled; ${namesOf(books.checkouts.filter(({ collectionId }) => collectionId === order.collectionId))}.`,
    ]
  })
  return [...open, ...waiting, ...unmatched, ...stuck]
}

/** It belongs to nobody and keeps nothing: the shopper's next try placed another order. */
function isLeftByMedusa({ status, cartId, collectionId, reservations, bookedCaptures }: StoreOrder): boolean {
  return (
    status !== "canceled" &&
    cartId === null &&
    collectionId === null &&
    reservations === 0 &&
    bookedCaptures.length === 0
  )
}

const CHECKOUT_EVENTS = [
  "almara.checkout.paid",
  "almara.checkout.failed",
  "almara.checkout.needs_attention",
  "almara.checkout.expired",
]
/** What must have been announced of a checkout that has come to its end. */
const FINAL_EVENTS: Record<string, string> = {
  paid: "almara.checkout.paid",
  held: "almara.checkout.needs_attention",
  expired: "almara.checkout.expired",
}

function countEmissions({ events }: Books, name: string, subject: string): number {
  return new Set(
    events.filter((event) => event.name === name && event.subject === subject).map(({ emission }) => emission),
  ).size
}

/** At least once is what can be had: a process can die between the emission and its entry in the ledger. */
function findEventProblems(books: Books, payments: string[], captured: number[]): string[] {
  const silent = payments.flatMap((id, index) =>
    captured[index] ? [] : [`EVENTS: payment.captured was never emitted for ${id}.`],
  )
  const unannounced = books.checkouts.flatMap((checkout) => {
    const name = FINAL_EVENTS[checkout.state]
    const others = books.checkouts.filter(
      ({ id, collectionId }) => id !== checkout.id && collectionId !== null && collectionId === checkout.collectionId,
    )
    // An attempt whose time is over says nothing about an order whose other attempt tells what became of it.
    const isToldByAnother = others.some(({ id }) =>
      CHECKOUT_EVENTS.some((event) => countEmissions(books, event, id) > 0),
    )
    if (!name || (checkout.state === "expired" && isToldByAnother)) return []
    return countEmissions(books, name, checkout.id) > 0
      ? []
      : [`EVENTS: ${name} was never emitted for ${checkout.merchantRequestId}; beside it: ${namesOf(others)}.`]
  })
  return [...silent, ...unannounced]
}

/** More often than once only where somebody was torn away from the work, or an order was placed anew. */
function findRepeatedEvents(books: Books, captured: number[]): string[] {
  const { interruptions, placedAnew, checkouts } = books
  const announced = checkouts.flatMap(({ id }) => CHECKOUT_EVENTS.map((name) => countEmissions(books, name, id)))
  const repeated = (name: string, counts: number[]) => {
    const often = counts.filter((times) => times > 1).length
    return often > interruptions + placedAnew
      ? [
          `EVENTS: ${often} ${name} events were emitted more than once, with ${interruptions} interruptions and ${placedAnew} orders placed anew.`,
        ]
      : []
  }
  return [...repeated("payment.captured", captured), ...repeated("almara.checkout", announced)]
}

function namesOf(checkouts: StoreCheckout[]): string {
  return checkouts.map(({ merchantRequestId, state }) => `${merchantRequestId} is ${state}`).join(", ") || "no checkout"
}

function capturesOf(books: Books, order: StoreOrder): Capture[] {
  return books.captures.filter(({ collectionId }) => collectionId === order.collectionId)
}

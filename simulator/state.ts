import { randomBytes, randomUUID } from "node:crypto"
import { defaultBehaviour, type Behaviour, type BehaviourChange } from "./behaviour"
import { createOutcome, type CheckoutOutcome, type OutcomeName } from "./outcomes"
import type { NewOrder, ReportedOrder } from "./wire"
import type { WrongCallback } from "./wrong-callback-kinds"

/** How long an access token lives. */
export const tokenLifetimeSeconds = 3600

const journalLimit = 10_000
const tokenLimit = 10_000
const deliveryLimit = 1_000

/** What was sent to the store: a callback, or the shopper's browser that comes back by one of two addresses. */
export type DeliveryKind = "callback" | "return" | "cancel"

/** One try to reach the store. `status` is null when no answer came; `error` then says why. */
export interface Delivery {
  at: string
  kind: DeliveryKind
  url: string
  attempt: number
  /** What was wrong with it, when it was made wrong. */
  wrong?: WrongCallback
  status: number | null
  /** How long the answer took. */
  milliseconds: number
  answer: string
  /** Where the store sends the browser on to. */
  location?: string
  error?: string
}

/** One call of the gateway. `status` is null while, or because, it got no answer. */
export interface RequestEntry {
  at: string
  method: string
  path: string
  status: number | null
  originatorConversationId?: string
}

/** One checkout in the gateway's books. */
export interface Checkout {
  readonly id: string
  readonly checkoutId: string
  readonly conversationId: string
  readonly createdAt: string
  readonly request: NewOrder
  outcome: OutcomeName
  checkoutOutcome: CheckoutOutcome
  /** What the gateway reports in place of what it was asked. */
  reported: ReportedOrder
  /** Laid over what check-status and the callback say, object by object; null takes a field away. */
  overrides: Record<string, unknown>
  canceledAt?: string | undefined
  /** Set when it was decided that the checkout's time is over, whatever its due date says. */
  expiredAt?: string | undefined
  readonly deliveries: Delivery[]
  /** How many callbacks wait to be sent or for their answer. */
  underWay: number
}

/** Everything the simulator remembers, in memory only. */
export class SimulatorState {
  behaviour: Behaviour
  readonly requests: RequestEntry[] = []
  readonly requestCounts = new Map<string, number>()
  private readonly tokens = new Map<string, number>()
  private readonly checkouts = new Map<string, Checkout>()
  private readonly byOriginator = new Map<string, Checkout>()
  private readonly byConversation = new Map<string, Checkout>()

  constructor(
    private readonly now: () => number,
    private readonly behaviourAtStart: BehaviourChange = {},
  ) {
    this.behaviour = { ...defaultBehaviour(), ...behaviourAtStart }
  }

  /** The present, in milliseconds. */
  present(): number {
    return this.now()
  }

  /** The present as the gateway writes it. */
  timestamp(): string {
    return new Date(this.now()).toISOString()
  }

  /** Opens a checkout that nobody has paid yet. */
  openCheckout(request: NewOrder): Checkout {
    const checkout: Checkout = {
      id: randomUUID(),
      checkoutId: randomUUID(),
      conversationId: randomUUID(),
      createdAt: this.timestamp(),
      request,
      outcome: "pending",
      checkoutOutcome: createOutcome("pending"),
      reported: {},
      overrides: {},
      deliveries: [],
      underWay: 0,
    }
    this.checkouts.set(checkout.checkoutId, checkout)
    this.byOriginator.set(request.originatorConversationId, checkout)
    this.byConversation.set(checkout.conversationId, checkout)
    return checkout
  }

  /** Newest first. */
  listCheckouts(): Checkout[] {
    return [...this.checkouts.values()].reverse()
  }

  findByOriginator(originatorConversationId: string): Checkout | undefined {
    return this.byOriginator.get(originatorConversationId)
  }

  findByConversation(conversationId: string): Checkout | undefined {
    return this.byConversation.get(conversationId)
  }

  findByCheckoutId(checkoutId: string): Checkout | undefined {
    return this.checkouts.get(checkoutId)
  }

  /** Whether the checkout can no longer be paid: its due date has passed, or it was decided so. */
  isExpired(checkout: Checkout): boolean {
    return checkout.expiredAt !== undefined || Date.parse(checkout.request.checkoutDueDate) <= this.now()
  }

  recordDelivery(checkout: Checkout, delivery: Delivery): void {
    pushBounded(checkout.deliveries, delivery, deliveryLimit)
  }

  /** Writes a call into the journal; its status is filled in when it is answered. */
  recordRequest(entry: RequestEntry, countedAs: string): void {
    pushBounded(this.requests, entry, journalLimit)
    this.requestCounts.set(countedAs, (this.requestCounts.get(countedAs) ?? 0) + 1)
  }

  issueToken(): string {
    const [oldest] = this.tokens.keys()
    if (oldest !== undefined && this.tokens.size >= tokenLimit) {
      this.tokens.delete(oldest)
    }
    const token = randomBytes(32).toString("base64url")
    this.tokens.set(token, this.now() + tokenLifetimeSeconds * 1000)
    return token
  }

  isValidToken(token: string): boolean {
    const expiresAt = this.tokens.get(token)
    return expiresAt !== undefined && expiresAt > this.now()
  }

  /** Makes every issued token invalid; returns how many there were. */
  revokeTokens(): number {
    const revoked = this.tokens.size
    this.tokens.clear()
    return revoked
  }

  /** Forgets everything, and behaves as at the start. */
  reset(): void {
    this.behaviour = { ...defaultBehaviour(), ...this.behaviourAtStart }
    this.requests.length = 0
    this.requestCounts.clear()
    this.tokens.clear()
    this.checkouts.clear()
    this.byOriginator.clear()
    this.byConversation.clear()
  }
}

function pushBounded<Entry>(list: Entry[], entry: Entry, limit: number): void {
  list.push(entry)
  if (list.length > limit) {
    list.shift()
  }
}

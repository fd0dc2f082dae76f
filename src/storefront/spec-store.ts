import type { AlmaraCheckout } from "./checkout"
import type { StoreClient, StoreRequest } from "./store"

/** What a store answers to a call: a body, or an error to be thrown. */
export type Answer = unknown

/** A store for specs that answers as told and remembers what it was asked. The last answer to a call is given again. */
export class SpecStore implements StoreClient {
  readonly calls: string[] = []
  private readonly answers = new Map<string, Answer[]>()

  on(call: string, ...answers: Answer[]): this {
    this.answers.set(call, answers)
    return this
  }

  count(call: string): number {
    return this.calls.filter((one) => one === call).length
  }

  async fetch<Body>(path: string, { method = "GET", signal }: StoreRequest = {}): Promise<Body> {
    const call = `${method} ${path}`
    this.calls.push(call)
    await new Promise((resolve) => setImmediate(resolve))
    signal?.throwIfAborted()
    const answers = this.answers.get(call)
    if (answers === undefined) throw httpError(404, `The spec's store knows no ${call}.`)
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    if (answer instanceof Error) throw answer
    return answer as Body
  }
}

/** What js-sdk throws when the store refuses. */
export function httpError(status: number, message = "no"): Error {
  return Object.assign(new Error(message), { status })
}

/** What fetch throws without a network. */
export const offline = new TypeError("Failed to fetch")

export function checkoutLike(changes: Partial<AlmaraCheckout> = {}): AlmaraCheckout {
  return {
    payment_session_id: "payses_1",
    placement: "order_first",
    status: "open",
    reason: null,
    checkout_url: "https://pay.example/1",
    message: "",
    can_retry: false,
    can_start_over: false,
    order: { display_id: 7 },
    amount: "7000",
    currency_code: "kes",
    outstanding_amount: "7000",
    is_outdated: false,
    attempt: 1,
    due_at: "2030-01-01T00:00:00.000Z",
    ...changes,
  }
}

/** What became of a callback, or of the shopper's way back. */
export interface Delivery {
  kind: "callback" | "return" | "cancel"
  status: number | null
  answer: string
  location?: string
}

/** A checkout as the simulator shows it. */
export interface SimulatedCheckout {
  originatorConversationId: string
  pageUrl: string
  outcome: "pending" | "paid" | "declined"
  request: { checkoutReference: string }
  deliveries: Delivery[]
}

/** Drives a running Almara simulator from a test. */
export class SimulatedAlmara {
  constructor(private readonly url = "http://127.0.0.1:4010") {}

  /** The checkout that was opened last. Throws when there is none. */
  async newestCheckout(): Promise<SimulatedCheckout> {
    const [newest] = await this.call<SimulatedCheckout[]>("GET", "/checkouts")
    if (!newest) throw new Error("No checkout was opened at the simulator.")
    return newest
  }

  /** Decides what became of a checkout, and tells the store; returns what the store said. */
  async decide(checkout: SimulatedCheckout, decision: Record<string, unknown>): Promise<Delivery[]> {
    return (
      await this.call<{ deliveries: Delivery[] }>(
        "POST",
        `/checkouts/${checkout.originatorConversationId}/outcome`,
        decision,
      )
    ).deliveries
  }

  /** Sends a callback again, late or wrong; returns what the store said. */
  async callback(checkout: SimulatedCheckout, order: Record<string, unknown> = {}): Promise<Delivery[]> {
    return (
      await this.call<{ deliveries: Delivery[] }>(
        "POST",
        `/checkouts/${checkout.originatorConversationId}/callback`,
        order,
      )
    ).deliveries
  }

  /** Sends the shopper back to the store, without a browser. */
  async visit(checkout: SimulatedCheckout, endpoint: "return" | "cancel"): Promise<Delivery> {
    return (
      await this.call<{ delivery: Delivery }>("POST", `/checkouts/${checkout.originatorConversationId}/visit`, {
        endpoint,
      })
    ).delivery
  }

  /** Switches faults, such as `{ checkStatus: { mode: "forbidden" } }`. */
  async behave(behaviour: Record<string, unknown>): Promise<void> {
    await this.call("POST", "/behaviour", behaviour)
  }

  private async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const init =
      body === undefined
        ? { method }
        : { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } }
    const answer = await fetch(`${this.url}/simulator${path}`, init)
    if (!answer.ok) throw new Error(`The simulator answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as Answer
  }
}

import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { PublicCheckout } from "../../src/core/views/public-checkout"

/**
 * What the store answers to a call: a payment, or a status that is none of success; silence when it is not there at
 * all.
 */
export type StubAnswer = PublicCheckout | number | "silence"

/** A store that says of payments what a spec tells it to say: pages are brought to every state, at once. */
export interface StubStore {
  url: string
  /** By the payment session's id, or the id and `/retry`. */
  answers: Map<string, StubAnswer>
  /** The ids that were asked for. */
  asked: string[]
  close(): Promise<void>
}

export async function startStubStore(): Promise<StubStore> {
  const answers = new Map<string, StubAnswer>()
  const asked: string[] = []
  const server = createServer((request, response) => {
    const id = (request.url ?? "").replace("/store/almara/checkouts/", "")
    asked.push(id)
    answer(response, answers.get(id) ?? 404)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    asked,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function answer(response: ServerResponse, said: StubAnswer): void {
  if (said === "silence") return void response.destroy()
  const [status, body] = typeof said === "number" ? [said, { message: "No." }] : [200, { checkout: said }]
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
}

/** A payment of 7,000 shillings that waits, changed as a spec likes. */
export function paymentLike(changes: Partial<PublicCheckout> = {}): PublicCheckout {
  return {
    payment_session_id: "payses_1",
    placement: "order_first",
    status: "open",
    reason: null,
    checkout_url: null,
    message: "",
    can_retry: false,
    can_start_over: false,
    order: { display_id: 1042 },
    amount: "7000",
    currency_code: "kes",
    outstanding_amount: "7000",
    is_outdated: false,
    attempt: 1,
    due_at: new Date(Date.now() + 3_600_000).toISOString(),
    ...changes,
  }
}

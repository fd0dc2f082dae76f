import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { gatewayPaths } from "./wire"
import { simulatorOptionsSchema } from "./options"

const defaults = simulatorOptionsSchema.parse({})

/** What a store was sent. */
export interface ReceivedRequest {
  path: string
  contentType: string | undefined
  body: string
}

/** A store that takes whatever is sent to it and answers with the given statuses, then with 200. */
export async function startStore(statuses: number[] = []) {
  const received: ReceivedRequest[] = []
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk))
    request.on("end", () => {
      received.push({ path: request.url ?? "", contentType: request.headers["content-type"], body })
      response.writeHead(statuses.shift() ?? 200, { "content-type": "application/json" }).end("{}")
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { url, received, close }
}

/** A new-order body in the documented shape. */
export function orderBody(storeUrl: string, changes: Record<string, unknown> = {}) {
  return {
    originatorConversationId: crypto.randomUUID(),
    checkoutReference: "ORD-20260126-7848",
    checkoutRouteId: defaults.routeId,
    checkoutRouteChannelType: 172,
    checkoutNotes: "Customer checkout for apparel purchase",
    checkoutCurrencyCode: 404,
    checkoutCurrencyName: "KES",
    checkoutDueDate: "2099-12-31T23:59:59Z",
    checkoutReturnUrl: `${storeUrl}/checkout/return?hash=return`,
    checkoutCancelUrl: `${storeUrl}/checkout/cancel?hash=cancel`,
    checkoutCallbackUrl: `${storeUrl}/checkout/cart?hash=callback`,
    checkoutAccountNo: "0072",
    checkoutRequestLines: [
      { sku: "SHRT-BLK-XL-9981", name: "Black Shirt XL", price: 2500.1 },
      { sku: "SHRT-BLU-L-4421", name: "Blue Shirt Large", price: 2200.2 },
    ],
    ...changes,
  }
}

/** A merchant's side of the gateway, over real HTTP. */
export class Merchant {
  private token = ""

  constructor(readonly url: string) {}

  postJson(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    })
  }

  requestToken(changes: Record<string, unknown> = {}): Promise<Response> {
    const { clientId, clientSecret, scope } = defaults
    return this.postJson(gatewayPaths.token, {
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: "client_credentials",
      scope,
      ...changes,
    })
  }

  async logIn(changes: Record<string, unknown> = {}): Promise<this> {
    this.token = (await json(await this.requestToken(changes))).access_token
    return this
  }

  createOrder(body: unknown): Promise<Response> {
    return this.postJson(gatewayPaths.newOrder, body, this.authorization())
  }

  checkStatus(id: string, idType = "1"): Promise<Response> {
    return this.get(`${gatewayPaths.checkStatus}?IdType=${idType}&Id=${encodeURIComponent(id)}`)
  }

  get(path: string): Promise<Response> {
    return fetch(this.url + path, { headers: this.authorization(), signal: AbortSignal.timeout(5000) })
  }

  /** Opens a checkout; returns its body and the address of its page. */
  async openCheckout(storeUrl: string, changes: Record<string, unknown> = {}) {
    const body = orderBody(storeUrl, changes)
    const { message } = await json(await this.createOrder(body))
    return { id: body.originatorConversationId, body, pageUrl: message.checkoutUrl as string }
  }

  async setOutcome(id: string, order: Record<string, unknown>) {
    return json(await this.postJson(`/simulator/checkouts/${id}/outcome`, order))
  }

  private authorization(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` }
  }
}

/** Reads an answer whose shape the spec checks itself. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export async function json(response: Response): Promise<any> {
  return response.json()
}

/** Waits until something is so, or fails. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    if (await isSo()) {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error("It did not come to pass within 20 seconds.")
}

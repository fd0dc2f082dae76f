import { isAlmaraError, parseBody, verifyAddress } from "medusa-payment-almara/core"

export interface Shop {
  /** The secrets of the addresses that were handed out; the first signs, all verify. */
  secrets: readonly string[]
  /** Writes the callback down for good; the payment is looked up at Almara later. Throws when that is not possible. */
  writeDown(callback: { merchantRequestId: string; body: Record<string, unknown> }): Promise<void>
}

/**
 * Takes Almara's callback in any shop that speaks web standards: 200 means that it is written down. A callback is a
 * hint: before money is believed, ask Almara with `createAlmaraClient`.
 */
export function callbackHandler({ secrets, writeDown }: Shop): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== "POST") return new Response(null, { status: 405, headers: { allow: "POST" } })
    const merchantRequestId = await verifyAddress({ endpoint: "callback", query: new URL(request.url).search, secrets })
    if (merchantRequestId === undefined)
      return Response.json({ message: "The signature is not ours." }, { status: 401 })
    let body: Record<string, unknown>
    try {
      body = parseBody(await request.text())
    } catch (error) {
      if (isAlmaraError(error)) return Response.json({ message: error.message }, { status: 400 })
      throw error
    }
    try {
      await writeDown({ merchantRequestId, body })
    } catch (error) {
      return Response.json(
        { message: error instanceof Error ? error.message : "unknown error" },
        { status: 503, headers: { "retry-after": "30" } },
      )
    }
    return Response.json({})
  }
}

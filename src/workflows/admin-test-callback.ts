import { randomUUID } from "node:crypto"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { TestCallback } from "../core/admin-status"
import { doorPaths, signedUrl } from "../core/signature"
import { ALMARA_MODULE } from "../modules/almara"

const PATIENCE_IN_MILLISECONDS = 10_000

/**
 * Sends a callback of no checkout to this store by its signed callback address, as Almara would, and looks whether it came
 * into the inbox. It can move no money: it belongs to nothing.
 */
export async function sendTestCallback(container: MedusaContainer): Promise<TestCallback> {
  const { inbox, options, reports } = container.resolve(ALMARA_MODULE)
  const conversationId = randomUUID()
  const address = await signedUrl({ baseUrl: options.backendUrl, door: "callback", conversationId, secrets: options.callbackSecret })
  const started = performance.now()
  const sent = await post(address, { originatorConversationId: conversationId, checkoutNotes: "A test callback that this store sent to itself." })
  const { rows } = await reports.callbacks({ text: conversationId }, { limit: 1, offset: 0 })
  const [row] = rows
  if (row) await inbox.finish(row.id)
  return {
    url: `${options.backendUrl}${doorPaths.callback}`,
    ok: sent.http_status === 200 && row !== undefined,
    milliseconds: performance.now() - started,
    arrived: row !== undefined,
    ...sent,
  }
}

async function post(address: string, body: unknown): Promise<Pick<TestCallback, "http_status" | "error">> {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_IN_MILLISECONDS),
    })
    await answer.body?.cancel()
    return { http_status: answer.status, error: null }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined
    return { http_status: null, error: cause ?? (error instanceof Error ? error.message : "unknown error") }
  }
}

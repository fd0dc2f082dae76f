import { randomUUID } from "node:crypto"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { TestCallback, TestedAddress } from "../../core/views/admin/status"
import type { AlmaraOptions } from "../../core/options/options"
import { signedUrls } from "../../core/callback/signed-address"
import { endpointPaths } from "../../core/callback/signature"
import { ALMARA_MODULE } from "../../modules/almara"

const TIMEOUT_IN_MILLISECONDS = 10_000

/**
 * Says that a return's address carries our signature: the only thing that tells it of a checkout that does not exist.
 */
export const SIGNED_HEADER = "x-almara-signed"

/**
 * Sends a callback of no checkout to this store by its signed callback address, as Almara would, and looks whether it
 * came into the inbox, and with its signature; then a shopper's browser by the return address. Neither can move money:
 * they belong to nothing.
 */
export async function sendTestCallback(container: MedusaContainer): Promise<TestCallback> {
  const { inbox, options, reports } = container.resolve(ALMARA_MODULE)
  const merchantRequestId = randomUUID()
  const addresses = await signedUrls({
    baseUrl: options.backendUrl,
    merchantRequestId,
    secrets: options.callbackSecret,
  })
  const message = {
    originatorConversationId: merchantRequestId,
    checkoutNotes: "A test callback that this store sent to itself.",
  }
  const started = performance.now()
  const { answer, ...sent } = await post(addresses.callback, {
    body: JSON.stringify(message),
    headers: { "content-type": "application/json" },
  })
  const { rows } = await reports.callbacks({ text: merchantRequestId }, { limit: 1, offset: 0 })
  const [row] = rows
  if (row) await inbox.finish(row.id)
  const signed = row?.signed === true
  return {
    url: `${options.backendUrl}${endpointPaths.callback}`,
    ok: answer?.status === 200 && signed,
    milliseconds: performance.now() - started,
    arrived: row !== undefined,
    signed,
    ...sent,
    return_address: await testReturn(options, addresses.return),
  }
}

async function testReturn(options: AlmaraOptions, address: string): Promise<TestedAddress> {
  const { answer, ...sent } = await post(address, { body: new URLSearchParams({ checkoutNotes: "A test." }) })
  const signed = answer?.headers.get(SIGNED_HEADER) === "yes"
  return { url: `${options.backendUrl}${endpointPaths.return}`, ok: answer?.status === 303 && signed, signed, ...sent }
}

async function post(
  address: string,
  request: RequestInit,
): Promise<Pick<TestCallback, "http_status" | "error"> & { answer?: Response }> {
  try {
    const answer = await fetch(address, {
      ...request,
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_IN_MILLISECONDS),
    })
    await answer.body?.cancel()
    return { http_status: answer.status, error: null, answer }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined
    return { http_status: null, error: cause ?? (error instanceof Error ? error.message : "unknown error") }
  }
}

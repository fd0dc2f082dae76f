import { createHash } from "node:crypto"
import type { MedusaContainer } from "@medusajs/framework/types"
import { parseBody } from "../core/body"
import { AlmaraError } from "../core/errors"
import { verifySignature } from "../core/signature"
import { readCallback, redact, spellId } from "../core/wire"
import { ALMARA_MODULE } from "../modules/almara"
import type { CallbackRow } from "../modules/almara/rows"

export interface ReceivedRequest {
  body: string
  contentType: string | undefined
  /** The query parameters that our signed address carried. */
  checkout: unknown
  signature: unknown
}

/**
 * Takes a callback in: verifies what can be verified, then commits it to the inbox. Only after this has returned may it
 * be acknowledged. Throws AlmaraError `unreadable` for a body that is neither JSON nor a form, `signature` for a wrong
 * signature or a refused unsigned callback, and whatever the database throws when nothing could be committed.
 */
export async function receiveCallback(container: MedusaContainer, request: ReceivedRequest): Promise<CallbackRow> {
  const { inbox, ledger, options } = container.resolve(ALMARA_MODULE)
  const body = parseBody(request.body, request.contentType)
  const callback = readCallback(body)
  const conversationId = spellId(callback.originatorConversationId)

  const isSigned = request.signature !== undefined || request.checkout !== undefined
  if (isSigned) {
    const genuine =
      request.checkout === conversationId &&
      (await verifySignature({ door: "callback", conversationId, signature: request.signature, secrets: options.callbackSecret }))
    if (!genuine) {
      throw new AlmaraError({ kind: "signature", message: "The signature in the address does not belong to this checkout." })
    }
  } else if (options.unsignedCallbacks === "reject") {
    throw new AlmaraError({ kind: "signature", message: "Callbacks without our signature are refused (option unsignedCallbacks)." })
  }

  const checkout = await ledger.findByConversation(conversationId)
  return inbox.insert({
    conversation_id: conversationId,
    checkout_id: checkout?.id ?? null,
    signed: isSigned,
    payload: redact(body),
    fingerprint: fingerprintOf(conversationId, callback.outcome),
  })
}

/** Two callbacks that say the same have the same fingerprint. */
function fingerprintOf(conversationId: string, outcome: unknown): string {
  return createHash("sha256").update(JSON.stringify([conversationId, outcome ?? null])).digest("hex").slice(0, 32)
}

import { createHash } from "node:crypto"
import type { MedusaContainer } from "@medusajs/framework/types"
import { parseBody } from "../core/body"
import { AlmaraError } from "../core/errors"
import { classifyOutcome } from "../core/outcome"
import { readCode } from "../core/read-code"
import { readWhatCallbackSays, redact, spellId, writtenOutcome, type SaidByCallback } from "../core/wire"
import { ALMARA_MODULE } from "../modules/almara"
import type { CallbackKind, InsertedCallback, NewCallback } from "../modules/almara/inbox-insert"
import { forgetStrangersNowAndThen } from "./forget-strangers"
import { isSignedByUs } from "./is-signed-by-us"

export interface ReceivedRequest {
  body: string
  contentType: string | undefined
  /** The query parameters that our signed address carried. */
  checkout: unknown
  signature: unknown
}

export type ReceivedCallback = InsertedCallback & Pick<NewCallback, "conversation_id" | "signed">

/**
 * Takes a callback in: verifies what can be verified, then commits it to the inbox. Only after this has returned may it
 * be acknowledged. Throws AlmaraError `unreadable` for a body that is neither JSON nor a form, `signature` for a wrong
 * signature or a refused unsigned callback, and whatever the database throws when nothing could be committed.
 */
export async function receiveCallback(container: MedusaContainer, request: ReceivedRequest): Promise<ReceivedCallback> {
  const { inbox, options } = container.resolve(ALMARA_MODULE)
  const body = parseBody(request.body, request.contentType)
  const callback = readWhatCallbackSays(body)
  const conversationId = spellId(callback.originatorConversationId)

  const isSigned = request.signature !== undefined || request.checkout !== undefined
  if (isSigned) {
    const genuine =
      request.checkout === conversationId &&
      isSignedByUs({ door: "callback", conversationId, signature: request.signature, secrets: options.callbackSecret })
    if (!genuine) {
      throw new AlmaraError({ kind: "signature", message: "The signature in the address does not belong to this checkout." })
    }
  } else if (options.unsignedCallbacks === "reject") {
    throw new AlmaraError({ kind: "signature", message: "Callbacks without our signature are refused (option unsignedCallbacks)." })
  }

  const inserted = await inbox.insert({
    conversation_id: conversationId,
    signed: isSigned,
    payload: redact(body),
    fingerprint: fingerprintOf(conversationId, callback),
    kind: isSigned ? kindOf(callback) : "unsigned",
  })
  if (inserted.state === "unmatched") await forgetStrangersNowAndThen(container)
  return { ...inserted, conversation_id: conversationId, signed: isSigned }
}

function kindOf(callback: SaidByCallback): CallbackKind {
  const outcome = writtenOutcome(callback)
  return classifyOutcome(outcome && { status: outcome.Status, resultCode: outcome.ResultCode }).kind
}

/** Two callbacks that say the same have the same fingerprint, wherever in the message they say it. */
function fingerprintOf(conversationId: string, callback: SaidByCallback): string {
  const outcome = writtenOutcome(callback)
  return createHash("sha256")
    .update(JSON.stringify([conversationId, codeOf(outcome?.Status), codeOf(outcome?.ResultCode), outcome?.ThirdPartyPayload?.Reference]))
    .digest("hex")
    .slice(0, 32)
}

/** "000" and 0 are the same code; what is no code stays as it was written. */
function codeOf(written: string | number | undefined): string | number | undefined {
  return readCode(written) ?? written
}

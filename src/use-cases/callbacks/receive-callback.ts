import { createHash } from "node:crypto"
import type { MedusaContainer } from "@medusajs/framework/types"
import { parseBody } from "../../core/callback/parse-body"
import { AlmaraError } from "../../core/errors"
import { readCode, classifyOutcome } from "../../core/checkout/outcome"
import { addressProblem, verifyAddress, type AddressProblem } from "../../core/callback/signed-address"
import type { AlmaraReport } from "../../core/gateway/wire"
import type { MerchantRequestId } from "../../core/ids"
import { ALMARA_MODULE } from "../../modules/almara"
import type { CallbackKind, InsertedCallback, NewCallback } from "../../modules/almara/inbox/insert"
import { tryToRead, callbackFormatOf } from "../../modules/almara/setup/methods"
import { pruneUnmatchedNowAndThen } from "./prune-unmatched"

/** What the caller is told where unsigned callbacks are refused. */
const REJECTION_MESSAGES = {
  missing: "Callbacks without our signature are refused (option unsignedCallbacks).",
  unreadable: "The signature in the address was changed on its way.",
  wrong: "The signature in the address is not ours.",
  other_checkout: "The signature in the address does not belong to this checkout.",
} as const satisfies Record<AddressProblem, string>

export interface ReceivedRequest {
  body: string
  contentType: string | undefined
  /** The query of the address that was called, as it came. */
  query: string
}

export type ReceivedCallback = InsertedCallback & Pick<NewCallback, "merchant_request_id" | "signed">

/**
 * Takes a callback in: verifies what can be verified, then commits it to the inbox. Only after this has returned may it
 * be acknowledged. One whose address does not carry our signature for its checkout is unsigned, whatever else stands
 * there. What it says is read once, here; where that fails, it is kept all the same, and processing shows why.
 * @throws AlmaraError `unreadable` for a body that is neither JSON nor a form, `signature` for an unsigned callback
 * where those are refused, and whatever the database throws when nothing could be committed.
 */
export async function receiveCallback(container: MedusaContainer, request: ReceivedRequest): Promise<ReceivedCallback> {
  const { addressProblems, inbox, options } = container.resolve(ALMARA_MODULE)
  const body = parseBody(request.body, request.contentType)
  const format = callbackFormatOf(body)
  const merchantRequestId = format.merchantRequestIdIn(body)

  const problem = await problemOf(request.query, merchantRequestId, options.callbackSecret)
  const isRefused = problem !== null && options.unsignedCallbacks === "reject"
  // A callback without anything of ours is nothing odd where it is taken as a hint.
  if (problem !== null && (isRefused || problem !== "missing")) addressProblems.count(problem)
  if (isRefused) throw new AlmaraError({ kind: "signature", message: REJECTION_MESSAGES[problem] })

  const payload = format.redact(body)
  const callback = {
    merchant_request_id: merchantRequestId,
    signed: problem === null,
    payload,
    report: tryToRead(payload),
  }
  const inserted = await inbox.insert({
    ...callback,
    fingerprint: fingerprintOf(callback),
    kind: callback.signed ? kindOf(callback.report) : "unsigned",
    length: request.body.length,
  })
  if (inserted.state === "unmatched") await pruneUnmatchedNowAndThen(container)
  return { ...inserted, merchant_request_id: merchantRequestId, signed: problem === null }
}

/** Null when the address carries our signature for this checkout. */
async function problemOf(
  query: string,
  merchantRequestId: MerchantRequestId,
  secrets: readonly string[],
): Promise<AddressProblem | null> {
  const signedId = await verifyAddress({ endpoint: "callback", query, secrets })
  if (signedId === undefined) return addressProblem(query)
  return signedId === merchantRequestId ? null : "other_checkout"
}

function kindOf(report: AlmaraReport | null): CallbackKind {
  return report ? classifyOutcome(report.outcome).kind : "unread"
}

/** Two callbacks that say the same have the same fingerprint, wherever in the message they say it. */
function fingerprintOf({ merchant_request_id, report, payload }: Omit<NewCallback, "fingerprint" | "kind">): string {
  const said = report
    ? [codeOf(report.outcome?.status), codeOf(report.outcome?.resultCode), report.transactionReference]
    : [payload]
  return createHash("sha256")
    .update(JSON.stringify([merchant_request_id, ...said]))
    .digest("hex")
    .slice(0, 32)
}

/** "000" and 0 are the same code; what is no code stays as it was written. */
function codeOf(written: string | number | undefined): string | number | undefined {
  return readCode(written) ?? written
}

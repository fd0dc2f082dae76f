import { fromBase32, toBase32 } from "../base32"
import { asId, type MerchantRequestId, type TextOf } from "../ids"

const bytesOfSignature = 32

/** Returns a signature's 32 bytes and the id of its checkout as one text without `&`, `=` or upper case. */
export function writeToken(signature: Uint8Array, merchantRequestId: TextOf<MerchantRequestId>): string {
  const id = new TextEncoder().encode(merchantRequestId)
  const bytes = new Uint8Array(signature.length + id.length)
  bytes.set(signature)
  bytes.set(id, signature.length)
  return toBase32(bytes)
}

/**
 * Takes a token apart, in either letter case. Undefined for what `writeToken` does not write: one claim has one
 * spelling.
 */
export function readToken(text: string): { signature: Uint8Array; merchantRequestId: MerchantRequestId } | undefined {
  const token = text.toLowerCase()
  const bytes = fromBase32(token)
  const signature = bytes.slice(0, bytesOfSignature)
  const merchantRequestId = asId<MerchantRequestId>(new TextDecoder().decode(bytes.slice(bytesOfSignature)))
  return merchantRequestId !== "" && writeToken(signature, merchantRequestId) === token
    ? { signature, merchantRequestId }
    : undefined
}

import { createHmac, timingSafeEqual } from "node:crypto"
import { readClaim, type Endpoint, type SignedClaim } from "../../core/callback/signature"
import { readAddress, type AddressProblem } from "../../core/callback/signed-address"

/**
 * Tells whether a signature belongs to this endpoint and this checkout, by any of the secrets: what `verifySignature` of core
 * tells, but at once. Web Crypto gives each signature to another thread, which costs ten times the signature itself, and
 * at an endpoint where many come at once they all wait for it. Compares in constant time, with every secret. Never throws.
 */
export function isSignedByUs(claim: SignedClaim & { secrets: readonly string[] }): boolean {
  const read = readClaim(claim)
  if (!read) return false
  const signature = Buffer.from(read.signature, "base64url")
  const matches = claim.secrets
    .filter((secret) => secret.length > 0)
    .map((secret) => timingSafeEqual(createHmac("sha256", secret).update(read.bytes).digest(), signature))
  return matches.includes(true)
}

/** Which checkout an address of this endpoint was signed for, or why that cannot be told. What `verifyAddress` of core tells, but at once. */
export function signedFor(address: {
  endpoint: Endpoint
  query: string
  secrets: readonly string[]
}): { merchantRequestId: string } | { problem: AddressProblem } {
  const read = readAddress(address.query)
  if (!read) return { problem: "missing" }
  if (!read.claim) return { problem: "unreadable" }
  return isSignedByUs({ endpoint: address.endpoint, ...read.claim, secrets: address.secrets })
    ? { merchantRequestId: read.claim.merchantRequestId }
    : { problem: "wrong" }
}

import { AlmaraError } from "../errors"
import type { MerchantRequestId, TextOf } from "../ids"

/** The endpoints that a checkout's URLs lead to. Each has a signature of its own. */
export type Endpoint = "callback" | "return" | "cancel"
/** Those that the shopper's browser comes to. */
export type ShopperEndpoint = Exclude<Endpoint, "callback">

/**
 * Where each endpoint stands on the store's backend; the callback's path is Almara's own (FACTS.md, A).
 *
 * @example
 * const isCallback = new URL(request.url).pathname === endpointPaths.callback
 */
export const endpointPaths = {
  callback: "/checkout/cart",
  return: "/checkout/return",
  cancel: "/checkout/cancel",
} as const satisfies Record<Endpoint, string>

const algorithm = { name: "HMAC", hash: "SHA-256" }

// 32 bytes are 43 characters of 6 bits; the last character carries two spare bits, which must be zero.
const signatureText = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

// JSON quotes both parts, so that no endpoint and id can be read as another endpoint and id.
function signedBytes(endpoint: Endpoint, merchantRequestId: TextOf<MerchantRequestId>): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(["medusa-payment-almara:v1", endpoint, merchantRequestId]))
}

/** A store has one secret, or a few while they are changed; a key made of one is used for every callback. */
const keys = new Map<string, Promise<CryptoKey>>()
const mostKeys = 16

function importKey(secret: string): Promise<CryptoKey> {
  const known = keys.get(secret)
  if (known) {
    return known
  }
  const key = crypto.subtle.importKey("raw", new TextEncoder().encode(secret), algorithm, false, ["sign", "verify"])
  if (keys.size >= mostKeys) {
    keys.clear()
  }
  keys.set(secret, key)
  return key
}

/**
 * Returns the 32 bytes by which the first secret signs an endpoint and a checkout's id.
 * @throws AlmaraError `configuration` when there is no secret.
 */
export async function sign(
  endpoint: Endpoint,
  merchantRequestId: TextOf<MerchantRequestId>,
  secrets: readonly string[],
): Promise<Uint8Array> {
  const secret = secrets[0]
  if (!secret) {
    throw new AlmaraError({ kind: "configuration", message: "There is no callbackSecret to sign with." })
  }
  return new Uint8Array(
    await crypto.subtle.sign("HMAC", await importKey(secret), signedBytes(endpoint, merchantRequestId)),
  )
}

/**
 * Signs an endpoint and a checkout's id with HMAC-SHA-256 and the first secret.
 * @returns 43 characters of base64url.
 * @throws AlmaraError `configuration` when there is no secret.
 */
export async function signatureFor(
  endpoint: Endpoint,
  merchantRequestId: TextOf<MerchantRequestId>,
  secrets: readonly string[],
): Promise<string> {
  return toBase64Url(await sign(endpoint, merchantRequestId, secrets))
}

/**
 * Tells whether a signature belongs to this endpoint and this checkout, by any of the secrets. `crypto.subtle.verify`
 * compares in constant time, and every secret is tried whatever the ones before it said. Never throws.
 */
export async function verifySignature(claim: {
  endpoint: Endpoint
  merchantRequestId: unknown
  signature: unknown
  secrets: readonly string[]
}): Promise<boolean> {
  const { endpoint, merchantRequestId, signature, secrets } = claim
  // What is missing, repeated, too long or no base64url was not signed by us.
  if (typeof merchantRequestId !== "string" || typeof signature !== "string" || !signatureText.test(signature)) {
    return false
  }
  const [bytes, signed] = [signedBytes(endpoint, merchantRequestId), fromBase64Url(signature)]
  const matches = await Promise.all(
    secrets
      .filter((secret) => secret.length > 0)
      .map(async (secret) => crypto.subtle.verify("HMAC", await importKey(secret), signed, bytes)),
  )
  return matches.includes(true)
}

/** Bytes as base64url, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "")
}

/** Returns the bytes that a base64url text stands for. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

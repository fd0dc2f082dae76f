import { toBase32 } from "./base32"

/** 128 bits: nobody finds one by trying, and an address with it fits into a text message. */
const TOKEN_IN_BYTES = 16
const TOKEN = /^[a-z2-7]{26}$/

/**
 * Makes the token of a payment link: 26 letters and digits in lower case.
 * @param randomBytes Returns so many unpredictable bytes.
 *
 * @example
 * newLinkToken((length) => crypto.getRandomValues(new Uint8Array(length)))
 */
export function newLinkToken(randomBytes: (length: number) => Uint8Array): string {
  return toBase32(randomBytes(TOKEN_IN_BYTES))
}

/**
 * Returns what is kept of a token, in hexadecimal digits; undefined for what no token of ours looks like. Who reads the
 * database cannot pay by it, nor make a link of it. A link that was written in upper case is the same one.
 */
export async function hashOfLinkToken(token: string): Promise<string | undefined> {
  const text = token.toLowerCase()
  if (!TOKEN.test(text)) return undefined
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`almara payment link ${text}`))
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

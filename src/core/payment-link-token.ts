import { toBase32 } from "./callback/signed-address"

/** 128 bits: nobody finds one by trying, and an address with it fits into a text message. */
const TOKEN_IN_BYTES = 16
const TOKEN = /^[a-z2-7]{26}$/

/** A token of a payment link, and what is kept of it. */
export interface LinkToken {
  token: string
  hash: string
}

/**
 * Makes the token of a payment link: 26 letters and digits in lower case.
 * @param randomBytes Returns so many unpredictable bytes.
 *
 * @example
 * const { token, hash } = await newLinkToken((length) => crypto.getRandomValues(new Uint8Array(length)))
 */
export async function newLinkToken(randomBytes: (length: number) => Uint8Array): Promise<LinkToken> {
  const token = toBase32(randomBytes(TOKEN_IN_BYTES))
  return { token, hash: await sha256(token) }
}

/**
 * Returns what is kept of a token, in hexadecimal digits; undefined for what no token of ours looks like. Who reads the
 * database cannot pay by it, nor make a link of it. A link that was written in upper case is the same one.
 */
export async function hashOfLinkToken(token: string): Promise<string | undefined> {
  const text = token.toLowerCase()
  return TOKEN.test(text) ? sha256(text) : undefined
}

async function sha256(token: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`almara payment link ${token}`))
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

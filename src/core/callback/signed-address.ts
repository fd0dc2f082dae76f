import { endpointPaths, sign, toBase64Url, verifySignature, type Endpoint } from "./signature"
import { asId, type MerchantRequestId, type TextOf } from "../ids"

/**
 * Returns the URL of an endpoint for one checkout: Almara signs nothing that is documented, but it calls the URL it was
 * given, so what stands in the query string is what comes back (FACTS.md, A). Signature and id are one token in one
 * parameter.
 * @param url.baseUrl The address of the store's backend, without a slash at the end.
 * @param url.secrets The first one signs.
 * @throws AlmaraError `configuration` when there is no secret.
 *
 * @example
 * const baseUrl = "https://shop.example"
 * const url = await signedUrl({ baseUrl, endpoint: "return", merchantRequestId: "6f1c…", secrets })
 */
export async function signedUrl(url: {
  baseUrl: string
  endpoint: Endpoint
  merchantRequestId: TextOf<MerchantRequestId>
  secrets: readonly string[]
}): Promise<string> {
  const token = writeToken(await sign(url.endpoint, url.merchantRequestId, url.secrets), url.merchantRequestId)
  return `${url.baseUrl}${endpointPaths[url.endpoint]}?hash=${token}`
}

/**
 * Returns the three signed URLs that an order is given.
 * @param checkout.baseUrl The address of the store's backend, without a slash at the end.
 * @throws AlmaraError `configuration` when there is no secret.
 *
 * @example
 * const urls = await signedUrls({ baseUrl: "https://shop.example", merchantRequestId: "6f1c…", secrets })
 */
export async function signedUrls(checkout: {
  baseUrl: string
  merchantRequestId: TextOf<MerchantRequestId>
  secrets: readonly string[]
}): Promise<Record<Endpoint, string>> {
  const [callback, returnUrl, cancel] = await Promise.all([
    signedUrl({ ...checkout, endpoint: "callback" }),
    signedUrl({ ...checkout, endpoint: "return" }),
    signedUrl({ ...checkout, endpoint: "cancel" }),
  ])
  return { callback, return: returnUrl, cancel }
}

/** Whose an address claims to be: this checkout's, by this signature. */
export interface AddressClaim {
  merchantRequestId: MerchantRequestId
  signature: string
}

/**
 * Why the address of a callback does not show that Almara called it: nothing of ours stands there, or what stands there
 * cannot be read, is not our signature, or is that of another checkout than the callback is about.
 */
export const ADDRESS_PROBLEMS = ["missing", "unreadable", "wrong", "other_checkout"] as const
export type AddressProblem = (typeof ADDRESS_PROBLEMS)[number]

/** What the query of an address says. `null` for the claim: something of ours is there, and cannot be read any more. */
export type ReadAddress = { claim: AddressClaim | null } | undefined

/** Longer than any address of ours, also when it stands there twice and is escaped. */
const longestQuery = 2048

// Blanks, quotes and the like may stand before it; behind it whatever is no letter of it.
const token = /(?:^|[^a-z0-9])hash(?:\[\d*\])?=[^a-z0-9&;?#]{0,8}([a-z2-7]{1,1000})/gi
const oldId = /(?:^|[^a-z0-9])checkout(?:\[\d*\])?=([\w.~-]{1,100})/i
const oldSignature = /(?:^|[^a-z0-9])signature(?:\[\d*\])?=([\w-]{43})(?![\w-])/i
const ours = /(?:^|[^a-z0-9])(?:hash|signature|checkout)(?:$|[^a-z0-9])/i

/** The claim of an address from before there were tokens: the id and the signature, each in a parameter of its own. */
function readOldClaim(query: string, text: string): AddressClaim | undefined {
  const parameters = new URLSearchParams(query.slice(0, longestQuery))
  const [ids, signatures] = [parameters.getAll("checkout"), parameters.getAll("signature")]
  const [id] = ids
  const [signature] = signatures
  if (
    id !== undefined &&
    signature !== undefined &&
    ids.length === 1 &&
    signatures.length === 1 &&
    /^[\w-]{43}$/.test(signature)
  ) {
    return { merchantRequestId: asId(id), signature }
  }
  const [merchantRequestId, touched] = [oldId.exec(text)?.[1], oldSignature.exec(text)?.[1]]
  return merchantRequestId !== undefined && touched !== undefined
    ? { merchantRequestId: asId(merchantRequestId), signature: touched }
    : undefined
}

/**
 * Reads what the query of an address claims, as it was written or as it was mangled on its way: `&amp;` or `;` for `&`,
 * escapes, a second `?`, the query twice, blanks behind it, another letter case. Addresses from before there were
 * tokens are read as well, though another letter case destroys those. Undefined when nothing of ours stands there.
 * @param query The query as it came, with or without its `?`.
 */
export function readAddress(query: string): ReadAddress {
  const text = unescaped(query.slice(0, longestQuery))
  if (!ours.test(text)) return undefined
  for (const [, written = ""] of text.matchAll(token)) {
    const read = readToken(written)
    if (read) return { claim: { merchantRequestId: read.merchantRequestId, signature: toBase64Url(read.signature) } }
  }
  return { claim: readOldClaim(query, text) ?? null }
}

/**
 * Tells which checkout an address of this endpoint was signed for, by any of the secrets; undefined when it was not
 * signed by us. Compares in constant time. Never throws. The plugin's own endpoints verify with it.
 * @param address.query The query as it came, with or without its `?`.
 * @returns The merchant's id of the checkout.
 *
 * @example
 * const query = new URL(request.url).search
 * const merchantRequestId = await verifyAddress({ endpoint: "callback", query, secrets })
 */
export async function verifyAddress(address: {
  endpoint: Endpoint
  query: string
  secrets: readonly string[]
}): Promise<MerchantRequestId | undefined> {
  const claim = readAddress(address.query)?.claim
  return claim && (await verifySignature({ endpoint: address.endpoint, ...claim, secrets: address.secrets }))
    ? claim.merchantRequestId
    : undefined
}

/**
 * Returns why `verifyAddress` finds no checkout in a query: nothing of ours is there, it cannot be read, or we did not
 * sign it.
 */
export function addressProblem(query: string): Exclude<AddressProblem, "other_checkout"> {
  const read = readAddress(query)
  if (!read) return "missing"
  return read.claim ? "wrong" : "unreadable"
}

/** `%26` may have become `%2526`. */
const mostEscapes = 3

/**
 * Returns a text whose percent escapes are undone, also those that were escaped again; byte by byte, and it never
 * throws.
 */
export function unescaped(escaped: string): string {
  let text = escaped
  for (let times = 0; times < mostEscapes && text.includes("%"); times += 1) {
    text = text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
  }
  return text
}

const bytesOfSignature = 32

/** Returns a signature's 32 bytes and the id of its checkout as one text without `&`, `=` or upper case. */
function writeToken(signature: Uint8Array, merchantRequestId: TextOf<MerchantRequestId>): string {
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
function readToken(text: string): { signature: Uint8Array; merchantRequestId: MerchantRequestId } | undefined {
  const token = text.toLowerCase()
  const bytes = fromBase32(token)
  const signature = bytes.slice(0, bytesOfSignature)
  const merchantRequestId = asId<MerchantRequestId>(new TextDecoder().decode(bytes.slice(bytesOfSignature)))
  return merchantRequestId !== "" && writeToken(signature, merchantRequestId) === token
    ? { signature, merchantRequestId }
    : undefined
}

/**
 * Base32 in lower case: letters and digits alone, so that a change of letter case, an escape or a separator breaks
 * nothing.
 */
const alphabet = "abcdefghijklmnopqrstuvwxyz234567"
const bitsOfCharacter = 5

/** Bytes as base32, without padding. */
export function toBase32(bytes: Uint8Array): string {
  let text = ""
  let kept = 0
  let bits = 0
  for (const byte of bytes) {
    kept = ((kept << 8) | byte) & 0xfff
    bits += 8
    while (bits >= bitsOfCharacter) {
      bits -= bitsOfCharacter
      text += alphabet[(kept >> bits) & 31]
    }
  }
  return bits === 0 ? text : text + alphabet[(kept << (bitsOfCharacter - bits)) & 31]
}

/** Returns the bytes that a base32 text in lower case stands for. */
function fromBase32(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * bitsOfCharacter) / 8))
  let kept = 0
  let bits = 0
  let place = 0
  for (const character of text) {
    kept = ((kept << bitsOfCharacter) | alphabet.indexOf(character)) & 0xfff
    bits += bitsOfCharacter
    if (bits >= 8) {
      bits -= 8
      bytes[place++] = (kept >> bits) & 0xff
    }
  }
  return bytes
}

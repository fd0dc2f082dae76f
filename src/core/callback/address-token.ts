import { asId, type MerchantRequestId, type TextOf } from "../ids"

/**
 * Base32 in lower case: letters and digits alone, so that a change of letter case, an escape or a separator breaks
 * nothing.
 */
const alphabet = "abcdefghijklmnopqrstuvwxyz234567"
const bitsOfCharacter = 5
const bytesOfSignature = 32

function toBase32(bytes: Uint8Array): string {
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

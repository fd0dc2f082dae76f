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
export function fromBase32(text: string): Uint8Array {
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

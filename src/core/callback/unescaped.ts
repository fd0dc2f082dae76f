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

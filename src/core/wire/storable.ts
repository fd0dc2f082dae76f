/** A NUL or half a surrogate pair: JSON may carry them, Postgres refuses them in text and in jsonb. */
const unstorable = /\0|\p{Surrogate}/gu

/** The text with what no database stores replaced by the replacement character. */
export function storable(text: string): string {
  return text.replace(unstorable, "\uFFFD")
}

/**
 * What is not seen, or turns the reading round: format characters such as U+202E, zero-width ones, and half surrogates.
 */
const unseen = /[\p{Cf}\p{Cs}\u034f\u115f\u1160\u3164\uffa0]/gu
/** Control characters of both sets, and everything that is a blank or ends a line. */
const blanks = /[\p{Cc}\p{Z}\s]+/gu

/**
 * Returns a text of a stranger as one line that a terminal only prints: nothing in it moves the cursor, hides or reads
 * backwards.
 */
export function plainLine(text: string): string {
  return text.replace(unseen, "").replace(blanks, " ")
}

/** A NUL or half a surrogate pair: JSON may carry them, Postgres refuses them in text and in jsonb. */
const unstorable = /\0|\p{Surrogate}/gu

/** Returns the text with what no database stores replaced by the replacement character. */
export function storable(text: string): string {
  return text.replace(unstorable, "\uFFFD")
}

/** In the widest of characters still narrower than an entry of an index may be (2,704 bytes). */
const longestColumn = 800
const longestStoredName = 100
const deepest = 8

/** Returns a text as a column takes it, whatever index it stands in: never half a character at its end. */
export function storableText(text: string): string {
  return storable(text.slice(0, longestColumn))
}

/**
 * Returns a value of a JSON column: every text and every name in it storable and bounded, and no deeper than people
 * read.
 */
export function storableJson(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return storableText(value)
  if (typeof value !== "object" || value === null) return value
  if (depth === deepest) return null
  return Array.isArray(value)
    ? value.map((item) => storableJson(item, depth + 1))
    : Object.fromEntries(
        Object.entries(value).map(([name, field]) => [
          storable(name.slice(0, longestStoredName)),
          storableJson(field, depth + 1),
        ]),
      )
}

/** What stands in the place of something that is not kept. */
export const withheld = "[withheld]"

/** Longer texts are withheld whole: nobody reads them, and a cut could leave half of a number unmasked. */
export const longestText = 20_000
const separators = "[\\s.\\-\\u2010-\\u2015]"
// Only where a run begins: begun anew at each of its digits, a short one would be read as often as it has digits.
const digitRun = new RegExp(`(?<!\\d${separators}{0,2})\\d(?:${separators}{0,2}\\d){12,}`, "g")
// From its @ on: what stands before it is looked for backwards, and only there.
const emailAddress = /@(?<=([^\s@<>"',;:=?&/]{1,64})@)[^\s@<>"',;:=?&/]{1,253}\.[^\s@<>"',;:=?&/.]{2,63}/g
const phoneNumbers = [
  /\+\d(?:[\s().-]{0,2}\d){7,14}/g,
  /(?<!\w)(?:254|0)[\s-]?[17]\d{2}[\s-]?\d{3}[\s-]?\d{3}(?!\w)/g,
  /(?<!\w)\(?\d{3}\)?[\s-]\d{3}[\s-]\d{3,4}(?!\w)/g,
]

const ZERO = "0".charCodeAt(0)
const shortestCard = 13
const longestCard = 19

/** A digit as Luhn counts it where it is doubled. */
const doubled = (digit: number): number => (digit > 4 ? digit * 2 - 9 : digit * 2)

// What Luhn has summed before each digit of a run: with the digits at even places doubled, and with those at odd ones.
// Kept between the runs: to make them anew takes longer than all the sums.
const [evenDoubled, oddDoubled] = [new Uint8Array(longestCard + 1), new Uint8Array(longestCard + 1)]

/**
 * Tells whether a run holds 13 to 19 digits that pass Luhn, or more digits than a card has. Every stretch of whole
 * groups counts, so that "4111 1111 1111 1111 123" hides nothing behind its last group; each digit is looked at once.
 */
function holdsCardNumber(run: string): boolean {
  // One bit for each digit: whether a group begins, or has ended, before it.
  let [begins, ends, length, wasDigit] = [0, 0, 0, false]
  for (let index = 0; index < run.length; index += 1) {
    const digit = run.charCodeAt(index) - ZERO
    const isDigit = digit >= 0 && digit <= 9
    if (isDigit && !wasDigit) begins |= 1 << length
    if (!isDigit && wasDigit) ends |= 1 << length
    wasDigit = isDigit
    if (!isDigit) continue
    if (length === longestCard) return true
    const isEven = length % 2 === 0
    evenDoubled[length + 1] = (evenDoubled[length] ?? 0) + (isEven ? doubled(digit) : digit)
    oddDoubled[length + 1] = (oddDoubled[length] ?? 0) + (isEven ? digit : doubled(digit))
    length += 1
  }
  ends |= 1 << length
  for (let end = shortestCard; end <= length; end += 1) {
    if (!(ends & (1 << end))) continue
    // The last digit of a stretch is not doubled.
    const sums = end % 2 === 0 ? evenDoubled : oddDoubled
    for (let begin = 0; begin <= end - shortestCard; begin += 1)
      if (begins & (1 << begin) && ((sums[end] ?? 0) - (sums[begin] ?? 0)) % 10 === 0) return true
  }
  return false
}

/** Masks what looks like a card number: 13 to 19 digits that pass Luhn, with spaces, dots or dashes; or more digits. */
export function maskCardNumbers(text: string): string {
  return text.replace(digitRun, (run) => (holdsCardNumber(run) ? withheld : run))
}

/** Masks e-mail addresses. */
export function maskEmailAddresses(text: string): string {
  let [masked, rest] = ["", 0]
  for (const match of text.includes("@") ? text.matchAll(emailAddress) : []) {
    const begins = Math.max(rest, match.index - (match[1] ?? "").length)
    if (begins < match.index) {
      masked += text.slice(rest, begins) + withheld
      rest = match.index + match[0].length
    }
  }
  return masked + text.slice(rest)
}

/**
 * Masks everything in a free text that looks like a card number, an e-mail address or a phone number, and cuts it.
 * @param length How many characters are kept at most.
 */
export function maskText(text: string, length = 500): string {
  if (text.length > longestText) {
    return withheld
  }
  // Whatever is masked holds a digit or an @, and most texts hold neither.
  if (!/[@\d]/.test(text)) {
    return text.slice(0, length)
  }
  const masked = maskEmailAddresses(maskCardNumbers(text))
  return phoneNumbers.reduce((rest, phone) => rest.replace(phone, withheld), masked).slice(0, length)
}

/**
 * Withholds the query string of an address, where signatures and personal things stand; no address is withheld whole.
 */
export function maskQuery(address: string): string {
  const url = readUrl(address)
  if (!url || !/^https?:$/.test(url.protocol)) {
    return withheld
  }
  const place = maskText(`${url.protocol}//${url.host}${url.pathname}`)
  return url.search ? `${place}?${withheld}` : place
}

function readUrl(address: string): URL | undefined {
  try {
    return new URL(address)
  } catch {
    return undefined
  }
}

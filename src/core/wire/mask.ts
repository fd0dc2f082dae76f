/** What stands in the place of something that is not kept. */
export const withheld = "[withheld]"

/** Longer texts are withheld whole: nobody reads them, and a cut could leave half of a number unmasked. */
export const longestText = 20_000
const separators = "[\\s.\\-\\u2010-\\u2015]"
const digitRun = new RegExp(`\\d(?:${separators}{0,2}\\d){12,}`, "g")
const emailAddress = /[^\s@<>"',;:=?&/]{1,64}@[^\s@<>"',;:=?&/]{1,253}\.[^\s@<>"',;:=?&/.]{2,63}/g
const phoneNumbers = [
  /\+\d(?:[\s().-]{0,2}\d){7,14}/g,
  /(?<!\w)(?:254|0)[\s-]?[17]\d{2}[\s-]?\d{3}[\s-]?\d{3}(?!\w)/g,
  /(?<!\w)\(?\d{3}\)?[\s-]\d{3}[\s-]\d{3,4}(?!\w)/g,
]

function passesLuhn(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .map((digit, index) => Number(digit) * (index % 2 === 0 ? 1 : 2))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0)
  return sum % 10 === 0
}

// Every stretch of whole groups is tried, so that "4111 1111 1111 1111 123" hides nothing behind its last group.
function holdsCardNumber(run: string): boolean {
  const groups = run.match(/\d+/g) ?? []
  const stretches = groups.flatMap((_, start) =>
    groups.slice(start).map((__, length) => groups.slice(start, start + length + 1).join(""))
  )
  return stretches.some((digits) => digits.length >= 13 && digits.length <= 19 && passesLuhn(digits))
}

/** Masks what looks like a card number: 13 to 19 digits that pass Luhn, with spaces, dots or dashes; or more digits. */
export function maskCardNumbers(text: string): string {
  return text.replace(digitRun, (run) =>
    run.replace(/\D/g, "").length > 19 || holdsCardNumber(run) ? withheld : run
  )
}

/** Masks e-mail addresses. */
export function maskEmailAddresses(text: string): string {
  return text.includes("@") ? text.replace(emailAddress, withheld) : text
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

/** Withholds the query string of an address, where signatures and personal things stand; no address is withheld whole. */
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

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

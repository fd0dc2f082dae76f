import type { DocsPage } from "./pages"
import { withoutTables } from "./tables"

/** How many words the README may have, and how many any page of docs/. */
export const MOST_WORDS = { readme: 1000, page: 1200 }

/**
 * The pages that are longer than that, each with the words that it may have at the most. The list only shrinks: split
 * a page or cut it, lower its number, and take its line off once the page fits.
 */
export const LONGER_PAGES: Readonly<Record<string, number>> = {
  "docs/architecture.md": 1226,
  "docs/medusa-upstream.md": 2926,
  "docs/outcomes.md": 1263,
  "docs/performance.md": 2325,
  "docs/storefront.md": 2029,
  "docs/telemetry.md": 1879,
  "docs/testing.md": 1499,
}

/** Returns the number of words of a page, its code among them; what is made from the code is left out. */
export function wordsOf({ text }: DocsPage): number {
  return withoutTables(text).split(/\s+/).filter(Boolean).length
}

/** Returns how many words a page may have, whatever {@link LONGER_PAGES} says. */
export function mostWordsOf(file: string): number {
  return file === "README.md" ? MOST_WORDS.readme : MOST_WORDS.page
}

/** Returns what is wrong with the length of pages, a sentence each. */
export function lengthProblems(pages: readonly DocsPage[], longer = LONGER_PAGES): string[] {
  const tooLong = pages.flatMap((page) => {
    const [words, most] = [wordsOf(page), longer[page.file] ?? mostWordsOf(page.file)]
    return words > most ? [`${page.file} has ${words} words, and may have ${most}.`] : []
  })
  const listed = Object.keys(longer).filter((file) => {
    const page = pages.find((one) => one.file === file)
    return !page || wordsOf(page) <= mostWordsOf(file)
  })
  return [...tooLong, ...listed.map((file) => `${file} is not too long any more: take it off LONGER_PAGES.`)]
}

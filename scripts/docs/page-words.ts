import type { DocsPage } from "./pages"
import { withoutTables } from "./tables"

/** How many words the README may have, and how many any page of docs/. */
export const MOST_WORDS = { readme: 1000, page: 1200 }

/** Returns the number of words of a page, its code among them; what is made from the code is left out. */
export function wordsOf({ text }: DocsPage): number {
  return withoutTables(text).split(/\s+/).filter(Boolean).length
}

/** Returns what is wrong with the length of pages, a sentence each. */
export function lengthProblems(pages: readonly DocsPage[]): string[] {
  return pages.flatMap((page) => {
    const [words, most] = [wordsOf(page), page.file === "README.md" ? MOST_WORDS.readme : MOST_WORDS.page]
    return words > most ? [`${page.file} has ${words} words, and may have ${most}.`] : []
  })
}

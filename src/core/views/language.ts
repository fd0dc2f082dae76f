/** The languages that a shopper's sentences are there in. */
export const ALMARA_LANGUAGES = ["en", "sw", "fr"] as const
export type AlmaraLanguage = (typeof ALMARA_LANGUAGES)[number]

/**
 * The language to speak to a shopper: the best that an `Accept-Language` header, a page's `lang` or a list such as
 * `navigator.languages` asks for; English when none of ours is asked for.
 */
export function chooseLanguage(wanted: string | readonly string[] | null | undefined): AlmaraLanguage {
  const tags = (typeof wanted === "string" ? wanted.split(",") : [...(wanted ?? [])]).map(readTag)
  // Sorting is stable: of equally wanted languages the first one wins.
  const known = tags
    .filter(({ language, weight }) => weight > 0 && isOurs(language))
    .sort((one, other) => other.weight - one.weight)
  return (known[0]?.language as AlmaraLanguage | undefined) ?? "en"
}

function readTag(tag: string): { language: string; weight: number } {
  const [name = "", ...parameters] = tag.trim().toLowerCase().split(";")
  const quality = parameters.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find((one) => one !== undefined)
  return { language: name.split(/[-_]/)[0] ?? "", weight: quality === undefined ? 1 : Number(quality) }
}

function isOurs(language: string): language is AlmaraLanguage {
  return (ALMARA_LANGUAGES as readonly string[]).includes(language)
}

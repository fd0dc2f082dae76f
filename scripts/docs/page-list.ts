import { docsPages } from "./pages"

/** The pages in the order in which a newcomer needs them; what is not named comes after them. */
const ORDER = [
  "install",
  "storefront",
  "nextjs-starter",
  "testing",
  "configuration",
  "outcomes",
  "endpoints",
  "limits",
  "operations",
  "architecture",
  "assumptions",
  "medusa-upstream",
]

/**
 * The list of the pages in docs/, and of the folders that have one of their own: each with its title and its first
 * sentence.
 */
export function pageList(): string {
  const pages = docsPages().filter(
    ({ file }) => /^docs\/([^/]+|[^/]+\/README)\.md$/.test(file) && file !== "docs/README.md",
  )
  const place = (file: string) => {
    const at = ORDER.indexOf(file.replace(/^docs\/|\.md$/g, ""))
    return at < 0 ? ORDER.length : at
  }
  return pages
    .sort((one, other) => place(one.file) - place(other.file))
    .map(({ file, text }) => `- [${titleOf(file, text)}](${file.replace(/^docs\//, "")}): ${firstSentence(text)}`)
    .join("\n")
}

function titleOf(file: string, text: string): string {
  const title = /^# (.+)$/m.exec(text)?.[1]
  if (!title) throw new Error(`${file} has no title.`)
  return title
}

function firstSentence(text: string): string {
  const paragraph = text.split("\n\n").find((part) => /^[A-Z*]|^`(?!``)/.test(part)) ?? ""
  return /^(.+?[.!?])(\s|$)/s.exec(paragraph)?.[1]?.replace(/\n/g, " ") ?? paragraph.replace(/\n/g, " ")
}

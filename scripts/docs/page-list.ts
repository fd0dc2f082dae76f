import { docsPages, type DocsPage } from "./pages"

/** The pages by what their reader wants to do, in the order in which a newcomer needs them. */
const READERS: Record<string, readonly string[]> = {
  Install: [
    ...["install", "storefront", "storefront-react", "nextjs-starter", "storefront-words", "storefront-changes"],
    ...["testing", "deno"],
  ],
  "Go live": ["go-live", "configuration", "assumptions", "limits"],
  Operate: [
    ...["operations", "held-money", "unpaid-orders", "orders-that-change", "payment-links", "reminders", "notices"],
    ...["troubleshooting", "upgrading", "scaling", "telemetry"],
  ],
  Reference: ["outcomes", "endpoints", "simulator", "performance"],
  "How it is built": [
    ...["architecture", "specs"],
    ...["medusa-upstream", "medusa-upstream-money", "medusa-upstream-processes", "medusa-upstream-events"],
  ],
}

/**
 * The list of the pages in docs/, and of the folders that have one of their own, by reader: each with its title and
 * its first sentence. Throws when a page has no reader.
 */
export function pageList(every: readonly DocsPage[] = docsPages()): string {
  const lines = new Map(
    every
      .filter(({ file }) => /^docs\/([^/]+|[^/]+\/README)\.md$/.test(file) && file !== "docs/README.md")
      .map(({ file, text }) => [
        file.replace(/^docs\/|\.md$/g, ""),
        `- [${titleOf(file, text)}](${file.replace(/^docs\//, "")}): ${firstSentence(text)}`,
      ]),
  )
  const unread = [...lines.keys()].filter((name) => !Object.values(READERS).flat().includes(name))
  if (unread.length > 0) throw new Error(`Give these pages of docs/ a reader in page-list.ts: ${unread.join(", ")}.`)
  return Object.entries(READERS)
    .map(([reader, names]) => [`## ${reader}`, "", ...names.flatMap((name) => lines.get(name) ?? [])].join("\n"))
    .join("\n\n")
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

import { pageList } from "./page-list"
import { readRepositoryFile } from "./pages"

/**
 * What a coding agent reads first, in the form that https://llmstxt.org describes: the README's summary and promises,
 * and the list of the docs' pages. `npm run docs` writes it to `llms.txt`.
 */
export function llmsText(): string {
  const [title, summary = "", ...rest] = readRepositoryFile("README.md").split("\n\n")
  const promises = rest.find((paragraph) => paragraph.startsWith("- ")) ?? ""
  const pages = pageList().replaceAll(/^(- \[.+?\]\()/gm, "$1docs/")
  return [title, `> ${summary}`, promises, pages].join("\n\n") + "\n"
}

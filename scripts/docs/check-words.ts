import path from "node:path"
import { OPTION_DESCRIPTIONS } from "../../src/core/options/option-descriptions"
import { existsInRepository, readRepositoryFile, type DocsPage } from "./pages"

/** The ALMARA_ variables of a page that neither medusa-config.ts reads nor an option is called after. */
export function unknownVariables({ file, text }: DocsPage): string[] {
  const config = readRepositoryFile("medusa-config.ts")
  const names = new Set([...text.matchAll(/\bALMARA_[A-Z_]*[A-Z]\b/g)].map(([name]) => name))
  return [...names]
    .filter((name) => !config.includes(`.${name}`) && !(optionOf(name) in OPTION_DESCRIPTIONS))
    .map((name) => `${file}: nothing is called ${name}`)
}

function optionOf(variable: string): string {
  return variable
    .replace(/^ALMARA_/, "")
    .toLowerCase()
    .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** The relative links and pictures of a page that lead nowhere, also by their anchor. */
export function deadLinks({ file, text }: DocsPage): string[] {
  const prose = text.replace(/^\s*```[\s\S]*?^\s*```$/gm, "")
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g), ...prose.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(
    ([, target]) => target ?? "",
  )
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => !leadsSomewhere(file, target))
    .map((target) => `${file}: ${target} leads nowhere`)
}

function leadsSomewhere(from: string, target: string): boolean {
  const [place = "", anchor] = target.split("#")
  const file = place === "" ? from : path.posix.normalize(path.posix.join(path.posix.dirname(from), place))
  if (file.startsWith("..") || !existsInRepository(file)) return false
  return anchor === undefined || !file.endsWith(".md") || anchorsOf(readRepositoryFile(file)).includes(anchor)
}

function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-"),
  )
}

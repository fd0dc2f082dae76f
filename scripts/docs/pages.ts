import { existsSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"

const ROOT = path.resolve(__dirname, "../..")

/** A page of the docs, by its path from the root of the repository. */
export interface DocsPage {
  file: string
  text: string
}

/** Every page that a reader comes to: those at the root, and all under docs/. */
export function docsPages(): DocsPage[] {
  const atRoot = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "simulator/README.md"].filter((file) => existsSync(path.join(ROOT, file)))
  const inDocs = readdirSync(path.join(ROOT, "docs"), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"))
  return [...atRoot, ...inDocs.map((file) => path.posix.join("docs", file)).sort()].map((file) => ({ file, text: readRepositoryFile(file) }))
}

/** A file by its path from the root of the repository. Throws when there is none. */
export function readRepositoryFile(file: string): string {
  return readFileSync(path.join(ROOT, file), "utf8")
}

/** Whether there is such a file or folder in the repository. */
export function existsInRepository(file: string): boolean {
  return existsSync(path.join(ROOT, file))
}

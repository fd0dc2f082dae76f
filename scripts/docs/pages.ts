import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import path from "node:path"

const ROOT = path.resolve(__dirname, "../..")

/** A page of the docs, by its path from the root of the repository. */
export interface DocsPage {
  file: string
  text: string
}

/**
 * Every page that a reader comes to: those at the root, those of the simulator and the examples, and all under docs/.
 */
export function docsPages(): DocsPage[] {
  const known = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "simulator/README.md"].filter(
    existsInRepository,
  )
  const below = ["docs", "examples"].flatMap((folder) => filesUnder(folder).filter((file) => file.endsWith(".md")))
  return [...known, ...below].map((file) => ({ file, text: readRepositoryFile(file) }))
}

/** Every file under a folder, by its path from the root of the repository, sorted. */
export function filesUnder(folder: string): string[] {
  const entries = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
  return entries
    .map((entry) => path.posix.join(folder, entry))
    .filter((file) => statSync(path.join(ROOT, file)).isFile())
    .sort()
}

/** A file by its path from the root of the repository. Throws when there is none. */
export function readRepositoryFile(file: string): string {
  return readFileSync(path.join(ROOT, file), "utf8")
}

/** Whether there is such a file or folder in the repository. */
export function existsInRepository(file: string): boolean {
  return existsSync(path.join(ROOT, file))
}

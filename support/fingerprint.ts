import { createHash } from "node:crypto"
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs"
import path from "node:path"

/** One short text for the names and contents of files and folders; what does not exist counts as empty. */
export function fingerprint(root: string, names: string[], more = ""): string {
  const hash = createHash("sha256").update(more)
  for (const file of names.flatMap((name) => filesUnder(path.join(root, name)))) {
    hash.update(`\0${path.relative(root, file)}\0`).update(readFileSync(file))
  }
  return hash.digest("hex").slice(0, 32)
}

function filesUnder(location: string): string[] {
  if (!existsSync(location)) return []
  if (statSync(location).isFile()) return [location]
  return readdirSync(location, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesUnder(path.join(location, entry.name)))
}

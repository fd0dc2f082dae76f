import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs"
import os from "node:os"
import path from "node:path"

const ROOT = path.resolve(__dirname, "../..")

/** A Medusa project in a folder of its own. */
export interface Project {
  directory: string
  remove(): void
}

/** This very store, and one subscriber more. Everything else is a link to the source, nothing is a copy of it. */
export function projectWith(subscriber: string): Project {
  const directory = mkdtempSync(path.join(os.tmpdir(), "almara-store-"))
  for (const name of ["node_modules", "package.json", "tsconfig.json"])
    symlinkSync(path.join(ROOT, name), path.join(directory, name))
  copyFileSync(path.join(ROOT, "medusa-config.ts"), path.join(directory, "medusa-config.ts"))
  mkdirSync(path.join(directory, "src"))
  for (const name of ["api", "config.ts", "core", "jobs", "modules", "providers", "use-cases", "workflows"]) {
    symlinkSync(path.join(ROOT, "src", name), path.join(directory, "src", name))
  }
  cpSync(path.join(ROOT, "src/subscribers"), path.join(directory, "src/subscribers"), { recursive: true })
  copyFileSync(subscriber, path.join(directory, "src/subscribers", path.basename(subscriber)))
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

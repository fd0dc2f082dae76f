import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fingerprint } from "../../support/fingerprint"
import { root } from "../../support/places"
import { OUTPUT } from "./entries"

/** What the built package is made of. */
const SOURCES = [
  "src",
  "simulator",
  "scripts/compile",
  "package.json",
  "tsconfig.json",
  "node_modules/@medusajs/framework/package.json",
]

/** Beside what is packed, not in it. */
const mark = path.join(root, OUTPUT, "..", "built-from")

/** Notes what the package was just built from. */
export function noteBuild(): void {
  writeFileSync(mark, fingerprint(root, SOURCES))
}

/** Builds the package, unless it was built from exactly these sources. Throws when it cannot be built. */
export function ensureBuilt(): void {
  const isFresh =
    existsSync(path.join(root, OUTPUT)) && existsSync(mark) && readFileSync(mark, "utf8") === fingerprint(root, SOURCES)
  if (isFresh) return
  console.log("The package is not built from these sources: npm run build")
  const { status } = spawnSync("npm", ["run", "build"], { cwd: root, stdio: "inherit" })
  if (status !== 0) throw new Error(`npm run build ended with ${status}.`)
}

import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { root } from "../../support/places"
import { wayText } from "./way-text"

/**
 * Started by `npm run way`: pays an order in a booted store, and prints the files of `src` that run from `POST
 * /checkout/cart` to the capture, with the functions of each. A file that only declares types, or is only imported, is
 * not on the way.
 */
const folder = mkdtempSync(path.join(tmpdir(), "almara-way-"))
const seen = path.join(folder, "way.json")
try {
  const { status } = spawnSync(
    process.execPath,
    [require.resolve("jest/bin/jest"), "--selectProjects", "integration", "--testPathPattern", "way-to-the-capture"],
    { cwd: root, env: { ...process.env, ALMARA_SPEC_WAY: seen }, stdio: ["ignore", "ignore", "inherit"] },
  )
  console.log(wayText(JSON.parse(readFileSync(seen, "utf8"))))
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

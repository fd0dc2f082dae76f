import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { isDeepStrictEqual } from "node:util"
import path from "node:path"
import { medusaCommand, publicDirectory, root } from "../../support/places"
import { noteBuild } from "./built"
import { writeDeclarations, writeModuleDeclarations } from "./declarations"
import { exportMap, OUTPUT } from "./entries"
import { writeModules } from "./modules"
import { removeSourceMaps } from "./source-maps"

/** Builds everything that the package carries: Medusa's own build, the types of each public entry, the ES modules. */
async function buildPackage(): Promise<void> {
  const { exports: written } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { exports: unknown }
  if (!isDeepStrictEqual(written, exportMap())) {
    throw new Error(`The exports in package.json should be:\n"exports": ${JSON.stringify(exportMap(), null, 2)}`)
  }
  const medusa = spawnSync(process.execPath, [medusaCommand, "plugin:build"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, MEDUSA_DISABLE_TELEMETRY: "true" },
  })
  if (medusa.status !== 0) throw new Error(`medusa plugin:build ended with ${medusa.status ?? medusa.signal}.`)
  // Medusa compiles all that lies around as well; the package is not to know it.
  for (const extra of ["scripts", "support", "examples", "bench", "integration-tests", "medusa-config.js"])
    rmSync(path.join(root, OUTPUT, extra), { recursive: true, force: true })
  // The bundler copies all that lies in `public` beside the admin's pages: after a demo, the whole dashboard.
  const copied = existsSync(publicDirectory) ? readdirSync(publicDirectory) : []
  for (const name of copied) rmSync(path.join(root, OUTPUT, "src/admin", name), { recursive: true, force: true })
  removeSourceMaps(path.join(root, OUTPUT))
  writeDeclarations()
  await Promise.all([writeModules(), writeModuleDeclarations()])
  chmodSync(path.join(root, OUTPUT, "simulator", "cli.js"), 0o755)
  noteBuild()
}

buildPackage().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})

/**
 * Started by `npm run check:package` after a build: packs, and judges the package as a stranger would meet it.
 * `--sbom <file>` also writes the software bill of materials.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, lstatSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { parseArgs } from "node:util"
import { root } from "../demo/places"
import { findSurprises } from "./surprises"
import { packTarball, type Tarball } from "./tarball"

/** Of attw's ways of resolving, "node10" is left out: it knows no export maps, and Medusa asks for Node16 or later. */
const TYPES_PROFILE = "node16"

/** A default export alone is what Medusa reads from a module and from a provider, by `require`. */
const IGNORED_RULES = ["cjs-only-exports-default"]

/** It has no types to look at. */
const WITHOUT_TYPES = ["./package.json"]

async function check(): Promise<void> {
  const { values } = parseArgs({ options: { sbom: { type: "string" } } })
  const directory = mkdtempSync(path.join(os.tmpdir(), "almara-package-"))
  try {
    const tarball = packTarball(directory)
    execFileSync("tar", ["xzf", tarball.file, "-C", directory])
    const faults = findSurprises(path.join(directory, "package"), tarball.files, [root, os.homedir() + path.sep, os.tmpdir() + path.sep])
    console.log(`package: ${tarball.files.length} files, ${kilobytes(tarball.size)} packed, ${kilobytes(tarball.unpackedSize)} unpacked`)
    faults.push(...(await publintFaults(path.join(directory, "package"))))
    faults.push(...typeFaults(tarball))
    console.log(`installed with its own dependencies, without peers: ${kilobytes(installedSize(directory, tarball))}`)
    if (values.sbom !== undefined) writeBillOfMaterials(values.sbom)
    for (const fault of faults) console.error(`✗ ${fault}`)
    if (faults.length > 0) process.exitCode = 1
    else console.log("✓ publint, types, file list, export map")
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function publintFaults(directory: string): Promise<string[]> {
  const { publint } = await import("publint")
  const { formatMessage } = await import("publint/utils")
  const { messages, pkg } = await publint({ pkgDir: directory, level: "suggestion", strict: true, pack: false })
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`)
}

function typeFaults(tarball: Tarball): string[] {
  const attw = path.join(root, "node_modules", "@arethetypeswrong", "cli", "dist", "index.js")
  const run = spawnSync(process.execPath, [attw, tarball.file, "--profile", TYPES_PROFILE, "--ignore-rules", ...IGNORED_RULES, "--exclude-entrypoints", ...WITHOUT_TYPES, "--no-color", "--no-emoji", "--format", "ascii"], { encoding: "utf8" })
  return run.status === 0 ? [] : [`attw:\n${run.stdout}${run.stderr}`]
}

function installedSize(directory: string, { file }: Tarball): number {
  const place = path.join(directory, "installed")
  mkdirSync(place)
  writeFileSync(path.join(place, "package.json"), JSON.stringify({ private: true }))
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps", "--omit=dev", file], { cwd: place, stdio: ["ignore", "ignore", "pipe"] })
  return sizeOf(path.join(place, "node_modules"))
}

function sizeOf(location: string): number {
  const status = lstatSync(location)
  if (!status.isDirectory()) return status.size
  return readdirSync(location).reduce((sum, name) => sum + sizeOf(path.join(location, name)), 0)
}

function writeBillOfMaterials(file: string): void {
  const text = execFileSync("npm", ["sbom", "--sbom-format", "cyclonedx", "--sbom-type", "library", "--omit", "dev", "--omit", "peer", "--package-lock-only"], { cwd: root, encoding: "utf8", maxBuffer: 1e8 })
  const { components = [] } = JSON.parse(text) as { components?: unknown[] }
  writeFileSync(file, text)
  console.log(`bill of materials: ${components.length} components in ${file}`)
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024).toLocaleString("en")} KiB`
}

check().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})

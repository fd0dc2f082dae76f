/**
 * Started by `npm run check:package`: packs, and judges the package as a stranger would meet it. `--tarball <file>`
 * judges one that was packed before; `--sbom <file>` keeps the software bill of materials.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { parseArgs } from "node:util"
import { root } from "../../support/places"
import { billFaults, billOfMaterials } from "./bill-of-materials"
import { esmFaults } from "./esm"
import { packageManager } from "./package-manager"
import { sizeFault } from "./sizes"
import { findSurprises } from "./surprises"
import { existingTarball, packTarball, type Tarball } from "./tarball"

/** Of attw's ways of resolving, "node10" is left out: it knows no export maps, and Medusa asks for Node16 or later. */
const TYPES_PROFILE = "node16"

/** A default export alone is what Medusa reads from a module and from a provider, by `require`. */
const IGNORED_RULES = ["cjs-only-exports-default"]

/** It has no types to look at. */
const WITHOUT_TYPES = ["./package.json"]

async function check(): Promise<void> {
  const { values } = parseArgs({ options: { sbom: { type: "string" }, tarball: { type: "string" } } })
  const directory = mkdtempSync(path.join(os.tmpdir(), "almara-package-"))
  try {
    const tarball = values.tarball === undefined ? packTarball(directory) : existingTarball(values.tarball)
    execFileSync("tar", ["xzf", tarball.file, "-C", directory])
    const unpacked = path.join(directory, "package")
    const installed = await install(directory, tarball)
    const bill = billOfMaterials()
    const { dependencies } = JSON.parse(readFileSync(path.join(unpacked, "package.json"), "utf8")) as {
      dependencies: Record<string, string>
    }
    console.log(`package: ${tarball.files.length} files; bill of materials: ${[...bill.names].sort().join(", ")}`)
    const faults = [
      ...findSurprises(unpacked, tarball.files, [root, os.homedir() + path.sep, os.tmpdir() + path.sep]),
      ...sizeFault("packed", tarball.size),
      ...sizeFault("unpacked", tarball.unpackedSize),
      ...sizeFault("installed", installed.bytes),
      ...billFaults(bill.names, installed.names, Object.keys(dependencies)),
      ...(await esmFaults(unpacked)),
      ...(await publintFaults(unpacked)),
      ...typeFaults(tarball),
    ]
    if (values.sbom !== undefined) writeFileSync(values.sbom, bill.text)
    for (const fault of faults) console.error(`✗ ${fault}`)
    if (faults.length > 0) process.exitCode = 1
    else console.log("✓ publint, types, file list, export map, sizes, ES modules, bill of materials")
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
  const run = spawnSync(
    process.execPath,
    [
      attw,
      tarball.file,
      "--profile",
      TYPES_PROFILE,
      "--ignore-rules",
      ...IGNORED_RULES,
      "--exclude-entrypoints",
      ...WITHOUT_TYPES,
      "--no-color",
      "--no-emoji",
      "--format",
      "ascii",
    ],
    { encoding: "utf8" },
  )
  return run.status === 0 ? [] : [`attw:\n${run.stdout}${run.stderr}`]
}

/** Installs the tarball into an empty project, as anybody would: what it needs of Medusa is optional and stays away. */
async function install(directory: string, { file }: Tarball): Promise<{ bytes: number; names: string[] }> {
  const place = path.join(directory, "installed")
  mkdirSync(place)
  writeFileSync(path.join(place, "package.json"), JSON.stringify({ private: true }))
  await packageManager("npm", place)(place, [file])
  const lock = JSON.parse(readFileSync(path.join(place, "package-lock.json"), "utf8")) as {
    packages: Record<string, unknown>
  }
  const names = Object.keys(lock.packages).flatMap((key) => key.split("node_modules/").at(-1) || [])
  return {
    bytes: sizeOf(path.join(place, "node_modules")),
    names: names.filter((name) => name !== "medusa-payment-almara"),
  }
}

function sizeOf(location: string): number {
  const status = lstatSync(location)
  if (!status.isDirectory()) return status.size
  return readdirSync(location).reduce((sum, name) => sum + sizeOf(path.join(location, name)), 0)
}

check().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})

import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { root } from "../../support/places"

/** A software bill of materials in CycloneDX, as text, and the names of what it lists. */
export interface BillOfMaterials {
  text: string
  names: string[]
}

/**
 * Lists what a user installs with the package: its runtime dependencies, and theirs, in the versions of our lock file.
 * Made from a manifest without the others: beside them npm leaves out what a development dependency needs as well.
 */
export function billOfMaterials(): BillOfMaterials {
  const temporary = mkdtempSync(path.join(os.tmpdir(), "almara-bill-"))
  // npm takes the folder's name for that of what it describes.
  const directory = path.join(temporary, "medusa-payment-almara")
  try {
    mkdirSync(directory)
    const { name, version, license, description, repository, dependencies } = JSON.parse(
      readFileSync(path.join(root, "package.json"), "utf8"),
    ) as Record<string, unknown>
    writeFileSync(
      path.join(directory, "package.json"),
      JSON.stringify({ name, version, license, description, repository, dependencies }),
    )
    cpSync(path.join(root, "package-lock.json"), path.join(directory, "package-lock.json"))
    const npm = (...args: string[]) =>
      execFileSync("npm", args, { cwd: directory, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1e8 })
    npm("install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund")
    const text = npm("sbom", "--sbom-format", "cyclonedx", "--sbom-type", "library", "--package-lock-only")
    const { components = [] } = JSON.parse(text) as { components?: { group?: string; name: string }[] }
    return { text, names: components.map((one) => (one.group === undefined ? one.name : `${one.group}/${one.name}`)) }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** Where a bill differs from what was really installed beside the package, in sentences. */
export function billFaults(
  listed: readonly string[],
  installed: readonly string[],
  dependencies: readonly string[],
): string[] {
  return [
    ...listed
      .filter((name) => !installed.includes(name))
      .map((name) => `The bill of materials lists ${name}, which is not installed.`),
    ...installed
      .filter((name) => !listed.includes(name))
      .map((name) => `The bill of materials does not list ${name}, which is installed.`),
    ...dependencies
      .filter((name) => !listed.includes(name))
      .map((name) => `The bill of materials does not list the dependency ${name}.`),
  ]
}

import { execFileSync } from "node:child_process"
import { root } from "../demo/places"

/** A software bill of materials in CycloneDX, as text, and the names of what it lists. */
export interface BillOfMaterials {
  text: string
  names: string[]
}

/** Lists what a user installs with the package: its runtime dependencies, and theirs. */
export function billOfMaterials(): BillOfMaterials {
  const text = execFileSync("npm", ["sbom", "--sbom-format", "cyclonedx", "--sbom-type", "library", "--omit", "dev", "--omit", "peer", "--omit", "optional", "--package-lock-only"], { cwd: root, encoding: "utf8", maxBuffer: 1e8 })
  const { components = [] } = JSON.parse(text) as { components?: { group?: string; name: string }[] }
  return { text, names: components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`)) }
}

/** Where a bill differs from what was really installed beside the package, in sentences. */
export function billFaults(listed: readonly string[], installed: readonly string[], dependencies: readonly string[]): string[] {
  return [
    ...listed.filter((name) => !installed.includes(name)).map((name) => `The bill of materials lists ${name}, which is not installed.`),
    ...installed.filter((name) => !listed.includes(name)).map((name) => `The bill of materials does not list ${name}, which is installed.`),
    ...dependencies.filter((name) => !listed.includes(name)).map((name) => `The bill of materials does not list the dependency ${name}.`),
  ]
}

import { readFileSync } from "node:fs"
import path from "node:path"

/** What a package may carry beside its compiled sources. */
const PLAIN_FILES = ["package.json", "README.md", "LICENSE", "CHANGELOG.md"]
const COMPILED = /^\.medusa\/server\/(src|simulator|esm)\/[\w./[\]-]+\.(js|mjs|d\.ts|d\.mts)$/
const UNWANTED = /\.(spec|test)\.|spec-(support|store)|(^|\/)(scripts|examples|bench|integration-tests)\//
/** Scripts that npm would run on the machine of anybody who installs the package. */
const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall"]

/**
 * What is in the unpacked package and should not be, in sentences; empty when all is well. `machineFolders` are paths
 * that must not stand in any file.
 */
export function findSurprises(
  directory: string,
  files: readonly string[],
  machineFolders: readonly string[],
): string[] {
  const surprises: string[] = []
  for (const file of files) {
    if (!PLAIN_FILES.includes(file) && (!COMPILED.test(file) || UNWANTED.test(file)))
      surprises.push(`${file} does not belong into the package.`)
    const text = readFileSync(path.join(directory, file), "utf8")
    const folder = machineFolders.find((candidate) => text.includes(candidate))
    if (folder !== undefined) surprises.push(`${file} names a folder of this machine: ${folder}`)
    if (text.includes("sourceMappingURL")) surprises.push(`${file} points to a source map that is not there.`)
  }
  const { scripts = {}, exports } = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8")) as {
    scripts?: Record<string, string>
    exports: unknown
  }
  for (const name of INSTALL_SCRIPTS)
    if (name in scripts) surprises.push(`The package has a script that runs on installation: ${name}.`)
  for (const target of targetsOf(exports))
    if (!files.includes(target.replace("./", "")))
      surprises.push(`The export map names ${target}, which is not in the package.`)
  return surprises
}

function targetsOf(exports: unknown): string[] {
  if (typeof exports === "string") return [exports]
  return typeof exports === "object" && exports !== null ? Object.values(exports).flatMap(targetsOf) : []
}

import { existsSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { build } from "esbuild"

const FOLDER = path.join(".medusa", "server", "esm")
const STOREFRONT = path.join(FOLDER, "storefront.mjs")
const REACT = path.join(FOLDER, "storefront", "react.mjs")

/** Reading a payment must not bring what starts, watches and words one; nothing at all is brought by nothing. */
const BUNDLES = [
  { source: `export { readAlmaraCheckout } from "./${STOREFRONT}"`, mostBytes: 3_000 },
  { source: `import "./${STOREFRONT}"`, mostBytes: 0 },
]

/** What is wrong with the ES modules of an unpacked package, in sentences; empty when all is well. */
export async function esmFaults(directory: string): Promise<string[]> {
  const faults: string[] = []
  const modules = readdirSync(path.join(directory, FOLDER), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".mjs"),
  )
  for (const name of modules) {
    const text = readFileSync(path.join(directory, FOLDER, name), "utf8")
    if (/\bfrom\s*["']node:|\bimport\s*\(?["']node:|\brequire\(/.test(text))
      faults.push(`${name} imports from Node: it is to run everywhere.`)
  }
  const react = path.join(directory, REACT)
  if (!existsSync(react) || !/^["']use client["']/.test(readFileSync(react, "utf8")))
    faults.push('storefront/react.mjs does not begin with "use client": a server component could not import it.')
  for (const { source, mostBytes } of BUNDLES) {
    const bytes = await bundledSize(directory, source)
    if (bytes > mostBytes)
      faults.push(`${source} is bundled to ${bytes} bytes, of ${mostBytes} at the most: it cannot be shaken.`)
  }
  return faults
}

async function bundledSize(directory: string, source: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: directory },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    logLevel: "silent",
  })
  return outputFiles[0]?.text.trim().length ?? 0
}

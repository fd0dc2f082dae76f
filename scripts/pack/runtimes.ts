import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"

/** What runs a store: a command and the arguments that come before a script. */
export interface Runtime {
  name: string
  command: string
  args: string[]
}

/** npm packages that carry a runtime. */
const PACKAGES: Record<string, { package: string; binary: string }> = {
  node20: { package: "node@20", binary: "node" },
  node22: { package: "node@22", binary: "node" },
  node24: { package: "node@24", binary: "node" },
  deno: { package: "deno@2.9.6", binary: "deno" },
}

export const RUNTIME_NAMES = Object.keys(PACKAGES)

/** Finds a runtime, from npm where the running Node is another one. Its permissions, for Deno, are given with each start. */
export function findRuntime(name: string, cache: string): Runtime {
  const wanted = PACKAGES[name]
  if (wanted === undefined) throw new Error(`There is no runtime "${name}"; there are ${RUNTIME_NAMES.join(", ")}.`)
  if (name === `node${process.versions.node.split(".")[0]}`) return { name, command: process.execPath, args: [] }
  return { name, command: installed(wanted, path.join(cache, name)), args: [] }
}

function installed({ package: specifier, binary }: { package: string; binary: string }, directory: string): string {
  const command = path.join(directory, "node_modules", ".bin", binary)
  if (!existsSync(command)) {
    mkdirSync(directory, { recursive: true })
    writeFileSync(path.join(directory, "package.json"), JSON.stringify({ private: true }))
    execFileSync("npm", ["install", "--no-audit", "--no-fund", specifier], { cwd: directory, stdio: ["ignore", "ignore", "pipe"] })
  }
  return command
}

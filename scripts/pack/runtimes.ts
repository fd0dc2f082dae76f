import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"

/** What runs a store: a command and the arguments that come before a script. */
export interface Runtime {
  name: string
  command: string
  args: string[]
}

interface Carrier {
  package: string
  binary: string
}

/** The npm packages that carry a runtime, each at one version. */
export const RUNTIMES = {
  node20: { package: "node@20", binary: "node" },
  node22: { package: "node@22", binary: "node" },
  node24: { package: "node@24", binary: "node" },
  node26: { package: "node@26", binary: "node" },
  deno: { package: "deno@2.9.6", binary: "deno" },
} as const satisfies Record<string, Carrier>

/** The other package manager, as far as it runs on all of these. */
const PNPM: Carrier = { package: "pnpm@10", binary: "pnpm" }

const INSTALL_IN_MILLISECONDS = 300_000

/**
 * Finds a runtime, from npm where the running Node is another one. Its permissions, for Deno, are given with each
 * start.
 */
export function findRuntime(name: keyof typeof RUNTIMES, cache: string): Runtime {
  if (name === `node${process.versions.node.split(".")[0]}`) return { name, command: process.execPath, args: [] }
  return { name, command: installed(RUNTIMES[name], cache), args: [] }
}

/** pnpm's command. */
export function findPnpm(cache: string): string {
  return installed(PNPM, cache)
}

/** The version that a runtime says it is. */
export function versionOf({ command }: Runtime): string {
  const said = execFileSync(command, ["--version"], { encoding: "utf8" })
  return /\d+\.\d+\.\d+/.exec(said)?.[0] ?? said.trim()
}

/** The folder carries the version, so that another one is never taken for it. */
function installed({ package: specifier, binary }: Carrier, cache: string): string {
  const directory = path.join(cache, specifier)
  const command = path.join(directory, "node_modules", ".bin", binary)
  if (!existsSync(command)) {
    mkdirSync(directory, { recursive: true })
    writeFileSync(path.join(directory, "package.json"), JSON.stringify({ private: true }))
    execFileSync("npm", ["install", "--no-audit", "--no-fund", specifier], {
      cwd: directory,
      stdio: ["ignore", "ignore", "pipe"],
      timeout: INSTALL_IN_MILLISECONDS,
    })
  }
  return command
}

import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import path from "node:path"
import { promisify } from "node:util"
import { findPnpm } from "./runtimes"
import type { Row } from "./rows"

const INSTALL_IN_MILLISECONDS = 600_000

/** What Medusa asks of a store that is installed by pnpm: its dashboard and its command line find these at the top. */
const PNPM_SETTINGS = ["*@medusajs*", "@tanstack/react-query", "react-i18next", "react-router-dom"]
  .map((name) => `public-hoist-pattern[]=${name}`)
  .join("\n")

/** The dashboard's entry, which Medusa writes into the store, imports React; npm puts it to the top by itself. */
const PNPM_EXTRAS = ["react@^18.3.1", "react-dom@^18.3.1"]

/** Installs what a folder's package.json names, and further packages. Throws with the package manager's last words. */
export type Install = (directory: string, packages?: readonly string[]) => Promise<unknown>

/** The package manager of a line; `runtimes` is where other ones are kept. */
export function packageManager(name: Row["packageManager"], runtimes: string): Install {
  if (name === "npm")
    return (directory, packages = []) => run("npm", ["install", "--no-audit", "--no-fund", ...packages], directory)
  const pnpm = findPnpm(runtimes)
  return (directory, packages = []) => {
    writeFileSync(path.join(directory, ".npmrc"), `${PNPM_SETTINGS}\n`)
    return run(pnpm, packages.length === 0 ? ["add", "--save-dev", ...PNPM_EXTRAS] : ["add", ...packages], directory)
  }
}

/** npm, told to look over the peers that do not fit: the way into a store that is too old for us. */
export function installAgainstPeers(directory: string, packages: readonly string[] = []): Promise<unknown> {
  return run("npm", ["install", "--no-audit", "--no-fund", "--legacy-peer-deps", ...packages], directory)
}

/** Runs a command to its end. Throws with its last words when that is not a good one, or does not come in time. */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  try {
    const limits = { maxBuffer: 1e8, timeout: INSTALL_IN_MILLISECONDS }
    return (await promisify(execFile)(command, args, { cwd, env, ...limits })).stdout
  } catch (error) {
    const { stdout = "", stderr = "", code } = error as { stdout?: string; stderr?: string; code?: string }
    throw new Error(
      `${path.basename(command)} ${args.join(" ")} failed${code === undefined ? "" : ` (${code})`}:\n${`${stdout}${stderr}`.slice(-4000)}`,
      { cause: error },
    )
  }
}

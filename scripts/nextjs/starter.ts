import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, rmSync } from "node:fs"
import path from "node:path"
import { root } from "../demo/places"

interface Trial {
  /** A clone of the starter; it is left as it is. */
  starter: string
  tarball: string
  /** Where the trial's copy is made. */
  home: string
}

export interface PatchedStarter {
  /** The storefront's folder. */
  directory: string
  commit: string
}

/**
 * Makes a fresh copy of the starter as the guide says: the patch is applied, the package is installed, and what the patch
 * adds has the right types. Throws with the command's last words when something does not fit.
 */
export async function prepareStarter({ starter, tarball, home }: Trial): Promise<PatchedStarter> {
  const copy = path.join(home, "starter")
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  run("git", ["clone", "--quiet", starter, copy], home)
  run("git", ["apply", path.join(root, "docs/nextjs-starter/almara.patch")], copy)
  const added = run("git", ["ls-files", "--others", "--exclude-standard"], copy).split("\n").filter(Boolean)
  const directory = path.join(copy, "apps/storefront")
  const { packageManager } = JSON.parse(readFileSync(path.join(copy, "package.json"), "utf8")) as {
    packageManager: string
  }
  run("npx", ["--yes", packageManager, "add", "--filter", "@dtc/storefront", `file:${tarball}`], copy)
  expectTypes(directory, added)
  return { directory, commit: run("git", ["rev-parse", "--short", "HEAD"], copy).trim() }
}

/** The starter's own build does not look at types. */
function expectTypes(directory: string, added: readonly string[]): void {
  const errors = run("npx", ["tsc", "--noEmit", "--pretty", "false"], directory, { mayFail: true }).split("\n")
  const ours = errors.filter(
    (line) =>
      /almara/i.test(line) || added.some((file) => line.startsWith(path.posix.relative("apps/storefront", file))),
  )
  if (ours.length > 0) throw new Error(`What the patch adds has wrong types:\n${ours.join("\n")}`)
}

function run(command: string, args: string[], cwd: string, { mayFail = false } = {}): string {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1e8 })
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string }
    if (mayFail) return stdout
    throw new Error(`${command} ${args.join(" ")} failed:\n${`${stdout}${stderr}`.slice(-3000)}`, { cause: error })
  }
}

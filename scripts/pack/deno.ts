import os from "node:os"
import path from "node:path"

/** How Deno is to find packages: those that npm installed, with no lock file of its own. */
export const DENO_OPTIONS: readonly string[] = ["run", "--no-prompt", "--node-modules-dir=manual", "--no-lock"]

/** The simulator talks to the store, and to nobody else. */
export const SIMULATOR_PERMISSIONS: readonly string[] = ["--allow-net=127.0.0.1", "--allow-read=../..", "--allow-env"]

/** In a built folder the store, with its packages, lies two folders above. */
const STORE = "../.."

/** Where Medusa's command line keeps its settings. */
function settingsIn(home: string): string {
  return path.join(home, ".config", "medusa")
}

/**
 * What loading every entry needs, started in a folder of the store: libraries of Medusa look about as soon as they are
 * loaded.
 */
export function entriesPermissions(home: string = os.homedir()): string[] {
  return [
    `--allow-read=..,${settingsIn(home)}`,
    `--allow-write=${settingsIn(home)}`,
    "--allow-env",
    "--allow-sys=cpus,homedir,osRelease",
  ]
}

/**
 * What a running store may do, started in its built folder; docs/deno.md says what breaks without each. Here everything
 * it talks to is on this machine.
 */
export function startPermissions(home: string = os.homedir()): string[] {
  return [
    `--allow-read=${STORE},${settingsIn(home)}`,
    `--allow-write=${settingsIn(home)}`,
    "--allow-env",
    "--allow-net=127.0.0.1",
    "--allow-sys=osRelease,cpus,homedir,uid",
  ]
}

/** What `medusa user` may do: it boots the store as well, and serves nobody. */
export const userPermissions = startPermissions

/**
 * What migrating may do: Medusa makes folders in its packages, and starts `deno`, the real file, for its migration
 * scripts.
 */
export function migratePermissions(deno: string, home: string = os.homedir()): string[] {
  return [
    `--allow-read=${STORE},${settingsIn(home)}`,
    `--allow-write=${STORE},${settingsIn(home)}`,
    `--allow-run=${deno}`,
    "--allow-env",
    "--allow-net=127.0.0.1",
    "--allow-sys=cpus,homedir",
  ]
}

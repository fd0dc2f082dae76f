import os from "node:os"
import path from "node:path"

/** How Deno is to find packages: those that npm installed, with no lock file of its own. */
export const DENO_OPTIONS: readonly string[] = ["run", "--no-prompt", "--node-modules-dir=manual", "--no-lock"]

/** The simulator talks to the store, and to nobody else. */
export const SIMULATOR_PERMISSIONS: readonly string[] = ["--allow-net=127.0.0.1", "--allow-read=../..", "--allow-env"]

/** What libraries of Medusa ask the system for. */
const SYSTEM = "hostname,osRelease,networkInterfaces,cpus,homedir,uid"

/**
 * What a running store may do, started in its built folder, whose packages lie two folders above; docs/deno.md says why.
 * Here everything it talks to is on this machine.
 */
export function startPermissions(home: string = os.homedir(), temporary: string = os.tmpdir()): string[] {
  const settings = path.join(home, ".config", "medusa")
  return [
    `--allow-read=.,../..,${settings},${path.join(temporary, "events.json")}`,
    `--allow-write=${settings}`,
    "--allow-env",
    "--allow-net=127.0.0.1",
    `--allow-sys=${SYSTEM}`,
  ]
}

/** What loading every entry needs: libraries of Medusa read the environment and ask about the machine. */
export const ENTRIES_PERMISSIONS: readonly string[] = ["--allow-read", "--allow-env", `--allow-sys=${SYSTEM}`]

/** Migrating is done once, and starts Medusa anew for its scripts: it also makes folders and runs Deno. */
export function migratePermissions(): string[] {
  return [...startPermissions().filter((permission) => !permission.startsWith("--allow-write")), "--allow-write", "--allow-run"]
}

export function userPermissions(): string[] {
  return migratePermissions()
}

/**
 * What a built store may do under Deno, and nothing else. docs/deno.md shows the same command and says why; a spec
 * compares the two. Places are relative to the built store, the folder that the store is started in.
 */
export const DENO_PERMISSIONS: readonly string[] = ["-A"]

/** How Deno is to find packages: those that npm installed, with no lock file of its own. */
export const DENO_OPTIONS: readonly string[] = ["run", "--node-modules-dir=manual", "--no-lock"]

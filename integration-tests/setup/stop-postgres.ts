import { rmSync } from "node:fs"

/** Stops the embedded Postgres, and takes away what the stores shared; a Postgres that was given is left as it is. */
export default async function stopPostgresForSpecs(): Promise<void> {
  const folder = globalThis.almaraFolder
  if (folder) rmSync(folder, { recursive: true, force: true })
  await globalThis.almaraPostgres?.stop()
}

import { mkdirSync } from "node:fs"
import path from "node:path"

/** The folder of the package, which is also the store that the demo runs. */
export const root = path.resolve(__dirname, "..")

/** Where Medusa looks for what it serves as it is: among it the dashboard, built. */
export const publicDirectory = path.join(root, "public")

/** The provider under which Medusa knows Almara. */
export const almaraProviderId = "pp_almara_almara"

/** The person who signs in to the demo's admin. */
export const adminEmail = "admin@example.com"

/** Where the demo keeps its data and its logs: `.demo`, or where DEMO_DIRECTORY says. */
export function demoDirectory(): string {
  const directory = path.resolve(root, process.env.DEMO_DIRECTORY || ".demo")
  mkdirSync(directory, { recursive: true })
  return directory
}

/** Medusa's command line. */
export const medusaCommand = path.join(path.dirname(require.resolve("@medusajs/cli/package.json")), "cli.js")

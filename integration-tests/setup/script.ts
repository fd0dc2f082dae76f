import { spawn } from "node:child_process"
import { once } from "node:events"
import path from "node:path"
import { storeEnvironment } from "./store"

const ROOT = path.join(__dirname, "../..")

/**
 * Runs a script of the fixtures by `medusa exec`, in a process of its own, as a store's own code. Throws with what it
 * printed when it fails.
 */
export async function runScript(
  name: string,
  args: string[],
  store: { storeUrl: string; almaraUrl: string; database: string },
): Promise<void> {
  const { storeUrl, almaraUrl, database } = store
  const child = spawn(
    process.execPath,
    [
      path.join(ROOT, "node_modules/@medusajs/cli/cli.js"),
      "exec",
      path.join(ROOT, "integration-tests/fixtures", name),
      ...args,
    ],
    {
      cwd: ROOT,
      env: { ...process.env, ...storeEnvironment({ url: storeUrl, almaraUrl, database }) },
      stdio: ["ignore", "pipe", "pipe"],
    },
  )
  let printed = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (printed += chunk.toString()))
  const [code] = await once(child, "exit")
  if (code !== 0) throw new Error(`medusa exec ended with ${code}:\n${printed.slice(-3000)}`)
}

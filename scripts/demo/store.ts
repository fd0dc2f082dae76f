import { setTimeout as pause } from "node:timers/promises"
import { addressOf } from "./environment"
import type { Parts } from "../../support/parts"
import { medusaCommand, root } from "../../support/places"

const patienceInMilliseconds = 120_000

/** Starts the Medusa store with its admin in production mode; done when it answers. */
export async function startStore(
  parts: Parts,
  port: number,
  environment: NodeJS.ProcessEnv,
  logFile: string,
): Promise<void> {
  parts.keep({
    name: "The store",
    args: [medusaCommand, "start", "--host", "127.0.0.1", "--port", String(port)],
    directory: root,
    environment,
    logFile,
  })
  await Promise.race([parts.failure, untilHealthy(`${addressOf(port)}/health`)])
}

async function untilHealthy(address: string): Promise<void> {
  const end = performance.now() + patienceInMilliseconds
  while (!(await isHealthy(address))) {
    if (performance.now() > end) throw new Error(`The store did not answer at ${address} within two minutes.`)
    await pause(100)
  }
}

async function isHealthy(address: string): Promise<boolean> {
  try {
    return (await fetch(address)).ok
  } catch (error) {
    // Nobody listens yet: fetch says so with a TypeError.
    if (error instanceof TypeError) return false
    throw error
  }
}

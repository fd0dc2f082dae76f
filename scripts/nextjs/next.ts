import { createRequire } from "node:module"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import type { Parts } from "../demo/parts"

interface NextSettings {
  /** The storefront's folder. */
  directory: string
  url: string
  storeUrl: string
  publishableKey: string
  logFile: string
}

const PATIENCE_IN_MILLISECONDS = 60_000

/** Builds the storefront for production against a store, and starts it. */
export async function startNext(
  { directory, url, storeUrl, publishableKey, logFile }: NextSettings,
  parts: Parts,
): Promise<void> {
  const command = path.join(
    path.dirname(createRequire(path.join(directory, "package.json")).resolve("next/package.json")),
    "dist/bin/next",
  )
  const environment = {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    NEXT_PUBLIC_MEDUSA_BACKEND_URL: storeUrl,
    NEXT_PUBLIC_MEDUSA_PUBLISHABLE_KEY: publishableKey,
    NEXT_PUBLIC_DEFAULT_REGION: "ke",
    NEXT_PUBLIC_BASE_URL: url,
  } as const
  await parts.run({ name: "next build", args: [command, "build"], directory, environment, logFile })
  parts.keep({
    name: "next start",
    args: [command, "start", "-p", new URL(url).port],
    directory,
    environment,
    logFile: `${logFile}.start`,
  })
  const end = performance.now() + PATIENCE_IN_MILLISECONDS
  while (!(await answers(url))) {
    if (performance.now() > end) throw new Error(`Next.js did not answer at ${url} within a minute (${logFile}).`)
    await pause(200)
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    // Nobody listens yet.
    () => false,
  )
}

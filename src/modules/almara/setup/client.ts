import { createAlmaraClient, type AlmaraClient } from "../../../core/gateway/client"
import type { AlmaraOptions } from "../../../core/options/options"
import { isProduction } from "./options"
import { operationObserver } from "../../../telemetry/spans"

const clients = new Map<string, AlmaraClient>()

/**
 * Returns the client for these options. One per process and credentials, so that provider, endpoints and jobs share one
 * token: the payment provider lives in another container than the module and gets its options on another way.
 */
export function almaraClient(options: AlmaraOptions): AlmaraClient {
  const key = JSON.stringify(options)
  const known = clients.get(key)
  if (known) return known
  const client = createAlmaraClient({
    options,
    fetch: (...request) => fetch(...request),
    now: () => performance.now(),
    sleep: (milliseconds, signal) => sleep(milliseconds, signal),
    random: () => Math.random(),
    observe: operationObserver(options),
    mayUseHttp: options.allowInsecureHttp || !isProduction(),
  })
  clients.set(key, client)
  return client
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", finish)
      resolve()
    }
    const timer = setTimeout(finish, milliseconds)
    signal?.addEventListener("abort", finish)
  })
}

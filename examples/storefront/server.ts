import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { createAdaptorServer } from "@hono/node-server"
import { ALMARA_PROVIDER_ID } from "../../src/storefront"
import { storefrontApp } from "./app"
import type { ShopSettings } from "./shop"
import { watchScript } from "./watch-script"

export interface StorefrontSettings extends ShopSettings {
  port: number
  host?: string
  providerId?: string
}

export interface RunningStorefront {
  url: string
  close(): Promise<void>
}

/** Starts the storefront for a Medusa store. */
export async function startStorefront({
  port,
  host = "127.0.0.1",
  providerId = ALMARA_PROVIDER_ID,
  ...shop
}: StorefrontSettings): Promise<RunningStorefront> {
  const app = storefrontApp({ ...shop, providerId, watchScript: await watchScript() })
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, () => {
      server.off("error", reject)
      resolve()
    })
  })
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => closeServer(server),
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)))
    server.closeAllConnections()
  })
}

import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { createAdaptorServer } from "@hono/node-server"
import { storefrontApp } from "./app"
import type { ShopSettings } from "./shop"

export interface StorefrontSettings extends ShopSettings {
  port: number
  host?: string
  providerId?: string
}

export interface RunningStorefront {
  url: string
  close(): Promise<void>
}

/** The name under which Medusa knows Almara when the plugin is set up as its README says. */
export const almaraProviderId = "pp_almara_almara"

/** Starts the storefront for a Medusa store. */
export async function startStorefront({ port, host = "127.0.0.1", providerId = almaraProviderId, ...shop }: StorefrontSettings): Promise<RunningStorefront> {
  const app = storefrontApp({ ...shop, providerId })
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

import { simulatorOptionsSchema } from "../../simulator/options"
import type { Ports } from "../../support/ports"
import type { DemoSecrets } from "./secrets"

/** Where a part of the demo is reached in a browser. */
export function addressOf(port: number): string {
  return `http://localhost:${port}`
}

/**
 * What the store reads. The caller's environment comes first, so that settings such as ALMARA_PLACEMENT can be tried;
 * what the demo itself decides cannot be overridden: it must never reach a real gateway.
 */
export function storeEnvironment(databaseUrl: string, ports: Ports, secrets: DemoSecrets): NodeJS.ProcessEnv {
  const gateway = simulatorOptionsSchema.parse({})
  return {
    ...process.env,
    NODE_ENV: "production",
    MEDUSA_DISABLE_TELEMETRY: "true",
    DATABASE_URL: databaseUrl,
    PORT: String(ports.store),
    JWT_SECRET: secrets.jwtSecret,
    COOKIE_SECRET: secrets.cookieSecret,
    MEDUSA_BACKEND_URL: addressOf(ports.store),
    STOREFRONT_URL: addressOf(ports.storefront),
    ALMARA_BASE_URL: addressOf(ports.simulator),
    ALMARA_CLIENT_ID: gateway.clientId,
    ALMARA_CLIENT_SECRET: gateway.clientSecret,
    ALMARA_SCOPE: gateway.scope,
    ALMARA_ROUTE_ID: gateway.routeId,
    ALMARA_CHANNEL_TYPE: String(gateway.channelType),
    ALMARA_ACCOUNT_NO: "0072",
    ALMARA_CALLBACK_SECRET: secrets.callbackSecret,
  }
}

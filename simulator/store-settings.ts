import { simulatorOptionsSchema, type SimulatorOptions } from "./options"

const defaults = simulatorOptionsSchema.parse({})

/** The variables by which a store meets this simulator, one a line. A secret that somebody chose is not repeated. */
export function storeSettings(url: string, options: SimulatorOptions): string[] {
  return [
    `ALMARA_BASE_URL=${url}`,
    `ALMARA_CLIENT_ID=${options.clientId}`,
    `ALMARA_CLIENT_SECRET=${options.clientSecret === defaults.clientSecret ? defaults.clientSecret : "the one you chose"}`,
    `ALMARA_SCOPE=${options.scope}`,
    `ALMARA_ROUTE_ID=${options.routeId}`,
    `ALMARA_CHANNEL_TYPE=${options.channelType}`,
  ]
}

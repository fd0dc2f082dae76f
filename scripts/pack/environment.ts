import { randomBytes } from "node:crypto"

/** Where a row's store finds its neighbours; all are on this machine. */
export interface Neighbours {
  databaseUrl: string
  storePort: number
  gatewayPort: number
}

/** The environment of somebody else's store, as the README and docs/telemetry.md name the variables. */
export function storeEnvironment({ databaseUrl, storePort, gatewayPort }: Neighbours) {
  return {
    ...process.env,
    NODE_ENV: "production",
    MEDUSA_DISABLE_TELEMETRY: "true",
    DATABASE_URL: databaseUrl,
    JWT_SECRET: randomBytes(32).toString("hex"),
    COOKIE_SECRET: randomBytes(32).toString("hex"),
    MEDUSA_BACKEND_URL: `http://127.0.0.1:${storePort}`,
    STOREFRONT_URL: "http://127.0.0.1:8000",
    ALMARA_BASE_URL: `http://127.0.0.1:${gatewayPort}`,
    ALMARA_CLIENT_ID: "almara-simulator",
    ALMARA_CLIENT_SECRET: "almara-simulator-secret",
    ALMARA_ROUTE_ID: "DED81224-70B6-ED11-AD49-0EE00E897F52",
    ALMARA_CHANNEL_TYPE: "172",
    ALMARA_CALLBACK_SECRET: randomBytes(32).toString("hex"),
  }
}

/** What makes the documented instrumentation send to a collector, soon. */
export function telemetryEnvironment(collectorUrl: string): Record<string, string> {
  return {
    OTEL_TRACES_EXPORTER: "otlp",
    OTEL_METRICS_EXPORTER: "otlp",
    OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
    OTEL_BSP_SCHEDULE_DELAY: "500",
    OTEL_METRIC_EXPORT_INTERVAL: "1000",
    OTEL_METRIC_EXPORT_TIMEOUT: "900",
  }
}

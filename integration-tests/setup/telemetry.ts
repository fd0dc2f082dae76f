import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

/** A span as the preloaded SDK wrote it down. */
export interface WrittenSpan {
  scope: string
  name: string
  traceId: string
  spanId: string
  parent: string | null
  attributes: Record<string, unknown>
  status: { code: number; message?: string }
  events: unknown[]
  links: unknown[]
}

export interface WrittenMetric {
  scope: string
  name: string
  unit: string
  dataPoints: { attributes: Record<string, unknown>; value: any }[]
}

/** What a store's SDK has written so far. */
export interface Telemetry {
  /** What starts the SDK in the store's process. */
  environment: Record<string, string>
  /** The spans of this package. */
  spans(): WrittenSpan[]
  /** The latest values of this package's metrics. */
  metrics(): WrittenMetric[]
  /** Everything, also the spans of others. */
  text(): string
  remove(): void
}

const SCOPE = "medusa-payment-almara"

/** Prepares an SDK for one store: it writes into a folder of its own. */
export function prepareTelemetry(): Telemetry {
  const folder = mkdtempSync(path.join(tmpdir(), "almara-telemetry-"))
  const file = path.join(folder, "telemetry.jsonl")
  const records = (): { span?: WrittenSpan; metrics?: WrittenMetric[] }[] => {
    if (!existsSync(file)) return []
    // What stands after the last line break may still be half written.
    return readFileSync(file, "utf8")
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line))
  }
  return {
    environment: {
      NODE_OPTIONS: `--require ${path.join(__dirname, "telemetry-preload.js")}`,
      ALMARA_TELEMETRY_FILE: file,
    },
    spans: () => records().flatMap(({ span }) => (span?.scope === SCOPE ? [span] : [])),
    metrics: () => (records().findLast(({ metrics }) => metrics)?.metrics ?? []).filter(({ scope }) => scope === SCOPE),
    text: () => (existsSync(file) ? readFileSync(file, "utf8") : ""),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

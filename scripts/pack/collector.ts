import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

/** Stands in for an OpenTelemetry collector: takes what it is sent by OTLP, and says what names it has heard. */
export interface Collector {
  url: string
  /** Whether a name stands in anything that came to `/v1/traces` or `/v1/metrics`. */
  hasHeard(signal: "traces" | "metrics", name: string): boolean
  stop(): Promise<void>
}

/** Starts a collector on a free port. */
export async function startCollector(): Promise<Collector> {
  const heard: Record<string, Buffer[]> = { "/v1/traces": [], "/v1/metrics": [] }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      heard[request.url ?? ""]?.push(Buffer.concat(chunks))
      response.setHeader("content-type", "application/x-protobuf").end()
    })
  })
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    // Names stand in the binary form as they are.
    hasHeard: (signal, name) => heard[`/v1/${signal}`]?.some((body) => body.includes(name)) ?? false,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

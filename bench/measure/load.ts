import autocannon from "autocannon"
import { percentile } from "./statistics"

/** A request as it is sent. */
export interface LoadRequest {
  url: string
  body: string
}

export interface LoadOrder {
  /** Sent by turns; all to the same origin. */
  requests: LoadRequest[]
  connections: number
  seconds: number
}

export interface LoadResult {
  perSecond: number
  /** Milliseconds. */
  median: number
  p99: number
  answered: number
}

/** Sends requests again and again over so many connections. Throws when anything but 2xx came back. */
export async function load(order: LoadOrder): Promise<LoadResult> {
  const times: number[] = []
  const [first] = order.requests
  if (!first) throw new Error("There is nothing to send.")
  const requests = order.requests.map(({ url, body }) => ({
    method: "POST" as const,
    path: url.slice(new URL(url).origin.length),
    headers: { "content-type": "application/json" },
    body,
  }))
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(
      {
        url: new URL(first.url).origin,
        connections: order.connections,
        pipelining: 1,
        duration: order.seconds,
        requests,
      },
      (error, done) => (error ? reject(error) : resolve(done)),
    )
    run.on("response", (_client: unknown, _status: number, _bytes: number, milliseconds: number) =>
      times.push(milliseconds),
    )
  })
  if (result.non2xx + result.errors + result.timeouts > 0) {
    throw new Error(
      `${first.url.split("?")[0]} answered ${result.non2xx} times with an error, and ${result.errors + result.timeouts} times not at all.`,
    )
  }
  return {
    perSecond: result["2xx"] / result.duration,
    median: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    answered: result["2xx"],
  }
}

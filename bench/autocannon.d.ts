declare module "autocannon" {
  import type { EventEmitter } from "node:events"

  interface Request {
    method: "POST"
    path: string
    headers: Record<string, string>
    body: string
  }

  interface Load {
    url: string
    connections: number
    pipelining: number
    duration: number
    /** Each connection sends them one after the other, and then begins anew. */
    requests: Request[]
  }

  interface Result {
    /** Seconds. */
    duration: number
    non2xx: number
    errors: number
    timeouts: number
    "2xx": number
  }

  function autocannon(load: Load, done: (error: Error | null, result: Result) => void): EventEmitter
  namespace autocannon {
    export { Result }
  }
  export default autocannon
}

declare module "autocannon" {
  import type { EventEmitter } from "node:events"

  interface Load {
    url: string
    method: "POST"
    headers: Record<string, string>
    body: string
    connections: number
    pipelining: number
    duration: number
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

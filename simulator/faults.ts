import { inspect } from "node:util"

/** Shows a fault of the simulator itself: nobody who called can be told of it. */
export function reportFault(sentence: string, error: unknown): void {
  process.stderr.write(`almara-simulator: ${sentence}: ${inspect(error)}\n`)
}

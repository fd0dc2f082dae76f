/**
 * Started by `npm run test:nightly`: all that `.ci/run` leaves out, part by part, also after a red one, and a table at
 * the end.
 */
import { parseArgs } from "node:util"
import { chosenParts } from "./plan"
import { runPart, type PartResult } from "./run-part"

async function testByNight(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { only: { type: "string" }, list: { type: "boolean", default: false } },
  })
  const results: PartResult[] = []
  for (const part of chosenParts(values.only)) {
    const environment = Object.entries(part.environment ?? {}).map(([name, value]) => `${name}=${value} `)
    console.log(
      `\n== ${part.name}: ${environment.join("")}${part.command.join(" ")} (${part.minutes} minutes at the most)`,
    )
    if (!values.list) results.push(await runPart(part))
  }
  if (values.list) return
  console.table(results)
  if (results.some(({ fault }) => fault !== undefined)) process.exitCode = 1
}

// Their listeners to this process' end stop what was started.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130))

testByNight(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
})

/**
 * Says by package what a store's thread did while callbacks came to our endpoint, and while they came to Medusa's hook:
 * reads the profiles that `BENCH_PROFILE=folder npm run bench -- ack` leaves.
 */
import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"

interface CallFrame {
  functionName: string
  url: string
}

/** What V8 writes: samples of the stack, and the microseconds between them. */
interface Profile {
  nodes: { id: number; callFrame: CallFrame }[]
  samples: number[]
  timeDeltas: number[]
}

type Endpoint = "ours" | "hook"

/** A second in which one of the endpoints was seen so often, and the other one not at all, is that endpoint's. */
const SEEN_OFTEN = { ours: 20, hook: 4 }
const SHOWN_FROM = 0.005
const SECOND = 1_000_000

function endpointOf({ url }: CallFrame): Endpoint | undefined {
  if (/\/src\/(api\/checkout|core\/(callback|gateway\/wire))\//.test(url)) return "ours"
  return url.includes("/api/hooks/") ? "hook" : undefined
}

function packageOf({ url, functionName }: CallFrame): string {
  if (functionName === "(idle)" || functionName === "(garbage collector)") return functionName.slice(1, -1)
  if (!url) return "native code"
  const name =
    url.split("node_modules/").length > 1
      ? url
          .split("node_modules/")
          .at(-1)
          ?.match(/^(@[^/]+\/)?[^/]+/)?.[0]
      : undefined
  if (name) return name
  if (url.includes("/src/")) return "this plugin"
  return url.startsWith("node:") ? "Node's own modules" : "other"
}

function readProfile({ nodes, samples, timeDeltas }: Profile): Record<Endpoint, Map<string, number>> {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const seconds = new Map<number, { seen: Record<Endpoint, number>; microseconds: Map<string, number> }>()
  let now = 0
  samples.forEach((id, index) => {
    now += timeDeltas[index] ?? 0
    const number = Math.floor(now / SECOND)
    const second = seconds.get(number) ?? { seen: { ours: 0, hook: 0 }, microseconds: new Map<string, number>() }
    seconds.set(number, second)
    const frame = frames.get(id) as CallFrame
    const endpoint = endpointOf(frame)
    if (endpoint) second.seen[endpoint] += 1
    add(second.microseconds, packageOf(frame), timeDeltas[index] ?? 0)
  })
  const spent: Record<Endpoint, Map<string, number>> = { ours: new Map(), hook: new Map() }
  for (const { seen, microseconds } of seconds.values()) {
    const endpoint =
      seen.ours >= SEEN_OFTEN.ours && seen.hook === 0
        ? "ours"
        : seen.hook >= SEEN_OFTEN.hook && seen.ours === 0
          ? "hook"
          : undefined
    if (endpoint) for (const [name, time] of microseconds) add(spent[endpoint], name, time)
  }
  return spent
}

function add(sums: Map<string, number>, name: string, value: number): void {
  sums.set(name, (sums.get(name) ?? 0) + value)
}

function shareOf(spent: Map<string, number>, name: string): number {
  return (spent.get(name) ?? 0) / [...spent.values()].reduce((sum, time) => sum + time, 0)
}

function print(folder: string): void {
  const files = readdirSync(folder).filter((file) => file.endsWith(".cpuprofile"))
  if (files.length === 0)
    throw new Error(`There is no profile in ${folder}. Make one: BENCH_PROFILE=${folder} npm run bench -- ack`)
  for (const file of files) {
    const { ours, hook } = readProfile(JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Profile)
    if (ours.size === 0 || hook.size === 0) continue
    const shown = [...ours.keys()]
      .filter((name) => shareOf(ours, name) >= SHOWN_FROM)
      .sort((one, other) => shareOf(ours, other) - shareOf(ours, one))
    const percent = (share: number) => `${(share * 100).toFixed(1)} %`.padStart(8)
    process.stdout.write(`${"ours".padStart(8)}  ${"hook".padStart(8)}  share of the store's thread\n`)
    for (const name of shown)
      process.stdout.write(`${percent(shareOf(ours, name))}  ${percent(shareOf(hook, name))}  ${name}\n`)
  }
}

print(process.argv[2] ?? ".")

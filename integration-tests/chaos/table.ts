import type { Comparison } from "./books"
import type { Fault } from "./plan"

/** Everything that the run counted besides the books. */
export interface RunFigures {
  seed: number
  shoppers: number
  checkouts: number
  seconds: number
  faults: Fault[]
  callbackFaults: Record<string, number>
  stories: Record<string, number>
  callbacksSent: number
  callbacksGivenUp: number
  connectionsLost: number
}

/** The figures as a plain table. */
export function printTable({ figures }: Comparison, run: RunFigures): string {
  const rows: [string, string | number][] = [
    ["seed", run.seed],
    ["duration", `${run.seconds} s`],
    ["shoppers", run.shoppers],
    ...Object.entries(run.stories).map(([story, count]): [string, number] => [`  ${story}`, count]),
    ["checkouts at Almara", run.checkouts],
    ["faults", run.faults.length],
    ...Object.entries(countEach(run.faults.map(nameOf))).map(([name, count]): [string, number] => [`  ${name}`, count]),
    ["  connections cut by them", run.connectionsLost],
    ...Object.entries(run.callbackFaults).map(([way, count]): [string, number] => [`callbacks ${way}, of shoppers`, count]),
    ["callbacks sent, with repetitions", run.callbacksSent],
    ["callbacks given up by Almara", run.callbacksGivenUp],
    ["callbacks received", figures.callbacksReceived],
    ["callbacks acknowledged and forgotten", figures.callbacksForgotten],
    ["checkouts paid at Almara", figures.paidAtAlmara],
    ["orders paid", figures.ordersPaid],
    ["held in sight", figures.held],
    ["expired", figures.expired],
    ["double captures", figures.doubleCaptures],
    ["lost payments", figures.lostPayments],
    ["invented payments", figures.inventedPayments],
    ["orders left by Medusa, of nobody", figures.leftByMedusa],
    ["payment.captured events per paid order", Object.entries(figures.capturedEvents).map(([times, orders]) => `${times} (${orders} orders)`).join(", ") || "-"],
  ]
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  return rows.map(([name, value]) => `${name.padEnd(width)}${value}`).join("\n")
}

function nameOf(fault: Fault): string {
  return fault.kind === "Almara" ? `Almara: ${fault.how}` : fault.kind === "restart of Postgres" ? `${fault.kind} (${fault.how})` : fault.kind
}

/** Counts equal names. */
export function countEach(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

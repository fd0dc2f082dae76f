import type { Comparison } from "./books"
import type { Fault } from "./plan"

/** Everything that the run counted besides the books. */
export interface RunFigures {
  placement: string
  seed: number
  shoppers: number
  checkouts: number
  seconds: number
  faults: Fault[]
  callbackFaults: Record<string, number>
  /** Carts that were locked or refused after a fault, in place of which shoppers ordered anew. */
  cartsLeft: number
  /** Store processes that ended without having been killed, and were started again. */
  ownEnds: number
  callbacksSent: number
  callbacksGivenUp: number
  connectionsLost: number
  /** Shoppers who paid after their due date. */
  latePayers: number
  /** Closed checkouts that the clock was let look at once more, by SQL, in place of waiting for days. */
  lateLooks: number
  /** Questions that the clock was let ask at once, by SQL, in place of after a growing pause or at the due date. */
  pausesShortened: number
}

/** The figures as a plain table. */
export function printTable({ figures }: Comparison, run: RunFigures): string {
  const rows: [string, string | number][] = [
    ["placement", run.placement],
    ["seed", run.seed],
    ["duration, for information", `${run.seconds} s`],
    ["shoppers, all through", run.shoppers],
    ["  carts locked or refused, ordered anew", run.cartsLeft],
    ["checkouts at Almara", run.checkouts],
    ["faults", run.faults.length],
    ...Object.entries(countEach(run.faults.map(nameOf))).map(([name, count]): [string, number] => [`  ${name}`, count]),
    ["  connections cut by them", run.connectionsLost],
    ["store processes that ended by themselves", run.ownEnds],
    ...Object.entries(run.callbackFaults).map(([way, count]): [string, number] => [
      `callbacks ${way}, of shoppers`,
      count,
    ]),
    ["callbacks sent, with repetitions", run.callbacksSent],
    ["callbacks given up by Almara", run.callbacksGivenUp],
    ["callbacks received", figures.callbacksReceived],
    ["callbacks acknowledged and forgotten", figures.callbacksForgotten],
    ["checkouts paid at Almara", figures.paidAtAlmara],
    ["  after the due date", run.latePayers],
    ["questions made due by SQL at the end", run.pausesShortened],
    ["late looks, made due by SQL at the end", run.lateLooks],
    ["orders paid", figures.ordersPaid],
    ["held in sight", figures.held],
    ...Object.entries(figures.heldBecause).map(([reason, count]): [string, number] => [`  ${reason}`, count]),
    ["expired", figures.expired],
    ["double captures", figures.doubleCaptures],
    ["lost payments", figures.lostPayments],
    ["invented payments", figures.inventedPayments],
    ["orders left by Medusa, of nobody", figures.leftByMedusa],
    ["paid orders taken back by Medusa, placed anew", figures.placedAnew],
    ["payment.captured events per paid order", timesOf(figures.capturedEvents, "orders")],
    ["almara.checkout.* events per checkout", timesOf(figures.checkoutEvents, "events")],
  ]
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  return rows.map(([name, value]) => `${name.padEnd(width)}${value}`).join("\n")
}

function timesOf(counts: Record<number, number>, what: string): string {
  return (
    Object.entries(counts)
      .map(([times, count]) => `${times} (${count} ${what})`)
      .join(", ") || "-"
  )
}

/** A fault in words; equal for faults of one kind. */
export function nameOf(fault: Fault): string {
  return fault.kind === "Almara"
    ? `Almara: ${fault.how}`
    : fault.kind === "restart of Postgres"
      ? `${fault.kind} (${fault.how})`
      : fault.kind
}

/** Counts equal names. */
export function countEach(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

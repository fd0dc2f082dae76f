import type { Client } from "pg"
import { connect } from "../../integration-tests/setup/database"

/** Longer than a whole rush takes on a slow machine: only what was lost takes so long. */
const PATIENCE_IN_MILLISECONDS = 1_200_000

/** Tells when orders become paid: when the transaction commits that writes the money into the order's books. */
export interface PaidClock {
  /** Resolves with the time (`performance.now()`) at which the order became paid. */
  paid(orderId: string): Promise<number>
  /**
   * Waits until so many orders have become paid since the clock was started, or until that time (`performance.now()`).
   * Returns whether so many have. Throws when that takes longer than only what was lost can take.
   */
  count(orders: number, until: number): Promise<boolean>
  /** The times at which orders became paid since the clock was started, the first one first. */
  times(): number[]
  close(): Promise<void>
}

/** Starts the clock on a database, by whichever process the orders are paid. */
export async function startPaidClock(databaseName: string): Promise<PaidClock> {
  const database: Client = await connect(databaseName)
  await database.query(`
    create or replace function bench_paid() returns trigger language plpgsql as $$ begin perform pg_notify('bench_paid', new.order_id); return new; end $$;
    create or replace trigger bench_paid after insert on order_transaction for each row execute function bench_paid();
    listen bench_paid`)
  const times = new Map<string, number>()
  const waiting = new Map<string, (time: number) => void>()
  const countedOn = new Set<() => void>()
  database.on("notification", ({ payload = "" }) => {
    const now = performance.now()
    times.set(payload, now)
    waiting.get(payload)?.(now)
    for (const look of countedOn) look()
  })
  return {
    paid: (orderId) =>
      new Promise((resolve, reject) => {
        const known = times.get(orderId)
        if (known !== undefined) return resolve(known)
        const patience = setTimeout(
          () => reject(new Error(`The order ${orderId} was not paid in time.`)),
          PATIENCE_IN_MILLISECONDS,
        )
        waiting.set(orderId, (time) => {
          clearTimeout(patience)
          resolve(time)
        })
      }),
    async count(orders, until) {
      const patientUntil = performance.now() + PATIENCE_IN_MILLISECONDS
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(patience)
          countedOn.delete(look)
          resolve()
        }
        const look = () => {
          if (times.size >= orders) end()
        }
        const patience = setTimeout(end, Math.min(until, patientUntil) - performance.now())
        countedOn.add(look)
        look()
      })
      if (times.size < orders && until > patientUntil)
        throw new Error(`Only ${times.size} orders were paid in time, not ${orders}.`)
      return times.size >= orders
    },
    times: () => [...times.values()].sort((one, other) => one - other),
    close: () => database.end(),
  }
}

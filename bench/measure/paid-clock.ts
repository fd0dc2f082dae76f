import type { Client } from "pg"
import { connect } from "../../integration-tests/setup/database"

/** Tells when orders become paid: when the transaction commits that writes the money into the order's books. */
export interface PaidClock {
  /** Resolves with the time (`performance.now()`) at which the order became paid. */
  paid(orderId: string): Promise<number>
  /** How many became paid so far. */
  count(): number
  close(): Promise<void>
}

/** Starts the clock on a database, whoever pays the orders there. */
export async function startPaidClock(databaseName: string): Promise<PaidClock> {
  const database: Client = await connect(databaseName)
  await database.query(`
    create or replace function bench_paid() returns trigger language plpgsql as $$ begin perform pg_notify('bench_paid', new.order_id); return new; end $$;
    create or replace trigger bench_paid after insert on order_transaction for each row execute function bench_paid();
    listen bench_paid`)
  const times = new Map<string, number>()
  const waiting = new Map<string, (time: number) => void>()
  database.on("notification", ({ payload = "" }) => {
    const now = performance.now()
    times.set(payload, now)
    waiting.get(payload)?.(now)
  })
  return {
    count: () => times.size,
    paid: (orderId) =>
      new Promise((resolve, reject) => {
        const known = times.get(orderId)
        if (known !== undefined) return resolve(known)
        const patience = setTimeout(() => reject(new Error(`The order ${orderId} was not paid in time.`)), 60_000)
        waiting.set(orderId, (time) => {
          clearTimeout(patience)
          resolve(time)
        })
      }),
    close: () => database.end(),
  }
}

import type { RunningStore } from "./store"
import { eventually } from "./shopper"

/** Inserts into a table of a store's database that wait before they begin, one behind the other. */
export interface HaltedInserts {
  /** Waits until so many wait. */
  untilWaiting(count: number): Promise<void>
  /** Those that come from now on do not wait. */
  haltNoMore(): Promise<void>
  /** The first one goes on; each of the others when the transaction before it has ended. */
  goOn(): Promise<void>
  forget(): Promise<void>
}

/** Of locks that only this spec takes in its own database. */
const KEY = 4242

/** Lets every insert into a table halt before it begins, in whichever process. */
export async function haltInserts(database: RunningStore["database"], table: string): Promise<HaltedInserts> {
  await database.query(`
    create table if not exists spec_halts (is_on boolean);
    insert into spec_halts values (true);
    create or replace function spec_halt() returns trigger language plpgsql as $$
      begin if exists (select 1 from spec_halts) then perform pg_advisory_xact_lock(${KEY}); end if; return null; end $$;
    create trigger spec_halt before insert on ${table} for each statement execute function spec_halt();
    select pg_advisory_lock(${KEY})`)
  const haltNoMore = async () => void (await database.query("delete from spec_halts"))
  const goOn = async () => void (await database.query(`select pg_advisory_unlock_all()`))
  return {
    haltNoMore,
    goOn,
    async untilWaiting(count) {
      const waiting = () =>
        database.query(
          "select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())",
        )
      await eventually(waiting, ({ rowCount }) => rowCount === count)
    },
    async forget() {
      await haltNoMore()
      await goOn()
      await database.query(`drop trigger if exists spec_halt on ${table}`)
    },
  }
}

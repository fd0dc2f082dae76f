import type { Client } from "pg"
import { eventually } from "./shopper"
import type { RunningStore } from "./store"

/**
 * All that a store keeps about carts, orders and payments becomes older by an interval, as if so much time had passed
 * by the database's clock; younger by a negative one, as if that clock had been ahead and was put right. Only the
 * specs' databases have it. Nothing moves, and it says so, while a sweep is under way: that one would write its end
 * afterwards, and the next would come half a minute later.
 */
const PASS_TIME = `
  create function pass_time(passed interval, in_any_case boolean default false) returns boolean language plpgsql as $$
  declare kept record;
  begin
    perform 1 from almara_job_run where name = 'reconcile' for update;
    if not in_any_case and exists (
      select 1 from almara_job_run where name = 'reconcile' and leased_by like 'almlease%' and leased_until > clock_timestamp()
    ) then
      return false;
    end if;
    for kept in
      select columns.table_name as name, string_agg(format('%1$I = %1$I - $1', column_name), ', ' order by column_name) as older
      from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_schema = 'public' and table_type = 'BASE TABLE' and data_type = 'timestamp with time zone' and is_generated = 'NEVER'
        and table_name ~ '^(almara|order|cart|payment|capture|refund)'
      group by columns.table_name order by columns.table_name
    loop
      execute format('update %I set %s', kept.name, kept.older) using passed;
    end loop;
    return true;
  end $$`

const DEADLOCK = "40P01"
const UNDER_WAY = { code: "a sweep is under way" }
const LONGEST_SWEEP_IN_MILLISECONDS = 10_000

/** Gives a database the function by which specs move time. */
export async function installPassTime(database: Client): Promise<void> {
  await database.query(PASS_TIME)
}

/** Lets time pass for all that a store has kept: `2 minutes`, or `-1 day` for a database clock that was a day ahead. */
export async function passTime({ database }: Pick<RunningStore, "database">, interval: string): Promise<void> {
  const end = Date.now() + LONGEST_SWEEP_IN_MILLISECONDS
  const pass = () =>
    // The lease of a process that died stays.
    database.query("select pass_time($1::interval, $2) as passed", [interval, Date.now() > end]).then(
      ({ rows }) => (rows[0].passed ? null : UNDER_WAY),
      (error: { code?: string }) => error,
    )
  // A running store writes meanwhile, in an order of its own.
  const error = await eventually(pass, (failure) => failure !== UNDER_WAY && failure?.code !== DEADLOCK)
  if (error) throw error
}

/** Lets time pass, and waits until a sweep that began after that is over. */
export async function passAndSweep(store: RunningStore, interval = "31 seconds"): Promise<void> {
  const { rows } = await store.database.query("select clock_timestamp() as now")
  await passTime(store, interval)
  await eventually(
    async () =>
      (
        await store.database.query(
          "select 1 from almara_job_run where name = 'reconcile' and started_at > $1 and finished_at >= started_at",
          [rows[0].now],
        )
      ).rows,
    (found) => found.length === 1,
  )
}

/** No sweep for the next minutes: another process has its lease. What is seen then was not found by it. */
export async function stopSweep({ database }: Pick<RunningStore, "database">): Promise<void> {
  await database.query(
    "insert into almara_job_run (id, name) values ('almjob_SPEC', 'reconcile') on conflict do nothing",
  )
  await database.query(
    "update almara_job_run set leased_by = 'another process', leased_until = now() + interval '170 seconds' where name = 'reconcile'",
  )
}

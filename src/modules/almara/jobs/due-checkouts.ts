import { generateEntityId } from "@medusajs/framework/utils"
import type { Connection } from "../connection"
import type { JobName } from "./job-runs"
import { READ_AT } from "../moments"
import type { CheckoutRow } from "../ledger/rows"

const JOB: JobName = "reconcile"

/**
 * One statement, so that nothing is written where nothing is due, and nobody holds a slot for nothing. A slot is an
 * interval after the one before. One that was late is made up for, so that busy processes do not fall behind the rate;
 * but one only, so that a pause does not end in a burst. They begin anew where the latest one is too far away for any
 * number of processes: a wrong clock gave it, and all of them would sleep towards it.
 */
const TAKE = `
  with due as (
    select id from almara_checkout where next_check_at <= now() and deleted_at is null
    order by next_check_at limit 1 for update skip locked
  ), taken as (
    update almara_checkout set next_check_at = now() + :pause * interval '1 second', updated_at = now()
    where id in (select id from due) returning *
  ), slot as (
    insert into almara_job_run (id, name, next_slot_at) select :id, '${JOB}', clock_timestamp() from taken
    on conflict (name) where deleted_at is null do update set next_slot_at =
      case when almara_job_run.next_slot_at > clock_timestamp() + interval '1 minute' then clock_timestamp()
        else greatest(almara_job_run.next_slot_at + :interval * interval '1 second', clock_timestamp() - :interval * interval '1 second') end
    returning next_slot_at
  )
  select taken.*, ${READ_AT}, greatest(0, extract(epoch from slot.next_slot_at - clock_timestamp()))::float8 as seconds_until_slot
  from taken cross join slot`

/** A checkout that is due for a status check, and how long it is until that check may begin. */
export interface DueCheckout {
  checkout: CheckoutRow
  secondsUntilSlot: number
}

/**
 * Gives out the checkouts that are due, and the slots in which their status may be checked, one at a time to all
 * processes together.
 */
export class DueCheckouts {
  constructor(private readonly connection: Connection) {}

  /**
   * Takes the checkout that has been due for longest, and the next slot of a rate of `perSecond` checks. Its next check
   * is set by `pauseInSeconds`, so that no other process asks about it now. A closed one is due as well when the
   * process that closed it died before it had announced that. Returns undefined when none is due.
   */
  async take({
    perSecond,
    pauseInSeconds,
  }: {
    perSecond: number
    pauseInSeconds: number
  }): Promise<DueCheckout | undefined> {
    const bindings = { id: generateEntityId("", "almjob"), interval: 1 / perSecond, pause: pauseInSeconds }
    const { rows } = await this.connection.raw<{ rows: (CheckoutRow & { seconds_until_slot: number })[] }>(
      TAKE,
      bindings,
    )
    const [row] = rows
    if (!row) return undefined
    const { seconds_until_slot: secondsUntilSlot, ...checkout } = row
    return { checkout, secondsUntilSlot }
  }
}

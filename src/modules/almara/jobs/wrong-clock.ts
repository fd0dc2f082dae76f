import type { Connection } from "../connection"
import { LONGEST_PAUSE_IN_SECONDS } from "../inbox/inbox"

/** A callback that is put off without having been tried waits for less than this. */
const PUT_OFF_FOR_SECONDS = 10

/**
 * Far moments are legitimate: the late checks, and where only callbacks bring news. Those were not written in the
 * future.
 */
const CHECKOUTS = `
  update almara_checkout set next_check_at = now(), updated_at = now()
  where next_check_at > now() and updated_at > clock_timestamp() and deleted_at is null`

/** The pause of a callback is known by its tries; by what it was put off is written down nowhere else. */
const CALLBACKS = `
  update almara_callback set next_try_at = now()
  where state = 'waiting' and next_try_at > now() and deleted_at is null
    and next_try_at > clock_timestamp() + (least(power(2, least(tries, 20)), ?) + ?) * interval '1 second'`

/**
 * Makes due what a clock of the database that was ahead, and is put right, had put off until its own time. Returns how
 * many.
 */
export async function rescheduleAfterWrongClock(connection: Connection): Promise<number> {
  const checkouts = await connection.raw<{ rowCount: number }>(CHECKOUTS)
  const callbacks = await connection.raw<{ rowCount: number }>(CALLBACKS, [
    LONGEST_PAUSE_IN_SECONDS,
    PUT_OFF_FOR_SECONDS,
  ])
  return checkouts.rowCount + callbacks.rowCount
}

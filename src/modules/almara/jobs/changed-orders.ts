import { isOurs } from "../../../core/provider-id"
import type { Connection } from "../connection"
import { firstIdSince } from "../ids"

/**
 * Orders of ours that were changed within so many minutes, or whose books got a line by another hand than ours: what
 * they owe may be another sum now. By the time of the process that changed them, as Medusa writes it.
 */
export async function findChangedOrders(
  connection: Connection,
  withinMinutes: number,
  limit: number,
): Promise<string[]> {
  const { rows } = await connection.raw<{ rows: { order_id: string }[] }>(
    `with changed as (
       select order_id, updated_at as at from order_change
       where id > :firstChange and updated_at > now() - :minutes * interval '1 minute' and status = 'confirmed' and change_type is not null and deleted_at is null
       union all
       select t.order_id, t.created_at from order_transaction t
       where t.id > :firstTransaction and t.deleted_at is null and not exists (
         select 1 from capture k join payment p on p.id = k.payment_id where t.reference = 'capture' and k.id = t.reference_id and ${isOurs("p.provider_id")})
     )
     select order_id from changed
     where exists (select 1 from almara_checkout c where c.order_id = changed.order_id and c.deleted_at is null)
     group by order_id order by max(at) desc limit :limit`,
    { ...(await idsSince(connection, withinMinutes)), minutes: withinMinutes, limit },
  )
  return rows.map(({ order_id }) => order_id)
}

/** A change has its id from when it was begun: a merchant may confirm it weeks later. */
const BEGUN_BEFORE_MILLISECONDS = 30 * 86_400_000

async function idsSince(
  connection: Connection,
  minutes: number,
): Promise<{ firstChange: string; firstTransaction: string }> {
  const { rows } = await connection.raw<{ rows: [{ since: Date }] }>(
    "select now() - ? * interval '1 minute' as since",
    [minutes],
  )
  const since = rows[0].since.getTime()
  return {
    firstChange: firstIdSince("ordch", since - BEGUN_BEFORE_MILLISECONDS),
    firstTransaction: firstIdSince("ordtrx", since),
  }
}

import { LEAVES_PAGES } from "../../../core/checkout/hold-reasons"
import { sqlList } from "../../../core/checkout/states"

/**
 * Spells for a query, of an order by the SQL of its id, whether money is held that may belong to what the order owes,
 * through whichever of its payment collections it came: nobody is asked to pay meanwhile. What was paid twice came when
 * the order owed nothing, and bars no rest.
 */
export function isHeldFor(order: string): string {
  return `exists (
    select 1 from almara_checkout held
    where held.order_id = ${order} and held.state = 'held' and coalesce(held.hold_reason, '') not in ${sqlList(LEAVES_PAGES)} and held.deleted_at is null)`
}

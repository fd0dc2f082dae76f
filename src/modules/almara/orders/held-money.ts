/**
 * Spells for a query, of an order by the SQL of its id, whether money is held that may belong to what the order owes,
 * through whichever of its payment collections it came: nobody is asked to pay meanwhile. What was paid twice came when
 * the order owed nothing, and bars no rest.
 */
export function isHeldFor(order: string): string {
  return `exists (
    select 1 from almara_checkout held
    where held.order_id = ${order} and held.state = 'held' and held.hold_reason is distinct from 'twice' and held.deleted_at is null)`
}

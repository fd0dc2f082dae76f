import { LedgerAttention } from "./attention"

/**
 * The ledger in SQL. What is not looked up by its id says `deleted_at is null`, because Medusa's indexes do and are not
 * used otherwise. It needs nothing but the store's Postgres connection, because the payment provider lives in the
 * payment module's container and sees nothing else of ours (medusa-2.21.md, finding 9).
 */
export class Ledger extends LedgerAttention {}

import type { Knex } from "@medusajs/framework/mikro-orm/knex"

/**
 * The store's Postgres connection, `__pg_connection__` in every Medusa container, also in that of a payment provider.
 */
export type Connection = Knex

/** A connection or a running transaction on it. */
export type Executor = Knex | Knex.Transaction

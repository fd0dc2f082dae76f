import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * Tables whose every row stands in an index of those that are not deleted, which tells nothing and costs every write.
 */
const TABLES = ["callback", "checkout", "checkout_event", "job_run", "settlement"]

/** Drops indexes that no question uses. A transaction reference is searched in lower case, by an index of its own. */
export class Migration20261127210000 extends Migration {
  override async up(): Promise<void> {
    for (const table of TABLES) this.addSql(`drop index if exists "IDX_almara_${table}_deleted_at";`)
    this.addSql(`drop index if exists "IDX_almara_checkout_transaction_reference";`)
  }

  override async down(): Promise<void> {
    for (const table of TABLES) {
      this.addSql(
        `CREATE INDEX IF NOT EXISTS "IDX_almara_${table}_deleted_at" ON "almara_${table}" ("deleted_at") WHERE deleted_at IS NULL;`,
      )
    }
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_transaction_reference" ON "almara_checkout" ("transaction_reference") WHERE deleted_at IS NULL;`,
    )
  }
}

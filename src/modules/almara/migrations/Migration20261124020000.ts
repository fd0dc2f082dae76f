import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * So that neither a page of the admin nor a duplicate gets slower with the size of the ledger; docs/performance.md
 * shows the plans.
 */
export class Migration20261124020000 extends Migration {
  override async up(): Promise<void> {
    // The first of a thousand equal callbacks is found without looking at the other ones.
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_callback_conversation_id_fingerprint_created_at" ON "almara_callback" ("conversation_id", "fingerprint", "created_at") WHERE deleted_at IS NULL;`,
    )
    this.addSql(`drop index if exists "IDX_almara_callback_conversation_id_fingerprint";`)
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_callback_waiting_checkout_id" ON "almara_callback" ("checkout_id") WHERE state = 'waiting' AND deleted_at IS NULL;`,
    )
    // Sorting by a column means an index in that very order, nulls and the tie-breaking id included.
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_paid_at_id" ON "almara_checkout" ("paid_at" desc nulls last, "id" desc) WHERE deleted_at IS NULL;`,
    )
    this.addSql(`drop index if exists "IDX_almara_checkout_paid_at";`)
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_due_at_id" ON "almara_checkout" ("due_at", "id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_state_id" ON "almara_checkout" ("state", "id") WHERE deleted_at IS NULL;`,
    )
  }

  override async down(): Promise<void> {
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_callback_conversation_id_fingerprint" ON "almara_callback" ("conversation_id", "fingerprint") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_paid_at" ON "almara_checkout" ("paid_at") WHERE deleted_at IS NULL;`,
    )
    for (const name of [
      "callback_conversation_id_fingerprint_created_at",
      "callback_waiting_checkout_id",
      "checkout_paid_at_id",
      "checkout_due_at_id",
      "checkout_state_id",
    ]) {
      this.addSql(`drop index if exists "IDX_almara_${name}";`)
    }
  }
}

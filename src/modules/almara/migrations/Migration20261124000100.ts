import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * What the admin searches and sorts by. The models cannot say expressions and operator classes, so these are written by
 * hand.
 */
export class Migration20261124000100 extends Migration {
  override async up(): Promise<void> {
    for (const column of ["checkout_reference", "transaction_reference", "conversation_id", "almara_conversation_id"]) {
      this.addSql(
        `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_search_${column}" ON "almara_checkout" (lower("${column}") text_pattern_ops) WHERE deleted_at IS NULL;`,
      )
    }
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_amount_id" ON "almara_checkout" ("amount", "id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_paid_at" ON "almara_checkout" ("paid_at") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_callback_search_conversation_id" ON "almara_callback" (lower("conversation_id") text_pattern_ops) WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_callback_state_created_at" ON "almara_callback" ("state", "created_at") WHERE deleted_at IS NULL;`,
    )
  }

  override async down(): Promise<void> {
    for (const column of ["checkout_reference", "transaction_reference", "conversation_id", "almara_conversation_id"]) {
      this.addSql(`drop index if exists "IDX_almara_checkout_search_${column}";`)
    }
    this.addSql(`drop index if exists "IDX_almara_checkout_amount_id";`)
    this.addSql(`drop index if exists "IDX_almara_checkout_paid_at";`)
    this.addSql(`drop index if exists "IDX_almara_callback_search_conversation_id";`)
    this.addSql(`drop index if exists "IDX_almara_callback_state_created_at";`)
  }
}

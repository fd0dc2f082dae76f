import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * For what the admin asks: Almara's checkout id, what needs attention, which currencies there are, the last callback
 * and the last failure.
 */
export class Migration20261124130000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_search_almara_checkout_id" ON "almara_checkout" (lower("almara_checkout_id") text_pattern_ops) WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_needs_review" ON "almara_checkout" ("created_at", "id") WHERE needs_review AND closed_at IS NULL AND deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_currency_code" ON "almara_checkout" ("currency_code") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_callback_of_a_checkout" ON "almara_callback" ("created_at") WHERE checkout_id IS NOT NULL AND deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_event_failure" ON "almara_checkout_event" ("created_at") WHERE kind IN ('failed', 'refused') AND deleted_at IS NULL;`,
    )
  }

  override async down(): Promise<void> {
    for (const name of [
      "checkout_search_almara_checkout_id",
      "checkout_needs_review",
      "checkout_currency_code",
      "callback_of_a_checkout",
      "checkout_event_failure",
    ]) {
      this.addSql(`drop index if exists "IDX_almara_${name}";`)
    }
  }
}

import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * One index of what waits for a person, in the order in which it is shown: two of its parts had to be joined and
 * sorted.
 */
export class Migration20261124170000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_needs_attention" ON "almara_checkout" ("created_at", "id") WHERE (state = 'held' OR (needs_review AND closed_at IS NULL)) AND deleted_at IS NULL;`,
    )
    this.addSql(`drop index if exists "IDX_almara_checkout_needs_review";`)
  }

  override async down(): Promise<void> {
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_needs_review" ON "almara_checkout" ("created_at", "id") WHERE needs_review AND closed_at IS NULL AND deleted_at IS NULL;`,
    )
    this.addSql(`drop index if exists "IDX_almara_checkout_needs_attention";`)
  }
}

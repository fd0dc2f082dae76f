import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * What strangers send is bounded (docs/decisions/005): one row waits for each kind of callback of a checkout, and
 * signed ones are taken first.
 */
export class Migration20261129210000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "almara_callback" add column if not exists "kind" text null, add column if not exists "times" integer not null default 1;`,
    )
    // Rows from before have no kind, and so are none too many.
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_almara_callback_one_of_a_kind" ON "almara_callback" ("conversation_id", "kind", "state") WHERE kind IS NOT NULL AND state IN ('waiting', 'dead') AND deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_callback_signed_next_try_at" ON "almara_callback" ("signed", "next_try_at") WHERE state = 'waiting' AND deleted_at IS NULL;`,
    )
    this.addSql(`drop index if exists "IDX_almara_callback_next_try_at";`)
  }

  override async down(): Promise<void> {
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_callback_next_try_at" ON "almara_callback" ("next_try_at") WHERE state = 'waiting' AND deleted_at IS NULL;`,
    )
    this.addSql(`drop index if exists "IDX_almara_callback_signed_next_try_at";`)
    this.addSql(`drop index if exists "IDX_almara_callback_one_of_a_kind";`)
    this.addSql(`alter table if exists "almara_callback" drop column if exists "kind", drop column if exists "times";`)
  }
}

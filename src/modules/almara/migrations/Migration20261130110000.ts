import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * A callback is read once, when it comes: what it says is kept beside what it sent. Rows from before have no report,
 * and are read as they were.
 */
export class Migration20261130110000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table if exists "almara_callback" add column if not exists "report" jsonb null;`)
  }

  override async down(): Promise<void> {
    this.addSql(`alter table if exists "almara_callback" drop column if exists "report";`)
  }
}

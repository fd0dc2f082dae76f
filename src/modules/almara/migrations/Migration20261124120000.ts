import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** Open checkouts that a person is to ask Almara about. */
export class Migration20261124120000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table "almara_checkout" add column if not exists "needs_review" boolean not null default false;`)
  }

  override async down(): Promise<void> {
    this.addSql(`alter table "almara_checkout" drop column if exists "needs_review";`)
  }
}

import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * Every checkout names its way of paying and its account at Almara. All that were opened before are card checkouts of
 * the one account. Nothing is rewritten.
 */
export class Migration20261130200000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "almara_checkout" add column if not exists "method" text not null default 'card', add column if not exists "account" text not null default 'almara';`,
    )
  }

  override async down(): Promise<void> {
    this.addSql(
      `alter table if exists "almara_checkout" drop column if exists "method", drop column if exists "account";`,
    )
  }
}

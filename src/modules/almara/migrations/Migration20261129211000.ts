import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** Addresses that were mangled on their way (docs/decisions/019), and who said a payment's reference. */
export class Migration20261129211000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      create table if not exists "almara_address_problem" (
        "id" text not null, "hour" timestamptz not null, "count" integer not null, "last_problem" text not null, "last_at" timestamptz not null,
        "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null,
        constraint "almara_address_problem_pkey" primary key ("id"));`)
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_address_problem_deleted_at" ON "almara_address_problem" ("deleted_at") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `alter table if exists "almara_checkout" add column if not exists "reference_from_callback" boolean not null default false;`,
    )
  }

  override async down(): Promise<void> {
    this.addSql(`alter table if exists "almara_checkout" drop column if exists "reference_from_callback";`)
    this.addSql(`drop table if exists "almara_address_problem";`)
  }
}

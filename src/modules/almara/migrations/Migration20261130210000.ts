import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** Links by which whoever has one may pay what an order owes. */
export class Migration20261130210000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `create table if not exists "almara_payment_link" ("id" text not null, "order_id" text not null, "token_hash" text not null, "expires_at" timestamptz not null, "withdrawn_at" timestamptz null, "seen_at" timestamptz null, "opened_at" timestamptz null, "sent_at" timestamptz null, "created_by" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "almara_payment_link_pkey" primary key ("id"));`,
    )
    this.addSql(
      `create unique index if not exists "IDX_almara_payment_link_token_hash" on "almara_payment_link" ("token_hash") where deleted_at is null;`,
    )
    this.addSql(
      `create index if not exists "IDX_almara_payment_link_order_id_created_at" on "almara_payment_link" ("order_id", "created_at") where deleted_at is null;`,
    )
    this.addSql(
      `create index if not exists "IDX_almara_payment_link_deleted_at" on "almara_payment_link" ("deleted_at") where deleted_at is null;`,
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "almara_payment_link" cascade;`)
  }
}

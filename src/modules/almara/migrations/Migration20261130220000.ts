import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** Who was told what: reminders of shoppers, and notices to the merchant. */
export class Migration20261130220000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `create table if not exists "almara_notice" ("id" text not null, "kind" text not null, "subject" text not null, "state" text not null, "error" text null, "sent_at" timestamptz null, "ended_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "almara_notice_pkey" primary key ("id"));`,
    )
    this.addSql(
      `create unique index if not exists "IDX_almara_notice_subject_kind_unique" on "almara_notice" ("subject", "kind") where ended_at IS NULL AND deleted_at IS NULL;`,
    )
    this.addSql(
      `create index if not exists "IDX_almara_notice_deleted_at" on "almara_notice" ("deleted_at") where deleted_at is null;`,
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "almara_notice" cascade;`)
  }
}

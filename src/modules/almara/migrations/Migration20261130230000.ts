import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** Notices to the merchant are looked for by their kind: what was told lately, and what has not ended. */
export class Migration20261130230000 extends Migration {
  override async up(): Promise<void> {
    for (const column of ["created_at", "ended_at"])
      this.addSql(
        `create index if not exists "IDX_almara_notice_kind_${column}" on "almara_notice" ("kind", "${column}") where deleted_at is null;`,
      )
  }

  override async down(): Promise<void> {
    for (const column of ["created_at", "ended_at"])
      this.addSql(`drop index if exists "IDX_almara_notice_kind_${column}";`)
  }
}

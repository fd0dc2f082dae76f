import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * What a job did is kept as data. The prose in `result` is read no more; processes of the version before still write
 * it.
 */
export class Migration20261130100000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table if exists "almara_job_run" add column if not exists "summary" jsonb null;`)
  }

  override async down(): Promise<void> {
    this.addSql(`alter table if exists "almara_job_run" drop column if exists "summary";`)
  }
}

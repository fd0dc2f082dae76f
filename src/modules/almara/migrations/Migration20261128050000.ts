import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** When the next question of the clock may begin, so that several processes together keep to one rate. */
export class Migration20261128050000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table if exists "almara_job_run" add column if not exists "next_turn_at" timestamptz null;`)
  }

  override async down(): Promise<void> {
    this.addSql(`alter table if exists "almara_job_run" drop column if exists "next_turn_at";`)
  }
}

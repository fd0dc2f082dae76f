import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** A closed checkout whose settlement was not finished has a next question too, and must be found. */
export class Migration20261124000200 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`drop index if exists "IDX_almara_checkout_next_question_at";`)
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_next_question_at" ON "almara_checkout" ("next_question_at") WHERE next_question_at IS NOT NULL AND deleted_at IS NULL;`,
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_almara_checkout_next_question_at";`)
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_next_question_at" ON "almara_checkout" ("next_question_at") WHERE closed_at IS NULL AND deleted_at IS NULL;`,
    )
  }
}

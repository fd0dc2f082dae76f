import { Migration } from "@medusajs/framework/mikro-orm/migrations"

const CHECKOUT_COLUMNS = [
  "outdated_at timestamptz",
  "attention text",
  "attention_key text",
  "attention_detail jsonb",
  "attention_closed_key text",
  "announced_attention text",
]
const SETTLEMENT_COLUMNS = ["order_id text", "booked_amount text"]
const WAITS_FOR_A_PERSON = {
  before: "state = 'held' OR (needs_review AND closed_at IS NULL)",
  now: "state = 'held' OR attention IS NOT NULL OR (needs_review AND closed_at IS NULL)",
}

/** What an order owes, who decides about it, and what a person is to look at (docs/decisions/018). */
export class Migration20261129171000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      create table if not exists "almara_order" (
        "id" text not null, "cart_id" text null, "turn" integer not null default 0, "canceling_at" timestamptz null, "canceled_by" text null,
        "is_kept" boolean not null default false, "pay_by" timestamptz null, "usage" jsonb null, "usage_returned_at" timestamptz null,
        "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null,
        constraint "almara_order_pkey" primary key ("id"));`)
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_order_usage_owed" ON "almara_order" ("id") WHERE canceled_by IS NOT NULL AND usage IS NOT NULL AND usage_returned_at IS NULL AND deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_order_pay_by" ON "almara_order" ("pay_by") WHERE pay_by IS NOT NULL AND deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_order_deleted_at" ON "almara_order" ("deleted_at") WHERE deleted_at IS NULL;`,
    )

    this.addColumns("almara_settlement", SETTLEMENT_COLUMNS)
    // What Medusa booked of these stays unknown here: where nothing is installed yet, its tables come later than ours.
    this.addSql(`
      update almara_settlement a set order_id = c.order_id
      from almara_checkout c where c.id = a.checkout_id and c.state = 'paid' and a.order_id is null;`)
    this.addSql(`drop index if exists "IDX_almara_settlement_open_collection";`)
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_almara_settlement_open_collection" ON "almara_settlement" ("payment_collection_id") WHERE order_id IS NULL AND closed_at IS NULL AND deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_settlement_collection" ON "almara_settlement" ("payment_collection_id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_settlement_order_id" ON "almara_settlement" ("order_id") WHERE deleted_at IS NULL;`,
    )

    this.addColumns("almara_checkout", CHECKOUT_COLUMNS)
    this.remakeAttentionIndex(WAITS_FOR_A_PERSON.now)
    this.addColumns("almara_job_run", ["cursor text"])
  }

  override async down(): Promise<void> {
    this.dropColumns("almara_job_run", ["cursor text"])
    this.remakeAttentionIndex(WAITS_FOR_A_PERSON.before)
    this.dropColumns("almara_checkout", CHECKOUT_COLUMNS)
    // The index from before counts every open row of a payment collection, and knows one payment of each.
    this.addSql(`
      update almara_settlement a set closed_at = now(), closed_as = 'dismiss'
      where a.closed_at is null and exists (select 1 from almara_settlement b where b.payment_collection_id = a.payment_collection_id and b.closed_at is null and b.id < a.id);`)
    for (const name of ["open_collection", "collection", "order_id"])
      this.addSql(`drop index if exists "IDX_almara_settlement_${name}";`)
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_almara_settlement_open_collection" ON "almara_settlement" ("payment_collection_id") WHERE closed_at IS NULL AND deleted_at IS NULL;`,
    )
    this.dropColumns("almara_settlement", SETTLEMENT_COLUMNS)
    this.addSql(`drop table if exists "almara_order";`)
  }

  private addColumns(table: string, columns: string[]): void {
    for (const column of columns)
      this.addSql(`alter table if exists "${table}" add column if not exists ${column} null;`)
  }

  private dropColumns(table: string, columns: string[]): void {
    for (const column of columns)
      this.addSql(`alter table if exists "${table}" drop column if exists "${column.split(" ")[0]}";`)
  }

  private remakeAttentionIndex(condition: string): void {
    this.addSql(`drop index if exists "IDX_almara_checkout_needs_attention";`)
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_needs_attention" ON "almara_checkout" ("created_at", "id") WHERE (${condition}) AND deleted_at IS NULL;`,
    )
  }
}

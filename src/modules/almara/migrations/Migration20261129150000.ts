import { Migration } from "@medusajs/framework/mikro-orm/migrations"

const COLUMNS = { collection: "payment_collection_id", session: "payment_session_id", checkout: "checkout_id" }

/** A settlement that a person closed keeps its row, so only those that are not closed are unique. */
export class Migration20261129150000 extends Migration {
  override async up(): Promise<void> {
    for (const column of ["taken_at timestamptz", "closed_at timestamptz", "closed_as text"]) {
      this.addSql(`alter table if exists "almara_settlement" add column if not exists ${column} null;`)
    }
    // The money of these was captured when it was dealt with: their rows were kept, and looked as if nobody had.
    this.addSql(`
      update almara_settlement a
      set closed_at = coalesce(c.closed_at, now()), closed_as = coalesce((
        select e.detail->>'action' from almara_checkout_event e where e.checkout_id = c.id and e.kind = 'resolved' and e.deleted_at is null order by e.created_at desc limit 1
      ), 'dismiss')
      from almara_checkout c where c.id = a.checkout_id and c.state = 'resolved' and a.closed_at is null;`)
    for (const [name, column] of Object.entries(COLUMNS)) {
      this.addSql(
        `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_almara_settlement_open_${name}" ON "almara_settlement" ("${column}") WHERE closed_at IS NULL AND deleted_at IS NULL;`,
      )
    }
    this.addSql(`drop index if exists "IDX_almara_settlement_collection";`)
    this.addSql(`drop index if exists "IDX_almara_settlement_checkout";`)
  }

  override async down(): Promise<void> {
    // The indexes from before count every row.
    this.addSql(`delete from almara_settlement where closed_at is not null;`)
    for (const name of Object.keys(COLUMNS)) this.addSql(`drop index if exists "IDX_almara_settlement_open_${name}";`)
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_almara_settlement_collection" ON "almara_settlement" ("payment_collection_id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_almara_settlement_checkout" ON "almara_settlement" ("checkout_id") WHERE deleted_at IS NULL;`,
    )
    for (const column of ["taken_at", "closed_at", "closed_as"])
      this.addSql(`alter table if exists "almara_settlement" drop column if exists "${column}";`)
  }
}

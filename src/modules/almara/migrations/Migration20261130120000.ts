import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** Old and new name. */
type Renamed = readonly [string, string]

const REQUEST: Renamed = ["conversation_id", "merchant_request_id"]
const GATEWAY_IDS: Renamed[] = [
  ["almara_conversation_id", "gateway_conversation_id"],
  ["almara_checkout_id", "gateway_checkout_id"],
]
const LEASE: Renamed[] = [
  ["claimed_until", "leased_until"],
  ["claimed_by", "leased_by"],
]
const NEXT_CHECK: Renamed = ["next_question_at", "next_check_at"]

const COLUMNS: Record<string, Renamed[]> = {
  almara_checkout: [
    REQUEST,
    ...GATEWAY_IDS,
    ["questions", "checks"],
    ["last_question_at", "last_check_at"],
    NEXT_CHECK,
    ...LEASE,
  ],
  almara_callback: [REQUEST, ...LEASE],
  almara_job_run: [["next_turn_at", "next_slot_at"]],
  almara_order: [["turn", "revision"]],
}

const INDEXES: Renamed[] = [
  ...[REQUEST, NEXT_CHECK].map((column) => named("checkout_", column)),
  ...[REQUEST, ...GATEWAY_IDS].map((column) => named("checkout_search_", column)),
  named("callback_search_", REQUEST),
  named("callback_", REQUEST, "_fingerprint_created_at"),
]

const DETAILS: Renamed[] = [
  ["verdict", "decision"],
  ["said", "reported"],
  ["sum_typed", "amount_typed"],
  ["asks", "requested"],
]
const KIND: Renamed = ["asked", "status_check"]
const ACTOR: Renamed = ["clock", "scheduler"]

/** The field's words for columns, kinds of the timeline and actors (docs/decisions/020). Nothing is rebuilt. */
export class Migration20261130120000 extends Migration {
  override async up(): Promise<void> {
    this.rename((names) => names)
  }

  override async down(): Promise<void> {
    this.rename(([before, now]) => [now, before])
  }

  /** The values first: renaming a column locks its table until the end. */
  private rename(turned: (names: Renamed) => Renamed): void {
    const [kind, actor] = [turned(KIND), turned(ACTOR)]
    const details = DETAILS.map(turned)
    this.addSql(`
      update "almara_checkout_event" set
        kind = ${replaced("kind", [kind])}, actor = ${replaced("actor", [actor])},
        detail = coalesce((select jsonb_object_agg(${replaced("key", details)}, value) from jsonb_each(detail)), detail)
      where kind = '${kind[0]}' or actor = '${actor[0]}'
        or jsonb_exists_any(detail, array[${details.map(([from]) => `'${from}'`).join(", ")}]);`)
    this.addSql(`update "almara_order" set canceled_by = '${actor[1]}' where canceled_by = '${actor[0]}';`)
    for (const [table, columns] of Object.entries(COLUMNS))
      for (const [from, to] of columns.map(turned))
        this.addSql(`alter table "${table}" rename column "${from}" to "${to}";`)
    for (const [from, to] of INDEXES.map(turned)) this.addSql(`alter index "${from}" rename to "${to}";`)
  }
}

function named(before: string, [from, to]: Renamed, after = ""): Renamed {
  return [`IDX_almara_${before}${from}${after}`, `IDX_almara_${before}${to}${after}`]
}

/** In SQL, the column's value with those of a list by their new names. */
function replaced(column: string, names: Renamed[]): string {
  return `case ${column} ${names.map(([from, to]) => `when '${from}' then '${to}'`).join(" ")} else ${column} end`
}

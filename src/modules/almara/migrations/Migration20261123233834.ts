import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261123233834 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `create table if not exists "almara_callback" ("id" text not null, "state" text check ("state" in ('waiting', 'done', 'unmatched', 'dead')) not null default 'waiting', "conversation_id" text not null, "checkout_id" text null, "signed" boolean not null, "payload" jsonb not null, "fingerprint" text not null, "duplicate_of" text null, "tries" integer not null default 0, "next_try_at" timestamptz null, "claimed_until" timestamptz null, "claimed_by" text null, "last_error" text null, "processed_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "almara_callback_pkey" primary key ("id"));`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_callback_deleted_at" ON "almara_callback" ("deleted_at") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_callback_conversation_id_fingerprint" ON "almara_callback" ("conversation_id", "fingerprint") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_callback_checkout_id" ON "almara_callback" ("checkout_id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_callback_next_try_at" ON "almara_callback" ("next_try_at") WHERE state = 'waiting' AND deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_callback_created_at_id" ON "almara_callback" ("created_at", "id") WHERE deleted_at IS NULL;`,
    )

    this.addSql(
      `create table if not exists "almara_checkout" ("id" text not null, "state" text check ("state" in ('creating', 'open', 'failed', 'canceled', 'expired', 'refused', 'received', 'paid', 'held', 'resolved')) not null default 'creating', "placement" text check ("placement" in ('order_first', 'pay_first')) not null, "attempt" integer not null, "payment_session_id" text not null, "payment_collection_id" text null, "cart_id" text null, "order_id" text null, "conversation_id" text not null, "checkout_reference" text not null, "almara_conversation_id" text null, "almara_checkout_id" text null, "channel_type" integer null, "amount" numeric not null, "currency_code" text not null, "checkout_url" text null, "due_at" timestamptz not null, "transaction_reference" text null, "status_code" integer null, "result_code" text null, "result_description" text null, "hold_reason" text null, "last_error" text null, "canceled_by_shopper_at" timestamptz null, "paid_at" timestamptz null, "closed_at" timestamptz null, "questions" integer not null default 0, "last_question_at" timestamptz null, "next_question_at" timestamptz null, "claimed_until" timestamptz null, "claimed_by" text null, "announced_state" text null, "raw_amount" jsonb not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "almara_checkout_pkey" primary key ("id"));`,
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_almara_checkout_conversation_id" ON "almara_checkout" ("conversation_id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_almara_checkout_reference" ON "almara_checkout" ("checkout_reference") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_deleted_at" ON "almara_checkout" ("deleted_at") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_almara_checkout_payment_session_id_attempt_unique" ON "almara_checkout" ("payment_session_id", "attempt") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_payment_collection_id" ON "almara_checkout" ("payment_collection_id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_cart_id" ON "almara_checkout" ("cart_id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_order_id" ON "almara_checkout" ("order_id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_transaction_reference" ON "almara_checkout" ("transaction_reference") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_created_at_id" ON "almara_checkout" ("created_at", "id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_next_question_at" ON "almara_checkout" ("next_question_at") WHERE closed_at IS NULL AND deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_state_created_at" ON "almara_checkout" ("state", "created_at") WHERE deleted_at IS NULL;`,
    )

    this.addSql(
      `create table if not exists "almara_checkout_event" ("id" text not null, "checkout_id" text not null, "kind" text not null, "actor" text not null, "detail" jsonb null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "almara_checkout_event_pkey" primary key ("id"));`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_event_deleted_at" ON "almara_checkout_event" ("deleted_at") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_checkout_event_checkout_id_created_at" ON "almara_checkout_event" ("checkout_id", "created_at") WHERE deleted_at IS NULL;`,
    )

    this.addSql(
      `create table if not exists "almara_job_run" ("id" text not null, "name" text not null, "leased_until" timestamptz null, "leased_by" text null, "started_at" timestamptz null, "finished_at" timestamptz null, "result" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "almara_job_run_pkey" primary key ("id"));`,
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_almara_job_run_name" ON "almara_job_run" ("name") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_job_run_deleted_at" ON "almara_job_run" ("deleted_at") WHERE deleted_at IS NULL;`,
    )

    this.addSql(
      `create table if not exists "almara_settlement" ("id" text not null, "payment_collection_id" text not null, "payment_session_id" text not null, "checkout_id" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "almara_settlement_pkey" primary key ("id"));`,
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_almara_settlement_collection" ON "almara_settlement" ("payment_collection_id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_settlement_session" ON "almara_settlement" ("payment_session_id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_almara_settlement_checkout" ON "almara_settlement" ("checkout_id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_almara_settlement_deleted_at" ON "almara_settlement" ("deleted_at") WHERE deleted_at IS NULL;`,
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "almara_callback" cascade;`)

    this.addSql(`drop table if exists "almara_checkout" cascade;`)

    this.addSql(`drop table if exists "almara_checkout_event" cascade;`)

    this.addSql(`drop table if exists "almara_job_run" cascade;`)

    this.addSql(`drop table if exists "almara_settlement" cascade;`)
  }
}

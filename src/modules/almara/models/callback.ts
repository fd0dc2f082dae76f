import { model } from "@medusajs/framework/utils"
import { CALLBACK_STATES } from "../../../core/views/admin/callback"

/** The inbox: every callback that was acknowledged, written down before it was. */
const Callback = model
  .define(
    { name: "almara_callback", tableName: "almara_callback" },
    {
      id: model.id({ prefix: "almcb" }).primaryKey(),
      state: model.enum([...CALLBACK_STATES]).default("waiting"),
      merchant_request_id: model.text(),
      checkout_id: model.text().nullable(),
      /** Whether the address it came to carried our valid signature. */
      signed: model.boolean(),
      /** The body without what must not be stored: see `redact` in core. */
      payload: model.json(),
      /** What it says, read once when it came: see `reportOf`. */
      report: model.json().nullable(),
      /** What the callback says, as a hash: equal callbacks have equal fingerprints. */
      fingerprint: model.text(),
      duplicate_of: model.text().nullable(),
      /**
       * Of one kind one waits for its checkout at a time, and one is kept as a dead letter. Null for what a person put
       * back.
       */
      kind: model.text().nullable(),
      /** How many callbacks the row stands for. */
      times: model.number().default(1),
      tries: model.number().default(0),
      next_try_at: model.dateTime().nullable(),
      leased_until: model.dateTime().nullable(),
      leased_by: model.text().nullable(),
      last_error: model.text().nullable(),
      processed_at: model.dateTime().nullable(),
    },
  )
  .indexes([
    { on: ["merchant_request_id", "fingerprint", "created_at"] },
    { on: ["checkout_id"] },
    { on: ["signed", "next_try_at"], where: "state = 'waiting'" },
    { on: ["created_at", "id"] },
  ])

export default Callback

import { model } from "@medusajs/framework/utils"

/** That somebody is told something once: claimed before it is sent, so that it is sent at most once. */
const Notice = model
  .define(
    { name: "almara_notice", tableName: "almara_notice" },
    {
      id: model.id({ prefix: "almntc" }).primaryKey(),
      /** Of a shopper's reminder `deadline` or `declined`; else what the merchant is told. */
      kind: model.text(),
      /** What it is about: the id of an order, or of what needs a person. */
      subject: model.text(),
      /** `claimed`, `sent`, `announced` (by the event alone), `failed`, or `skipped` where it had become needless. */
      state: model.text(),
      /** Why it could not be sent, without addresses. */
      error: model.text().nullable(),
      sent_at: model.dateTime().nullable(),
      /** When the matter ended: should it begin anew, that is another notice. A reminder's never ends. */
      ended_at: model.dateTime().nullable(),
    },
  )
  .indexes([
    { on: ["subject", "kind"], unique: true, where: "ended_at IS NULL" },
    { on: ["kind", "created_at"] },
    { on: ["kind", "ended_at"] },
  ])

export default Notice

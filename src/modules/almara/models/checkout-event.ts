import { model } from "@medusajs/framework/utils"

/** The timeline of a checkout, one line per thing that happened to it, in the order in which it happened. */
const CheckoutEvent = model
  .define(
    { name: "almara_checkout_event", tableName: "almara_checkout_event" },
    {
      id: model.id({ prefix: "almev" }).primaryKey(),
      checkout_id: model.text(),
      kind: model.text(),
      /** Who or what caused it: `shopper`, `callback`, `return`, `cancel`, `scheduler`, or an admin user's id. */
      actor: model.text(),
      detail: model.json().nullable(),
    },
  )
  .indexes([{ on: ["checkout_id", "created_at"] }])

export default CheckoutEvent

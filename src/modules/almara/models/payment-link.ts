import { model } from "@medusajs/framework/utils"

/**
 * A link by which everybody who has it can pay what an order owes. The token itself is kept nowhere: only who has the
 * link knows it.
 */
const PaymentLink = model
  .define(
    { name: "almara_payment_link", tableName: "almara_payment_link" },
    {
      id: model.id({ prefix: "almlnk" }).primaryKey(),
      order_id: model.text(),
      /** SHA-256 of the token, in hexadecimal digits. */
      token_hash: model.text().unique("IDX_almara_payment_link_token_hash"),
      expires_at: model.dateTime(),
      withdrawn_at: model.dateTime().nullable(),
      /** When its page was first looked at; the preview of a messenger looks as well. */
      seen_at: model.dateTime().nullable(),
      /** When its button was first pressed. */
      opened_at: model.dateTime().nullable(),
      /** When it was handed to the store's notification provider. */
      sent_at: model.dateTime().nullable(),
      /** Who made it: an admin user's id, or `scheduler`. */
      created_by: model.text(),
    },
  )
  .indexes([{ on: ["order_id", "created_at"] }])

export default PaymentLink

import { model } from "@medusajs/framework/utils"

/**
 * Which checkout's money Medusa books, and through which payment session. The unique indexes make a second capture
 * impossible, no matter who tries; what a person has closed stands for nothing any more, and keeps its row.
 */
const Settlement = model
  .define(
    { name: "almara_settlement", tableName: "almara_settlement" },
    {
      id: model.id({ prefix: "almset" }).primaryKey(),
      payment_collection_id: model.text(),
      payment_session_id: model.text(),
      checkout_id: model.text(),
      /**
       * The order that owes it. Null for a cart: of that a payment collection is paid once, and the order takes it
       * along.
       */
      order_id: model.text().nullable(),
      /** What Medusa books, a decimal string in major units: the session's amount when the money was granted. */
      booked_amount: model.text().nullable(),
      /**
       * When Medusa was last told that the money is there: who asked is writing it down, and it is not closed
       * meanwhile.
       */
      taken_at: model.dateTime().nullable(),
      /** When a person closed it; it is never called captured again. */
      closed_at: model.dateTime().nullable(),
      /** What that person said: `refunded` or `dismiss`; `moved` where the money was put onto another session. */
      closed_as: model.text().nullable(),
    },
  )
  .indexes([
    {
      name: "IDX_almara_settlement_open_collection",
      on: ["payment_collection_id"],
      unique: true,
      where: "order_id IS NULL AND closed_at IS NULL",
    },
    {
      name: "IDX_almara_settlement_open_session",
      on: ["payment_session_id"],
      unique: true,
      where: "closed_at IS NULL",
    },
    { name: "IDX_almara_settlement_open_checkout", on: ["checkout_id"], unique: true, where: "closed_at IS NULL" },
    { name: "IDX_almara_settlement_session", on: ["payment_session_id"] },
    { name: "IDX_almara_settlement_collection", on: ["payment_collection_id"] },
    { on: ["order_id"] },
  ])

export default Settlement

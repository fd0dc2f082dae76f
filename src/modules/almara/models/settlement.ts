import { model } from "@medusajs/framework/utils"

/** Which checkout pays for a payment collection. The unique index makes a second capture impossible, whoever tries. */
const Settlement = model.define(
  { name: "almara_settlement", tableName: "almara_settlement" },
  {
    id: model.id({ prefix: "almset" }).primaryKey(),
    payment_collection_id: model.text().unique("IDX_almara_settlement_collection"),
    payment_session_id: model.text().index("IDX_almara_settlement_session"),
    checkout_id: model.text().unique("IDX_almara_settlement_checkout"),
  }
)

export default Settlement

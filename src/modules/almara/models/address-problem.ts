import { model } from "@medusajs/framework/utils"

/**
 * One row per hour: how many callbacks came by an address that does not carry our signature, and what was wrong with
 * the last one.
 */
const AddressProblem = model.define(
  { name: "almara_address_problem", tableName: "almara_address_problem" },
  {
    id: model.id().primaryKey(),
    hour: model.dateTime(),
    count: model.number(),
    last_problem: model.text(),
    last_at: model.dateTime(),
  },
)

export default AddressProblem

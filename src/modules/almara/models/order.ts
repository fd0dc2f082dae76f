import { model } from "@medusajs/framework/utils"

/** What the plugin keeps of an order that it asks money for. `id` is the order's. */
const Order = model
  .define(
    { name: "almara_order", tableName: "almara_order" },
    {
      id: model.id().primaryKey(),
      /** The cart, where our own completion of it made this order; null for every other order. */
      cart_id: model.text().nullable(),
      /**
       * Counts the decisions about its money: who decides by a balance wins only at the revision that was read with it.
       */
      revision: model.number().default(0),
      /** When we began to cancel it; that of a process that died counts for no more than a minute. */
      canceling_at: model.dateTime().nullable(),
      /** Who canceled it for want of a payment: `scheduler`, `sweep` or `shopper`; null where we did not. */
      canceled_by: model.text().nullable(),
      /** The merchant keeps it, however long it waits. */
      is_kept: model.boolean().default(false),
      /** The deadline that the merchant gave it; null where it has its own. */
      pay_by: model.dateTime().nullable(),
      /**
       * What its promotions were charged with when it was placed: `{actions: [{code, amount}], customer_id,
       * customer_email}`.
       */
      usage: model.json().nullable(),
      usage_returned_at: model.dateTime().nullable(),
    },
  )
  .indexes([
    {
      name: "IDX_almara_order_usage_owed",
      on: ["id"],
      where: "canceled_by IS NOT NULL AND usage IS NOT NULL AND usage_returned_at IS NULL",
    },
    { name: "IDX_almara_order_pay_by", on: ["pay_by"], where: "pay_by IS NOT NULL" },
  ])

export default Order

import { model } from "@medusajs/framework/utils"
import { PLACEMENTS } from "../../../core/options/options"
import { CHECKOUT_STATES } from "../../../core/checkout/states"

/**
 * The ledger: one row per checkout order sent to Almara. It outlives the payment session; a session may have several
 * attempts.
 */
const Checkout = model
  .define(
    { name: "almara_checkout", tableName: "almara_checkout" },
    {
      id: model.id({ prefix: "almchk" }).primaryKey(),
      state: model.enum([...CHECKOUT_STATES]).default("creating"),
      placement: model.enum([...PLACEMENTS]),
      /** The way of paying, and the account at Almara that it goes through. */
      method: model.text().default("card"),
      account: model.text().default("almara"),
      attempt: model.number(),
      payment_session_id: model.text(),
      payment_collection_id: model.text().nullable(),
      cart_id: model.text().nullable(),
      order_id: model.text().nullable(),
      /** `originatorConversationId`: our id of the request, and the key of every later status check and callback. */
      merchant_request_id: model.text().unique("IDX_almara_checkout_merchant_request_id"),
      /** `checkoutReference`: what the shopper and the merchant see. */
      checkout_reference: model.text().unique("IDX_almara_checkout_reference"),
      /** Almara's own ids, as far as it has told them. */
      gateway_conversation_id: model.text().nullable(),
      gateway_checkout_id: model.text().nullable(),
      channel_type: model.number().nullable(),
      /** Major units. */
      amount: model.bigNumber(),
      currency_code: model.text(),
      checkout_url: model.text().nullable(),
      due_at: model.dateTime(),
      /** `ThirdPartyPayload.Reference`: the transaction reference that a merchant looks for. */
      transaction_reference: model.text().nullable(),
      /** Only a callback has said the reference; a stranger who knows the callback's address could have. */
      reference_from_callback: model.boolean().default(false),
      status_code: model.number().nullable(),
      result_code: model.text().nullable(),
      result_description: model.text().nullable(),
      hold_reason: model.text().nullable(),
      /** Almara's last answer is one that a person has to look at: "escalate", or a code that nobody knows. */
      needs_review: model.boolean().default(false),
      /** The last thing that went wrong on the way, in words and without secrets. */
      last_error: model.text().nullable(),
      canceled_by_shopper_at: model.dateTime().nullable(),
      paid_at: model.dateTime().nullable(),
      /**
       * Set when nothing is expected of this checkout any more. Almara is still asked now and then whether it was paid
       * late.
       */
      closed_at: model.dateTime().nullable(),
      checks: model.number().default(0),
      last_check_at: model.dateTime().nullable(),
      /** Also set on a closed checkout whose settlement was not finished: it is taken up again then. */
      next_check_at: model.dateTime().nullable(),
      /** Until when one process has the sole right to settle this checkout; a dead process' lease runs out. */
      leased_until: model.dateTime().nullable(),
      leased_by: model.text().nullable(),
      /** What was announced last, as an event. */
      announced_state: model.text().nullable(),
      /**
       * When its order came to owe another sum than this checkout asks for: it is offered to nobody any more, and what
       * it brings is taken.
       */
      outdated_at: model.dateTime().nullable(),
      /** Why a person has to look at it although no money is held; null where nothing is the matter. */
      attention: model.text().nullable(),
      /** What exactly it is about; the same is shown, and announced, once. */
      attention_key: model.text().nullable(),
      attention_detail: model.json().nullable(),
      /** The key that a person has closed: it opens again by another one only. */
      attention_closed_key: model.text().nullable(),
      announced_attention: model.text().nullable(),
    },
  )
  .indexes([
    { on: ["payment_session_id", "attempt"], unique: true },
    { on: ["payment_collection_id"] },
    { on: ["cart_id"] },
    { on: ["order_id"] },
    { on: ["created_at", "id"] },
    { on: ["next_check_at"], where: "next_check_at IS NOT NULL" },
    { on: ["state", "created_at"] },
  ])

export default Checkout

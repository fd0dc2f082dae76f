/**
 * Why the admin's endpoints refuse something, by a code that stays, each with its sentence. The admin says it in the
 * reader's language; a caller of the endpoints without it reads the sentence.
 */
export const BUSINESS_ERRORS = {
  no_such_checkout: "There is no such Almara checkout.",
  no_such_callback: "There is no such callback.",
  no_such_order: "There is no such order.",
  busy: "This checkout is being checked at this moment. Try again in a few seconds.",
  not_held: "Only a payment that needs attention can be resolved; this one does not, or not any more.",
  already_dealt_with: "Somebody else has just dealt with this payment.",
  case_changed:
    "This payment is about something else by now: another reason, or another sum. Look at it again before you decide.",
  being_placed: "An order may be coming to stand with this payment at this moment. Look at it again in two minutes.",
  under_way:
    "This payment is still being put onto its order, and nothing else may become of it meanwhile. Mend what stands in the way, then check with Almara.",
  already_booked:
    "Medusa has already booked this payment. Check with Almara instead, and refund it on the order if you must.",
  not_acceptable: "This payment cannot be put onto an order. Refund it outside Almara, or dismiss it.",
  order_paid: "The order is already paid. Refund this payment outside Almara.",
  order_canceled:
    "The order was canceled, and a canceled order cannot be paid. Refund this payment outside Almara, or place the order anew.",
  order_not_canceled: "Only an order that was canceled can be placed anew. Accept this payment onto its order instead.",
  variant_gone:
    "{{title}} was deleted from the store, so the order cannot be placed anew. Refund this payment outside Almara.",
  region_changed:
    "The region of this order is gone, or has another currency by now, so the order cannot be placed anew. Refund this payment outside Almara.",
  no_stock:
    "There is not enough stock to place this order anew. Add what is missing and try again, or refund this payment outside Almara.",
  gone: "Neither an order nor an open cart stands for this payment any more. Refund it outside Almara.",
  nothing_waits: "Nothing waits for a payment by Almara here any more. Refund it outside Almara.",
  other_amount:
    "The customer paid {{received}}, but {{expected}} is waited for. Refund it outside Almara, or ask Almara to correct its report.",
  more_than_owed:
    "The customer paid {{received}}, and the order owes only {{expected}}. Refund this payment outside Almara, or change the order first.",
  amount_uncertain:
    "Almara may not be asked with these credentials (option verification), so the sum that was paid is not certain. Refund it outside Almara.",
  amount_not_told:
    "For this way of paying Almara's answer names no sum, so the sum that was paid is not certain. Refund it outside Almara.",
  amount_needed:
    "Almara's report of this payment names no sum that can be read. Look up at Almara what arrived, and type exactly that sum.",
  amount_invalid: "Type the sum that arrived as a positive number of {{currency}}, such as {{example}}.",
  amount_known: "Almara's report names the sum of this payment: {{received}}. Another one cannot be typed.",
  cart_needs_amount:
    "A cart can only be ordered for exactly {{expected}}, and {{received}} arrived. Refund it outside Almara.",
  not_confirmed: "Almara, asked once more, does not confirm this payment. Nothing was changed.",
  other_reference: "Almara reports this payment under another checkout reference. Nothing was changed.",
  order_not_waiting: "This order does not wait for a payment any more: it was canceled, completed or archived.",
  deadline_is_past: "This deadline is over already. Choose a later moment, or keep the order without a deadline.",
  almara_has_money: "Almara has money for this order. Look at its payment first.",
  callback_says_paid:
    "A callback says that this order was paid, and Almara has not confirmed it yet. Look at the callbacks first.",
  no_provider:
    "The region of this order has no payment provider of Almara. Add it in the settings of the region, and try again.",
  no_email_provider:
    "This store has no notification provider for e-mails. Add one to its configuration, or copy the link and send it yourself.",
  no_email_address: "This order has no e-mail address. Add it to the order, or copy the link and send it yourself.",
  email_not_sent:
    "The e-mail could not be sent, and its link was withdrawn. Look at the store's log, or copy a new link and send it yourself.",
  nothing_owed: "Nothing is owed on this order any more.",
  other_provider_has_money: "Another provider holds money for this order. Capture or cancel that payment first.",
  cannot_check: "Almara could not be asked: {{reason}}",
  not_settled: "Medusa could not carry this out at this moment, and it is tried again by itself: {{reason}}",
  not_placed: "The order could not be placed: {{reason}}",
} as const satisfies Record<string, string>

export type BusinessErrorCode = keyof typeof BUSINESS_ERRORS

/** What is filled into a sentence, or helps to say it in another language. Amounts are decimal text in major units. */
export type BusinessErrorValues = Record<string, string>

/** What an endpoint answers when it refuses. */
export interface BusinessErrorBody {
  code: BusinessErrorCode
  type: string
  message: string
  values: BusinessErrorValues
}

/** Returns the English sentence of a business error. */
export function businessErrorSentence(code: BusinessErrorCode, values: BusinessErrorValues = {}): string {
  return BUSINESS_ERRORS[code].replace(/{{(\w+)}}/g, (place, name: string) => values[name] ?? place)
}

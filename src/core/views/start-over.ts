import type { KeptReason } from "../checkout/kept-reasons"
import { shopperSentence } from "./shopper-texts"

const CONTACT = "This order cannot be given up here. Please contact the store."

/** What a shopper reads who would give an order up that stays. */
const NOT_GIVEN_UP: Partial<Record<KeptReason, string>> = {
  not_waiting: "This order was given up already. Please go on with your new cart.",
  paid: "This order is paid. It is not given up.",
  money_held: shopperSentence("review"),
  callback_waits: "A payment for this order is just being confirmed. Please wait a moment.",
}

/** Returns why a shopper cannot give an order up, in a sentence for that shopper. */
export function whyNotGivenUp(reason: KeptReason): string {
  return NOT_GIVEN_UP[reason] ?? CONTACT
}

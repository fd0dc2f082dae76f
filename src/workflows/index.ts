export {
  settleAlmaraCheckoutWorkflow,
  settleAlmaraCheckoutWorkflowId,
  type SettleAlmaraCheckoutInput,
} from "./settle-almara-checkout"
export type { SettleCheckoutResult } from "../use-cases/settle/settle-checkout"
export {
  createAlmaraPaymentLink,
  type AlmaraPaymentLink,
  type AlmaraPaymentLinkInput,
} from "../use-cases/admin/almara-payment-link"
export { CHECKOUT_EVENTS, type CheckoutEvent } from "../use-cases/attention/checkout-events"

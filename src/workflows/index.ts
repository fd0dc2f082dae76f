export {
  settleAlmaraCheckoutWorkflow,
  settleAlmaraCheckoutWorkflowId,
  type SettleAlmaraCheckoutInput,
} from "./settle-almara-checkout"
export type { SettleCheckoutResult } from "../use-cases/settle/settle-checkout"
export { CHECKOUT_EVENTS, type CheckoutEvent } from "../use-cases/settle/steps/announce-checkout"

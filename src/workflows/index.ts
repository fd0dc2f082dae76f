export { CHECKOUT_EVENTS } from "./announce-checkout"
export { settleAlmaraCheckoutWorkflow, settleAlmaraCheckoutWorkflowId, type SettleCheckoutInput, type SettleCheckoutResult } from "./settle-almara-checkout"

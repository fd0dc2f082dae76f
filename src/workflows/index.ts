export { settleAlmaraCheckoutWorkflow, settleAlmaraCheckoutWorkflowId, type SettleAlmaraCheckoutInput } from "./settle-almara-checkout"
export type { SettleCheckoutResult } from "./settle-checkout"
export { CHECKOUT_EVENTS } from "./steps/announce-checkout"

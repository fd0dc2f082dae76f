export * from "./views/admin/checkout"
export * from "./callback/parse-body"
export * from "./gateway/client"
export * from "./errors"
export * from "./gateway/order-lines"
export * from "./money"
export * from "./gateway/new-order"
export * from "./gateway/observer"
export * from "./options/option-warnings"
export * from "./options/options"
export * from "./checkout/outcome"
export * from "./views/public-checkout"
export * from "./checkout/read-code"
export * from "./views/admin/business-errors"
export * from "./checkout/result-codes"
export * from "./checkout/schedule"
export * from "./views/shopper-checkout"
export * from "./callback/signature"
export * from "./callback/signed-address"
export * from "./checkout/decide"
export {
  BEYOND_CALLBACKS,
  CHECKOUT_STATES,
  ENDED_UNPAID,
  mayMove,
  sourcesOf,
  TRANSITIONS,
  type CheckoutState,
} from "./checkout/states"
export * from "./gateway/wire"

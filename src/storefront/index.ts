export {
  isSettled,
  nextStep,
  readAlmaraCheckout,
  readPaymentSessionId,
  type AlmaraCheckout,
  type AlmaraReason,
  type AlmaraStatus,
  type AlmaraStep,
  type CallOptions,
  type ReturnAddress,
} from "./checkout"
export { ALMARA_LANGUAGES, chooseLanguage, type AlmaraLanguage } from "../core/views/language"
export { openBalances, payBalance, type BalanceToPay, type OpenBalance } from "./pay-balance"
export { AlmaraProblem, type AlmaraProblemKind } from "./problem"
export { retryAlmaraPayment } from "./retry"
export {
  payableUntil,
  paymentWords,
  problemSentence,
  sentenceFor,
  shopperState,
  type SentenceDetails,
  type ShopperMood,
  type ShopperSentence,
} from "./sentences"
export { SHOPPER_STATES, type ShopperAction, type ShopperState } from "./states"
export { startOverAlmaraPayment } from "./start-over"
export { ALMARA_PROVIDER_ID, startAlmaraPayment, type StartOptions } from "./start"
export { storeClient, type AlmaraStore, type StoreAddress, type StoreClient, type StoreRequest } from "./store"
export { WATCH_PAUSES_IN_MILLISECONDS, watchAlmaraCheckout, type WatchEnd, type WatchOptions } from "./watch"

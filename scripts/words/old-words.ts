/** Words that the code had before it took over those of the field. None of them comes back. */

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean)

/** Names in the code. */
export const OLD_IDENTIFIERS = words(`
  AdminVitals anySituation ask_again askAbout askAlmara askedByPerson askedSinceThen askStatus askWith atMost
  AtTheTop budgetInMilliseconds cancelForsakenOrders CarriedOut carriedOut CarriedOutVerdict carryOut
  carryOutVerdict CheckoutCrumb CheckoutQuestion CLAIM_IN_SECONDS claimCheckout claimDue claimedAt
  ClaimedCallback claimedForSeconds claimOf confirmBooked confirmClosed confirmVerdict conversationIdIn
  createCaller DoorError doorPaths DueTurn dueTurns DueTurns EXACT_DOOR expireInShop findForsakenOrders
  finishClaimed FIRST_QUESTION_IN_SECONDS firstLookInSeconds forgetOrdersTakenBack forgetStrangers
  forgetStrangersNowAndThen hasAsked holdMoneyOfOrdersTakenBack holdMoneyTakenBack homeOfOrder inTime isAsked
  isFromNobody isJustAsked isRefusal isRefusalAnswer JobCaller LATE_LOOKS_IN_MINUTES lateLookAt
  LONGEST_OF_NOBODY_IN_BYTES LOOK_AFTER LOOK_EVERY_IN_MILLISECONDS LOOKED_AT_SOON_FOR_MINUTES lookIn
  LOOKS_BACK_FOR_DAYS LOOKS_FOR_AN_UNKNOWN_PAYMENT looksBackForMinutes mayAsk mayRepeat measureQuestion
  MOST_LOOKS MOST_OF_NOBODY MOST_QUESTIONS mostRepeats mostTelling nextQuestionAt nextTurn nextTurnOf
  nobodyThere NOT_ASKED oneForAll orRefusal orStopped question_error QUESTION_EVERY_MILLISECONDS
  questionDuration questionFrom QuestionKind questionObserver questionOf QUESTIONS_AT_ONCE questionsUnderWay
  QuestionTiming readShopState readSteadyShopState recordVerdict Refusal RefusalBody RefusalCode refusalSentence
  refusalValues RefusalValues refusedBecause refusedSum RetryStumbled seconds_until_turn secondsSinceQuestion
  secondsUntilTurn setLooks SHOP_STATE ShopState signedDoor Situation speakingAttempt spendBudget
  StartOverStumbled STRANGERS_KEPT_FOR_DAYS strayCommas TAKEN_BACK takeTurn takeUpWhatAWrongClockPutOff
  turnAfterFailure underClaim unknownLooks unless_asked_since unlessAskedSince useAskedSettlement
  useNamedPopovers Verdict Vitals WAITING_HOMES wakeCallbackWorkers whenFree withBudget withRepeats workedOff
  workOff workOffAlmaraInbox workOffCallback workUntilEmpty
`)

/** Names that were stored, logged or sent. */
export const OLD_STORED_NAMES = words(`
  almara_checkout_id almara_conversation_id cannot_ask cart_needs_sum claimed_by claimed_until conversation_id
  last_question_at may_ask next_question_at next_turn_at other_sum sum_invalid sum_known sum_needed sum_typed
  sum_uncertain
  almara\\.callback\\.work almara\\.conversation_id almara\\.question\\.duration almara\\.question\\.kind
  almara\\.question\\.result almara\\.questions callback\\.forgotten cart\\.not_alike jobs\\.not_looked_at
  order\\.forsaken order\\.taken_back
`)

/** Names of files, without what follows the first point. */
export const OLD_FILE_NAMES = words(`
  admin-callbacks admin-captures admin-checkout admin-doors admin-faces admin-order admin-orders admin-patience
  admin-settle admin-statistics admin-test-callback admin-timeline admin-view answer-errors ask-almara
  at-the-top body-form body-json body-limits callback-door callback-workers capture-alike carry-out-verdict
  claim-checkout collections-of-orders confirm-verdict crash-comb crumb due-turns eavesdropper expire-in-shop
  forget-orders-taken-back forget-strangers forsaken-order given-back hard-stories in-sight inbox-finish
  inbox-insert is-signed-by-us laboratory latecomers ledger-writing likeness medusa-refusal most-telling
  next-turn observe-questions one-for-all or-refusal owed-processes owed-stories postman public-view
  read-shop-state record-verdict refuse-old-medusa reported-sum resolve-by-accepting resolve-checkout
  return-door return-shopper run-settlement settlement-rows shop-floor shop-state shopper-doors shopper-view
  strangers stray-orders taken-back-order under-claim what-is-canceled witness work-off-callback
`)

/** Phrases of comments and titles: "Returns" says the first two, shorter sentences the others. */
export const OLD_PHRASES = [
  "Answers (?:the|what|whether|how|its|a)",
  "(?<=; )answers",
  "[Ww]hoever",
  "[Oo]f which",
  "(?:is|are|was|were) to be",
  "(?:worked|works|work) off",
  "taken back",
]

/** Of the source, where `@throws` says it. */
export const OLD_PHRASES_OF_SOURCE = ["Answers", "Throws"]

/**
 * Words, alone or as a part of a name: `door` finds "doors", `callbackDoor` and `DOOR` as well. In the docs a name that
 * is stored or sent stands in code font.
 */
export const OLD_WORDS = words(`
  door knock knocking verdict forsaken forsake stumble stumbled postman eavesdropper latecomer latecomers laboratory likeness
  vitals crumb insist story stories situation
`)

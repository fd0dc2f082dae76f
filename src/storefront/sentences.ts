import { isFailure, toldState } from "../core/views/shopper-texts"
import { isSettled, type AlmaraCheckout } from "./checkout"
import type { AlmaraLanguage } from "../core/views/language"
import type { AlmaraProblemKind } from "./problem"
import type { ShopperAction, ShopperState } from "./states"
import { TRANSLATIONS, type Translation } from "./translations"
import { untilIn, type Moment } from "./until"
import type { WatchEnd } from "./watch"

export type ShopperMood = "good" | "waiting" | "bad"

/** What to do in each state, what it is called on the button, and how it feels. */
const MANNERS = {
  preparing: { action: "wait", label: undefined, mood: "waiting" },
  not_started: { action: "retry", label: "retry", mood: "bad" },
  confirming: { action: "wait", label: undefined, mood: "waiting" },
  unconfirmed: { action: "look", label: "look", mood: "waiting" },
  placing: { action: "wait", label: undefined, mood: "good" },
  paid: { action: "shop", label: "shop", mood: "good" },
  partly_paid: { action: "retry", label: "pay", mood: "good" },
  failed: { action: "retry", label: "retry", mood: "bad" },
  failed_for_good: { action: "shop", label: "shop", mood: "bad" },
  canceled: { action: "retry", label: "pay", mood: "waiting" },
  canceled_for_good: { action: "shop", label: "shop", mood: "waiting" },
  changed: { action: "retry", label: "pay", mood: "waiting" },
  order_canceled: { action: "shop", label: "shop", mood: "bad" },
  order_paid: { action: "shop", label: "shop", mood: "good" },
  dealt_with: { action: "retry", label: "pay", mood: "waiting" },
  dealt_with_for_good: { action: "shop", label: "shop", mood: "waiting" },
  expired: { action: "shop", label: "shop", mood: "bad" },
  review: { action: "shop", label: "shop", mood: "waiting" },
  unclear: { action: "shop", label: "shop", mood: "waiting" },
  unreachable: { action: "look", label: "look", mood: "waiting" },
  unknown: { action: "shop", label: "shop", mood: "waiting" },
} as const satisfies Record<
  ShopperState,
  { action: ShopperAction; label: keyof Translation["actions"] | undefined; mood: ShopperMood }
>

/** A state of a payment in words for a shopper. */
export interface ShopperSentence {
  state: ShopperState
  mood: ShopperMood
  title: string
  text: string
  action: ShopperAction
  /** What stands on the button; undefined when there is nothing to do but wait. */
  actionLabel: string | undefined
}

export interface SentenceDetails extends Moment {
  /** The payment that is spoken of: then the sentence says why it failed, and until when it can be paid. */
  checkout?: AlmaraCheckout
}

/**
 * Which state to tell. `end` is how a watch ended: only then may a page say that it stopped waiting. Nobody is told
 * "failed" while it is not known.
 */
export function shopperState(checkout: AlmaraCheckout | undefined, end?: WatchEnd["end"]): ShopperState {
  if (end === "unreachable") return "unreachable"
  if (checkout === undefined) return end === undefined || end === "stopped" ? "preparing" : "unknown"
  if (end === "unconfirmed" && !isSettled(checkout)) return checkout.status === "paid" ? "placing" : "unconfirmed"
  return toldState(checkout, checkout.order !== null)
}

/**
 * Says a state in the shopper's language: `sentenceFor(shopperState(checkout), chooseLanguage(header), { checkout })`.
 */
export function sentenceFor(
  state: ShopperState,
  language: AlmaraLanguage,
  { checkout, ...moment }: SentenceDetails = {},
): ShopperSentence {
  const { action, mood, label } = MANNERS[state]
  const words = TRANSLATIONS[language]
  const { title, text } = words.states[state]
  const why = checkout?.status === "failed" && isFailure(checkout.reason) ? `${words.failures[checkout.reason]} ` : ""
  const actionLabel = label && words.actions[label]
  return { state, mood, title, text: why + withUntil(text, checkout, language, moment), action, actionLabel }
}

/** Says in the shopper's language until when a payment can be paid: "You can pay until 15:30." */
export function payableUntil(checkout: AlmaraCheckout, language: AlmaraLanguage, moment: Moment = {}): string {
  return withUntil(TRANSLATIONS[language].words.payableUntil, checkout, language, moment)
}

/** Says in the shopper's language why something did not work, and what to do. */
export function problemSentence(kind: AlmaraProblemKind, language: AlmaraLanguage): string {
  return TRANSLATIONS[language].problems[kind]
}

/** The few words around a payment: labels of the order's number, the amount, and so on. */
export function paymentWords(language: AlmaraLanguage): Omit<Translation["words"], "payableUntil"> {
  return TRANSLATIONS[language].words
}

function withUntil(
  text: string,
  checkout: AlmaraCheckout | undefined,
  language: AlmaraLanguage,
  moment: Moment,
): string {
  const until = checkout && untilIn(TRANSLATIONS[language].until, checkout.due_at, language, moment)
  return text.replace(" {until}", until ? ` ${until}` : "")
}

import { isSettled, type AlmaraCheckout } from "./checkout"
import type { AlmaraLanguage } from "./language"
import type { AlmaraProblemKind } from "./problem"
import type { ShopperAction, ShopperState } from "./states"
import { TRANSLATIONS, type Translation } from "./translations"
import type { WatchEnd } from "./watch"

export type ShopperMood = "good" | "waiting" | "bad"

/** What to do in each state, and how it feels. */
const MANNERS = {
  preparing: { action: "wait", mood: "waiting" },
  confirming: { action: "wait", mood: "waiting" },
  unconfirmed: { action: "look", mood: "waiting" },
  placing: { action: "wait", mood: "good" },
  paid: { action: "shop", mood: "good" },
  failed: { action: "retry", mood: "bad" },
  failed_for_good: { action: "shop", mood: "bad" },
  canceled: { action: "retry", mood: "waiting" },
  canceled_for_good: { action: "shop", mood: "waiting" },
  expired: { action: "shop", mood: "bad" },
  review: { action: "shop", mood: "waiting" },
  unreachable: { action: "look", mood: "waiting" },
  unknown: { action: "shop", mood: "bad" },
} as const satisfies Record<ShopperState, { action: ShopperAction; mood: ShopperMood }>

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

/**
 * Which state to tell. `end` is how a watch ended: only then may a page say that it stopped waiting. Nobody is told
 * "failed" while it is not known.
 */
export function shopperState(checkout: AlmaraCheckout | undefined, end?: WatchEnd["end"]): ShopperState {
  if (end === "unreachable") return "unreachable"
  if (checkout === undefined) return end === undefined || end === "stopped" ? "preparing" : "unknown"
  if (end === "unconfirmed" && !isSettled(checkout)) return checkout.status === "paid" ? "placing" : "unconfirmed"
  switch (checkout.status) {
    case "created":
      return "preparing"
    case "open":
      return "confirming"
    case "paid":
      return checkout.order === null ? "placing" : "paid"
    case "failed":
      return checkout.can_retry ? "failed" : "failed_for_good"
    case "canceled":
      return checkout.can_retry ? "canceled" : "canceled_for_good"
    case "expired":
    case "review":
      return checkout.status
  }
}

/** Says a state in the shopper's language: `sentenceFor(shopperState(checkout), chooseLanguage(header))`. */
export function sentenceFor(state: ShopperState, language: AlmaraLanguage): ShopperSentence {
  const { action, mood } = MANNERS[state]
  const words = TRANSLATIONS[language]
  return { state, mood, ...words.states[state], action, actionLabel: action === "wait" ? undefined : words.actions[action] }
}

/** Says in the shopper's language why something did not work, and what to do. */
export function problemSentence(kind: AlmaraProblemKind, language: AlmaraLanguage): string {
  return TRANSLATIONS[language].problems[kind]
}

/** The few words around a payment: labels of the order's number, the amount, and so on. */
export function paymentWords(language: AlmaraLanguage): Translation["words"] {
  return TRANSLATIONS[language].words
}

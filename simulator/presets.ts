import { callTitles, misbehavingCalls, type BehaviourChangeInput, type CallMode } from "./behaviour"
import { sumOfPrices } from "./money"
import { otherCurrencies } from "./other-currencies"
import { declinedCode } from "./result-codes"
import type { Checkout } from "./state"
import { wrongCallbacks, type WrongCallback } from "./wrong-callback-kinds"

/** Something that a developer can do by one press: the order of the control interface that it stands for. */
export interface Preset {
  title: string
  /** The call below `/simulator/checkouts/:id`. */
  call: "outcome" | "callback" | "visit"
  /** `value` is what was typed beside it; empty takes a likely one. */
  order(checkout: Checkout, value: string): Record<string, unknown>
}

const decision = (title: string, order: Preset["order"]): Preset => ({ title, call: "outcome", order })
const numberOr = (value: string, otherwise: number) => (value === "" ? otherwise : Number(value))

const wrongs: Record<WrongCallback, string> = {
  signature: "with a forged signature",
  unsigned: "without a signature",
  other_checkout: "to another checkout's address",
  body: "with a changed body: paid, one more",
  not_json: "with a body that is no JSON",
}

/** What can be done with a checkout, by the name that the form sends. */
export const presets: Record<string, Preset> = {
  paid: decision("Paid", () => ({ outcome: "paid" })),
  declined: decision("Declined, with the code", (_, value) => ({ outcome: "declined", code: value || declinedCode })),
  pending: decision("Not final, with the code", (_, value) => ({ outcome: "pending", code: value || 14 })),
  unknown: decision("Something unknown, with the status", (_, value) => ({
    outcome: "pending",
    status: numberOr(value, 7),
  })),
  amount: decision("Paid, but another amount", ({ request }, value) => ({
    outcome: "paid",
    amount: numberOr(value, Number(sumOfPrices(request.checkoutRequestLines)) + 1),
  })),
  currency: decision("Paid, but in another currency", ({ request }, value) => {
    const others = otherCurrencies(request.checkoutCurrencyName)
    const chosen = others.find(({ name }) => name === value) ?? others[0]
    return { outcome: "paid", currencyName: value || chosen?.name, currencyCode: chosen?.number }
  }),
  reference: decision("Paid, but under another reference", ({ request }, value) => ({
    outcome: "paid",
    checkoutReference: value || `${request.checkoutReference}-OTHER`,
  })),
  canceled: decision("Canceled by the shopper", () => ({ outcome: "canceled" })),
  expired: decision("Its time is over", () => ({ outcome: "expired" })),
  again: { title: "A callback again, as it is", call: "callback", order: () => ({}) },
  ...Object.fromEntries(
    wrongCallbacks.map((wrong) => [
      wrong,
      { title: `A callback ${wrongs[wrong]}`, call: "callback" as const, order: () => ({ wrong }) },
    ]),
  ),
  return: { title: "Shopper comes back", call: "visit", order: () => ({ endpoint: "return" }) },
  cancel: { title: "Shopper cancels", call: "visit", order: () => ({ endpoint: "cancel" }) },
}

/** When a callback is sent, and how often; `seconds` is how late. */
export const moments: Record<string, { title: string; wishes(seconds: number): Record<string, unknown> }> = {
  usual: { title: "as the gateway behaves", wishes: () => ({}) },
  now: { title: "now", wishes: () => ({ send: true }) },
  late: { title: "late", wishes: (seconds) => ({ send: true, delayMs: seconds * 1000 }) },
  twice: { title: "twice at the same time", wishes: () => ({ send: true, copies: 2 }) },
  never: { title: "never", wishes: () => ({ send: false }) },
}

const faults: readonly [title: string, behaviour: { mode: CallMode; status?: number; delayMs?: number }][] = [
  ["works", { mode: "ok" }],
  ["is slow (5 seconds)", { mode: "ok", delayMs: 5000 }],
  ["answers 500", { mode: "error" }],
  ["answers 503", { mode: "error", status: 503 }],
  ["drops the connection", { mode: "drop" }],
  ["never answers", { mode: "timeout" }],
  ["refuses the token (401)", { mode: "unauthorized" }],
  ["is forbidden (403)", { mode: "forbidden" }],
  ["works, then drops the connection", { mode: "unavailable_after_work" }],
]

/** What the gateway's calls can be told, each as a change that `POST /simulator/behaviour` takes. */
export const behaviours: readonly { title: string; change: BehaviourChangeInput }[] = [
  ...misbehavingCalls.flatMap((call) =>
    faults.map(([title, behaviour]) => ({ title: `${callTitles[call]} ${title}`, change: { [call]: behaviour } })),
  ),
  { title: "callbacks are sent", change: { callbacks: "send", callbackDelayMs: 0 } },
  { title: "callbacks are sent 5 seconds late", change: { callbacks: "send", callbackDelayMs: 5000 } },
  { title: "callbacks are never sent", change: { callbacks: "never" } },
]

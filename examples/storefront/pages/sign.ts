import { html } from "hono/html"
import type { ShopperState } from "../../../src/storefront"
import type { View } from "./layout"

const DRAWINGS = {
  done: { mood: "good", path: "M14 25l7 7 14-15" },
  clock: { mood: "waiting", path: "M24 14v11l7 5" },
  cross: { mood: "bad", path: "M17 17l14 14M31 17L17 31" },
  glass: { mood: "waiting", path: "M28 22a7 7 0 1 1-14 0 7 7 0 0 1 14 0ZM26.5 27.5L34 35" },
  question: { mood: "waiting", path: "M19 20c0-3.5 2.2-5.5 5-5.5s5 2 5 4.800c0 3.700-5 4-5 8M24 33.5v.1" },
  wires: { mood: "waiting", path: "M13 22c6-6 16-6 22 0M18.5 27.5c3-3 8-3 11 0M24 33v.1" },
} as const

const SIGNS = {
  preparing: "clock",
  not_started: "cross",
  confirming: "clock",
  unconfirmed: "clock",
  placing: "done",
  paid: "done",
  partly_paid: "done",
  failed: "cross",
  failed_for_good: "cross",
  canceled: "clock",
  canceled_for_good: "cross",
  changed: "clock",
  order_canceled: "cross",
  order_paid: "done",
  dealt_with: "clock",
  dealt_with_for_good: "question",
  expired: "cross",
  review: "glass",
  unclear: "glass",
  unreachable: "wires",
  unknown: "question",
} as const satisfies Record<ShopperState, keyof typeof DRAWINGS>

/** A sign beside the words, never in place of them. */
export function sign(state: ShopperState): View {
  const { mood, path } = DRAWINGS[SIGNS[state]]
  return html`<svg class="sign ${mood}" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
    <circle cx="24" cy="24" r="22" />
    <path d="${path}" />
  </svg>`
}

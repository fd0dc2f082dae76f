/**
 * The bugs that `planted-bugs-preload.js` can plant, each with the invariant that it breaks and the shortest sequence
 * in which it does. Without the bug the same sequence ends well. `placements`: where the sequence can happen.
 */
export const PLANTED_BUGS = {
  "books twice": {
    invariant: "never two captures",
    sequence: ["pay", "crash at apply-decision:after"],
    placements: ["order_first", "pay_first"],
  },
  "forgets money": {
    invariant: "what Almara has received stands on the order, is held or was resolved",
    sequence: ["pay", "cancel"],
    placements: ["order_first", "pay_first"],
  },
  "forgets late money": {
    invariant: "what Almara has received stands on the order, is held or was resolved",
    sequence: ["due date passes", "pay"],
    placements: ["order_first", "pay_first"],
  },
  "overlooks a second payment": {
    invariant: "what Almara has received stands on the order, is held or was resolved",
    sequence: ["decline", "callback", "try again", "second: pay", "second: callback", "pay", "callback"],
    placements: ["order_first", "pay_first"],
  },
  "takes any amount": {
    invariant: "captured is paid at Almara",
    sequence: ["pay too little", "callback"],
    placements: ["order_first", "pay_first"],
  },
  "cancels paid orders": {
    invariant: "no order is canceled while its money is captured and not held",
    sequence: ["pay", "callback", "merchant cancel"],
    placements: ["order_first", "pay_first"],
  },
  "goes back": {
    invariant: "states only move forward",
    sequence: ["due date passes", "cancel"],
    placements: ["order_first", "pay_first"],
  },
  "places held money": {
    invariant: "held money moves only by a person",
    sequence: ["pay too little", "callback", "pay", "callback"],
    placements: ["order_first", "pay_first"],
  },
  "never cancels": {
    invariant: "no stock is kept for an order that nobody paid",
    sequence: ["due date passes"],
    placements: ["order_first"],
  },
} as const satisfies Record<
  string,
  { invariant: string; sequence: readonly string[]; placements: readonly ("order_first" | "pay_first")[] }
>

export type PlantedBug = keyof typeof PLANTED_BUGS

/** The bugs that a placement can have. */
export function bugsOf(placement: "order_first" | "pay_first"): PlantedBug[] {
  return (Object.keys(PLANTED_BUGS) as PlantedBug[]).filter((bug) =>
    (PLANTED_BUGS[bug].placements as readonly string[]).includes(placement),
  )
}

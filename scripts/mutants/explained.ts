import type { Explained } from "./score"

/** Planted faults that change nothing that a spec could see, each with its one reason. What is not found any more fails the run. */
export const EXPLAINED: readonly Explained[] = [
  {
    file: "src/core/admin-actions.ts",
    from: "if (reason === null || !ACCEPTABLE_REASONS.includes(reason) || !WAITING_HOMES.includes(home)) return false",
    to: "if (false || !ACCEPTABLE_REASONS.includes(reason) || !WAITING_HOMES.includes(home)) return false",
    why: "The list holds no null: TypeScript alone needs the question.",
  },
  {
    file: "src/core/schedule.ts",
    from: "const step = Math.min(timing.questions, PAUSES_IN_SECONDS.length - 1)",
    to: "const step = Math.min(timing.questions, PAUSES_IN_SECONDS.length + 1)",
    why: "Beyond the list's end stands the same pause as at its end.",
  },
  {
    file: "src/core/schedule.ts",
    from: "return timing.now < closing && next > closing ? closing : next",
    to: "return timing.now < closing && next >= closing ? closing : next",
    why: "Both are the same moment then.",
  },
  {
    file: "src/core/transition.ts",
    from: "return askedByPerson && holdReason !== null && MAY_FIT_LATER.includes(holdReason)",
    to: "return askedByPerson && true && MAY_FIT_LATER.includes(holdReason)",
    why: "The list holds no null: TypeScript alone needs the question.",
  },
  {
    file: "src/workflows/next-turn.ts",
    from: "const isDone = checkout.closed_at !== null && [undefined, checkout.announced_state].includes(announcementOf(checkout))",
    to: "const isDone = true && [undefined, checkout.announced_state].includes(announcementOf(checkout))",
    why: "What is not closed always has a next turn, and that is asked for in the same line.",
  },
]

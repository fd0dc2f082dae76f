import type { Explained } from "./score"

/**
 * Planted faults that change nothing that a spec could see, each with its one reason. What is not found any more fails
 * the run.
 */
export const EXPLAINED: readonly Explained[] = [
  {
    file: "src/core/checkout/attention.ts",
    from: 'const places = [...ATTENTION_REASONS[reason].matchAll(/{{(\\w+)}}/g)].map((match) => match[1] ?? "")',
    to: 'const places = [...ATTENTION_REASONS[reason].matchAll(/{{(\\w+)}}/g)].map((match) => match[1] ?? "Stryker was here!")',
    why: "The group is part of every match: TypeScript alone needs the check.",
  },
  {
    file: "src/core/checkout/overpaid.ts",
    from: "return compareMoney(one, other) < 0 ? one : other",
    to: "return compareMoney(one, other) <= 0 ? one : other",
    why: "Both are the same sum then.",
  },
  {
    file: "src/core/checkout/owed.ts",
    from: "const exact = compareMoney(lacks, owed) < 0 ? lacks : owed",
    to: "const exact = compareMoney(lacks, owed) <= 0 ? lacks : owed",
    why: "Both are the same sum then.",
  },
  {
    file: "src/core/gateway/wire/checkout-url.ts",
    from: 'const text = typeof value === "string" && value.length <= longestAddress ? value.trim() : ""',
    to: 'const text = typeof value === "string" && value.length <= longestAddress ? value.trim() : "Stryker was here!"',
    why: "Neither is an address.",
  },
  {
    file: "src/core/gateway/wire/checkout-url.ts",
    from: "return url && url.href.length <= longestAddress && /^https?:$/.test(url.protocol) && !url.username && !url.password",
    to: "return url && url.href.length <= longestAddress && /^https?:/.test(url.protocol) && !url.username && !url.password",
    why: "A URL's protocol ends with its only colon.",
  },
  {
    file: "src/core/gateway/wire/checkout-url.ts",
    from: "export function findCheckoutUrl(answer: unknown, field?: string, ownUrls: readonly string[] = []): string | undefined {",
    to: 'export function findCheckoutUrl(answer: unknown, field?: string, ownUrls: readonly string[] = ["Stryker was here"]): string | undefined {',
    why: "That is no address, so it is nobody's.",
  },
  {
    file: "src/core/gateway/wire/checkout-url.ts",
    from: ".flatMap((url) => (url ? [place(url)] : []))",
    to: '.flatMap((url) => (url ? [place(url)] : ["Stryker was here"]))',
    why: "No address stands at a place of that name.",
  },
  {
    file: "src/core/money.ts",
    from: "? new BigNumber(decimalText.test(amount.trim()) ? amount.trim() : NaN)",
    to: "? new BigNumber(decimalText.test(amount.trim()) ? amount : NaN)",
    why: "BigNumber takes the blanks away as well.",
  },
  {
    file: "src/core/money.ts",
    from: 'const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : ""',
    to: 'const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "Stryker was here!"',
    why: "Neither is a number.",
  },
  {
    file: "src/core/options/options.ts",
    from: "return url && /^https?:$/.test(url.protocol) && !url.username && !url.password ? url : undefined",
    to: "return url && /^https?:/.test(url.protocol) && !url.username && !url.password ? url : undefined",
    why: "A URL's protocol ends with its only colon.",
  },
  {
    file: "src/core/options/options.ts",
    from: 'error: (issue) => (issue.code === "unrecognized_keys" ? undefined : "must be an object of options"),',
    to: 'error: (issue) => (false ? undefined : "must be an object of options"),',
    why: "What is said of an unknown option is written by explain, which does not read the message.",
  },
  {
    file: "src/core/options/options.ts",
    from: 'error: (issue) => (issue.code === "unrecognized_keys" ? undefined : "must be an object of options"),',
    to: 'error: (issue) => (issue.code === "" ? undefined : "must be an object of options"),',
    why: "What is said of an unknown option is written by explain, which does not read the message.",
  },
  {
    file: "src/core/checkout/schedule.ts",
    from: "const step = Math.min(timing.checks, PAUSES_IN_SECONDS.length - 1)",
    to: "const step = Math.min(timing.checks, PAUSES_IN_SECONDS.length + 1)",
    why: "Beyond the list's end stands the same pause as at its end.",
  },
  {
    file: "src/core/checkout/schedule.ts",
    from: "return timing.now < closing && next > closing ? closing : next",
    to: "return timing.now < closing && next >= closing ? closing : next",
    why: "Both are the same moment then.",
  },
  {
    file: "src/core/checkout/decide.ts",
    from: "return requestedByPerson && holdReason !== null && FITS_LATER.includes(holdReason)",
    to: "return requestedByPerson && true && FITS_LATER.includes(holdReason)",
    why: "The list holds no null: TypeScript alone needs the check.",
  },
  {
    file: "src/use-cases/settle/next-check.ts",
    from: "const isDone = checkout.closed_at !== null && [undefined, checkout.announced_state].includes(announcementOf(checkout))",
    to: "const isDone = true && [undefined, checkout.announced_state].includes(announcementOf(checkout))",
    why: "What is not closed always has a next check, and that is asked for in the same line.",
  },
]

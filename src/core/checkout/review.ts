/** What of a checkout says whether a person has to ask Almara about it. */
export interface Reviewed {
  /** Almara's last answer is "escalate", or a code that nobody knows. */
  needs_review: boolean
  closed_at: Date | string | null
  /** The case that is open about it, if any. */
  attention: string | null
}

/**
 * Returns whether a person has to ask Almara before anybody pays again: nothing is known for certain, and the time to
 * pay is not over.
 */
export function needsReview({ needs_review, closed_at }: Omit<Reviewed, "attention">): boolean {
  return needs_review && closed_at === null
}

/**
 * Returns whether nobody may pay again before Almara was asked: also once its time is over, as long as no person has
 * dealt with that.
 */
export function isUnclear(checkout: Reviewed): boolean {
  return needsReview(checkout) || checkout.attention === "unclear"
}

/** What of a checkout says whether a person has to ask Almara about it. */
export interface Reviewed {
  /** Almara's last answer is "escalate", or a code that nobody knows. */
  needs_review: boolean
  closed_at: Date | string | null
}

/**
 * Returns whether a person has to ask Almara before anybody pays again: nothing is known for certain, and the time to
 * pay is not over.
 */
export function needsReview({ needs_review, closed_at }: Reviewed): boolean {
  return needs_review && closed_at === null
}

/** What Almara can be asked. `token` is asked within the others, whenever there is no token that still holds. */
export type QuestionKind = "token" | "new-order" | "check-status" | "assigned-routes" | "health"

/** One question to Almara, for whoever watches. Holds no secret and no address. */
export type Question = {
  kind: QuestionKind
  /** The merchant's id of the checkout that is asked about, where it is about one. */
  originatorConversationId?: string
}

/**
 * Wraps each question to Almara, its repeats included, to measure or to trace it. Must call `ask` exactly once and pass on
 * what it answers or throws.
 */
export type Observer = <T>(question: Question, ask: () => Promise<T>) => Promise<T>

/** Watches nothing. */
export const unobserved: Observer = (_question, ask) => ask()

/** Callbacks that a store must not believe. */
export const wrongCallbacks = ["signature", "unsigned", "other_checkout", "body", "not_json"] as const
export type WrongCallback = (typeof wrongCallbacks)[number]

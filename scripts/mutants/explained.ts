import type { Explained } from "./score"

/** Planted faults that no spec need see, each with its one reason. What stands here and is not found any more fails the run. */
export const EXPLAINED: readonly Explained[] = [
]

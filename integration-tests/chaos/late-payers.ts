/** Shoppers who have left the store and pay when their time is over. */
export interface LatePayers {
  add(paying: Promise<void>): void
  /** How many there were, and how many are still to pay. */
  figures(): { all: number; underWay: number }
}

/** Nobody is late yet. */
export function waitForLatePayers(): LatePayers {
  let [all, underWay] = [0, 0]
  return {
    add(paying) {
      all += 1
      underWay += 1
      void paying.finally(() => (underWay -= 1))
    },
    figures: () => ({ all, underWay }),
  }
}

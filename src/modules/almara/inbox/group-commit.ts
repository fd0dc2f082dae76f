import { MedusaError } from "@medusajs/framework/utils"

/** There are more waiting than are taken in: nothing was written, and the caller may try again later. */
export class TooManyWaitingError extends Error {}

export interface GroupCommitParts<Item, Result> {
  /**
   * Writes all of them in one transaction, or throws and writes none. Returns the results in the order of the items.
   */
  write: (items: Item[]) => Promise<Result[]>
  /** Whether an error lies in one of the items, so that the others may be written without it. */
  isFaultOfOne: (error: unknown) => boolean
  /** So many are written without waiting for company, so that the disk works while the next are still being read. */
  enoughTogether: number
  /** The largest group. */
  mostTogether: number
  /** How many may wait for their group; more are refused with TooManyWaitingError. */
  mostWaiting: number
  /** What an item takes of the memory, and how much all that are not written yet may take before more are refused. */
  weightOf: (item: Item) => number
  heaviestWaiting: number
}

interface Waiting<Item, Result> {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/**
 * Writes what arrives while a write is running together with the next one: one commit, and so one wait for the disk,
 * for many. A single item is written at once. Each caller hears of its own item only after the commit that holds it.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = []
  private isWriting = false
  private weight = 0

  constructor(private readonly parts: GroupCommitParts<Item, Result>) {}

  /**
   * Resolves when the item is committed.
   * @throws what `write` threw, or TooManyWaitingError.
   */
  add(item: Item): Promise<Result> {
    const { mostWaiting, weightOf, heaviestWaiting } = this.parts
    if (this.waiting.length >= mostWaiting || this.weight >= heaviestWaiting) {
      return Promise.reject(new TooManyWaitingError(`${this.waiting.length} wait to be written, and no more may.`))
    }
    this.weight += weightOf(item)
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject })
      if (this.waiting.length >= this.parts.enoughTogether) this.write()
      // What else is read from the network in this turn of the event loop joins the group.
      else if (this.waiting.length === 1) setImmediate(() => this.write())
    })
  }

  private write(): void {
    if (!this.isWriting) void this.writeAll()
  }

  private async writeAll(): Promise<void> {
    this.isWriting = true
    while (this.waiting.length > 0) {
      const group = this.waiting.slice(0, this.parts.mostTogether)
      this.waiting = this.waiting.slice(this.parts.mostTogether)
      await this.writeGroup(group)
      for (const { item } of group) this.weight -= this.parts.weightOf(item)
    }
    this.isWriting = false
  }

  private async writeGroup(group: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.parts.write(group.map(({ item }) => item))
      if (results.length !== group.length)
        throw new MedusaError(
          MedusaError.Types.DB_ERROR,
          `${group.length} were to be written, and ${results.length} were.`,
        )
      group.forEach(({ resolve }, place) => resolve(results[place] as Result))
    } catch (error) {
      if (group.length > 1 && this.parts.isFaultOfOne(error)) {
        for (const one of group) await this.writeGroup([one])
      } else {
        for (const { reject } of group) reject(error)
      }
    }
  }
}

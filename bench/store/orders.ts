/** A payment session that the bare Medusa workflow shall capture. */
export interface BareSession {
  id: string
  /** Major units. */
  amount: number
}

/** What a store's process does for the benchmark. */
export interface Orders {
  /** From now on the provider answers for these sessions at once, without Almara. */
  bare(sessions: BareSession[]): Promise<void>
  /** Runs Medusa's own workflow for these sessions, so many at once. */
  capture(input: { sessions: BareSession[]; atOnce: number }): Promise<void>
  /** The statements on the plugin's tables that were sent since this was asked for last. */
  statements(): Promise<Statement[]>
  /** Resident memory in bytes, after the garbage was collected. */
  memory(): Promise<number>
  /** Processor time of the process since its start, in microseconds. */
  processor(): Promise<number>
}

/** A statement as the store sent it to Postgres. */
export interface Statement {
  sql: string
  bindings: unknown[]
}

export interface StoreOrder {
  number: number
  name: keyof Orders
  input: unknown
}

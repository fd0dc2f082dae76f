import { startMedusa, type MedusaProcess, type StoreSettings } from "../setup/store"

/** A boot may fail because Postgres is being restarted; one that fails so often in a row has another reason. */
const MOST_FAILED_BOOTS = 4

/**
 * One of the two stores: a process that is killed and started again, always on the same port; also when it ends by
 * itself.
 */
export interface KeptStore {
  /** Resolves when the present process answers. Throws when it ends again and again before it does. */
  untilUp(): Promise<unknown>
  /** `kill -9`, and a new start at once. */
  killAndRestart(): Promise<void>
  /** How often it ended without having been killed. */
  ownEnds(): number
  /** What all its processes have printed. */
  output(): string
  stop(): Promise<void>
}

/** Starts a store, and keeps one running. */
export function keepStore(settings: StoreSettings & { database: string }): KeptStore {
  const processes: MedusaProcess[] = []
  let killed: MedusaProcess | undefined
  let ownEnds = 0
  let up = boot()

  async function boot(): Promise<MedusaProcess> {
    for (let tries = 1; ; tries += 1) {
      try {
        const process = await startMedusa(settings)
        processes.push(process)
        void process.hasEnded.then(() => {
          if (process === killed) return
          ownEnds += 1
          up = boot()
          // The one who waits until it is up hears of it.
          up.catch(() => undefined)
        })
        return process
      } catch (error) {
        if (tries === MOST_FAILED_BOOTS) throw error
      }
    }
  }

  const kill = async () => {
    killed = await up
    await killed.stop()
  }
  return {
    untilUp: () => up,
    async killAndRestart() {
      await kill()
      up = boot()
      up.catch(() => undefined)
    },
    ownEnds: () => ownEnds,
    output: () => processes.map(({ output }) => output()).join(""),
    stop: kill,
  }
}

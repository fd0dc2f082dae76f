import { startMedusa, type MedusaProcess } from "./store"

/** A Medusa process in worker mode: jobs and subscribers, and no endpoint but its health. */
export type RunningWorker = Pick<MedusaProcess, "output" | "stop">

/** Boots a worker on a store's database. */
export function startWorker(settings: {
  almaraUrl: string
  database: string
  environment: Record<string, string>
}): Promise<RunningWorker> {
  return startMedusa({ ...settings, environment: { ...settings.environment, MEDUSA_WORKER_MODE: "worker" } })
}

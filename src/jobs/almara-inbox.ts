import type { MedusaContainer } from "@medusajs/framework/types"
import { startCallbackWorkers } from "../use-cases/callbacks/process-callbacks"

/**
 * Processes callbacks whose process died or whose pause is over; also where callbacks are received by other processes.
 */
export default async function processAlmaraInbox(container: MedusaContainer): Promise<void> {
  startCallbackWorkers(container, "scheduler")
}

export const config = {
  name: "almara-inbox",
  schedule: { interval: 5_000 },
}

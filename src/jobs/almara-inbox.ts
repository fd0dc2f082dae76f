import type { MedusaContainer } from "@medusajs/framework/types"
import { wakeCallbackWorkers } from "../use-cases/callbacks/workers"

/** Works off callbacks whose process died or whose pause is over; also where callbacks are received by other processes. */
export default async function workOffAlmaraInbox(container: MedusaContainer): Promise<void> {
  wakeCallbackWorkers(container, "scheduler")
}

export const config = {
  name: "almara-inbox",
  schedule: { interval: 5_000 },
}

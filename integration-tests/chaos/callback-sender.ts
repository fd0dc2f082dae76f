import { call, pause } from "./call"

/** How often Almara tries a callback until it is answered with 200, and the pauses in between; our assumption (FACTS.md). */
const PAUSES_IN_MILLISECONDS = [500, 1000, 2000, 4000, 8000, 8000]

/** Sends Almara's callbacks, also the late ones, and knows which are still under way. */
export interface CallbackSender {
  /** Sends one callback with its tries. `stale` sends what was true before, in place of what is true now. */
  deliver(merchantRequestId: string, how?: { copies?: number; afterMs?: number; stale?: boolean }): void
  /** Callbacks that were sent, that the store acknowledged, and that were given up after the last try. */
  figures(): { sent: number; acknowledged: Map<string, number>; givenUp: number }
  underWay(): number
}

const STALE_OUTCOME = { Status: 1, StatusDesc: "Pending", ResultCode: "14", ResultDesc: "Inconclusive status" }

/** A sender of callbacks for the simulator at this address. */
export function createCallbackSender(simulatorUrl: string): CallbackSender {
  const acknowledged = new Map<string, number>()
  let [sent, givenUp, underWay] = [0, 0, 0]

  async function deliverOne(merchantRequestId: string, afterMs: number, stale: boolean): Promise<void> {
    await pause(afterMs)
    for (const pauseMs of [0, ...PAUSES_IN_MILLISECONDS]) {
      await pause(pauseMs)
      sent += 1
      const reply = await call(`${simulatorUrl}/simulator/checkouts/${merchantRequestId}/callback`, {
        method: "POST",
        body: stale ? { overrides: { checkoutOutcome: STALE_OUTCOME } } : {},
      })
      if ("lost" in reply || reply.status !== 200)
        throw new Error(`The simulator did not send a callback: ${JSON.stringify(reply)}`)
      if (reply.body.deliveries[0]?.status === 200) {
        acknowledged.set(merchantRequestId, (acknowledged.get(merchantRequestId) ?? 0) + 1)
        return
      }
    }
    givenUp += 1
  }

  return {
    deliver(merchantRequestId, { copies = 1, afterMs = 0, stale = false } = {}) {
      for (let copy = 0; copy < copies; copy += 1) {
        underWay += 1
        void deliverOne(merchantRequestId, afterMs, stale).finally(() => (underWay -= 1))
      }
    },
    figures: () => ({ sent, acknowledged, givenUp }),
    underWay: () => underWay,
  }
}

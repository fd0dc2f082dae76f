import { call, pause } from "./call"
import type { AlmaraFault, Fault } from "./plan"
import type { RestartablePostgres } from "./postgres"
import type { RunningRedis } from "./redis"
import type { StoreProcess } from "./store-process"

export interface Victims {
  stores: [StoreProcess, StoreProcess]
  postgres: RestartablePostgres
  redis: RunningRedis
  simulatorUrl: string
}

/** How Almara misbehaves, for some calls each; then it is well again. */
const MISBEHAVIOUR: Record<Exclude<AlmaraFault, "tokens refused">, Record<string, unknown>> = {
  slow: { newOrder: { mode: "ok", delayMs: 3_000, times: 3 }, checkStatus: { mode: "ok", delayMs: 3_000, times: 3 } },
  "error 500": {
    newOrder: { mode: "error", status: 500, times: 3 },
    checkStatus: { mode: "error", status: 500, times: 4 },
  },
  "dropped connections": { newOrder: { mode: "drop", times: 3 }, checkStatus: { mode: "drop", times: 4 } },
  "answer lost after the work": { newOrder: { mode: "unavailable_after_work", times: 2 } },
  "answer after the callback": { newOrder: { mode: "answer_late", delayMs: 2_000, times: 2 } },
}

/** Lets one fault happen. A store is killed only while both are up, so that somebody is there to take over. */
export async function applyFault(fault: Fault, victims: Victims): Promise<void> {
  switch (fault.kind) {
    case "kill -9 of a store": {
      await Promise.all(victims.stores.map((store) => store.untilUp()))
      return victims.stores[fault.store].killAndRestart()
    }
    case "restart of Postgres":
      return victims.postgres.restart(fault.how)
    case "restart of Redis":
      return victims.redis.restart()
    case "Almara":
      return misbehave(fault.how, victims.simulatorUrl)
  }
}

async function misbehave(how: AlmaraFault, simulatorUrl: string): Promise<void> {
  if (how === "tokens refused") {
    // The tokens that are out are refused, and for a while no new ones are given.
    await order(simulatorUrl, "/behaviour", { token: { mode: "unauthorized", times: 3 } })
    await order(simulatorUrl, "/tokens/revoke", {})
    return
  }
  await order(simulatorUrl, "/behaviour", MISBEHAVIOUR[how])
}

/** What is left of misbehaviour is taken back, so that the end of the run is quiet. */
export async function calmAlmara(simulatorUrl: string): Promise<void> {
  const ok = { mode: "ok" }
  await order(simulatorUrl, "/behaviour", { token: ok, newOrder: ok, checkStatus: ok })
  await pause(0)
}

async function order(simulatorUrl: string, path: string, body: unknown): Promise<void> {
  const reply = await call(`${simulatorUrl}/simulator${path}`, { method: "POST", body })
  if ("lost" in reply || reply.status !== 200)
    throw new Error(`The simulator did not take an order: ${JSON.stringify(reply)}`)
}

import type { SimulatorOptionsInput } from "../../simulator/options"
import { startSimulator, type RunningSimulator } from "../../simulator/server"
import { callJson } from "./store"

/** The stand-in for Almara, with the few things that specs ask of it. */
export interface Gateway {
  url: string
  /** What Almara knows about a checkout order. */
  checkout(merchantRequestId: string): Promise<any>
  /** All checkout orders, with their deliveries. */
  checkouts(): Promise<any[]>
  /** The reference, amount, currency and outcome of each checkout order. */
  books(): Promise<any[]>
  /** Decides what became of a checkout, and sends the callback unless told otherwise; returns its deliveries. */
  decide(merchantRequestId: string, outcome: Record<string, unknown>): Promise<any[]>
  /** Sends a callback (again), as it is or changed. */
  callback(merchantRequestId: string, order?: Record<string, unknown>): Promise<any[]>
  behave(behaviour: Record<string, unknown>): Promise<void>
  /** How often each of the gateway's paths was called. */
  counts(): Promise<Record<string, number>>
  revokeTokens(): Promise<void>
  stop(): Promise<void>
}

/** Starts a gateway on a free port. */
export async function startGateway(options: SimulatorOptionsInput = {}): Promise<Gateway> {
  const simulator: RunningSimulator = await startSimulator({
    port: 0,
    callbackHosts: ["127.0.0.1"],
    callbackPausesMs: [200, 500],
    ...options,
  })
  const post = async (path: string, body: unknown) => {
    const answer = await callJson(`${simulator.url}/simulator${path}`, { method: "POST", body })
    if (answer.status !== 200)
      throw new Error(`The simulator answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const read = async (path: string) => (await callJson(`${simulator.url}/simulator${path}`)).body
  return {
    url: simulator.url,
    checkout: (id) => read(`/checkouts/${id}`),
    checkouts: () => read("/checkouts"),
    books: () => read("/books"),
    decide: async (id, outcome) => (await post(`/checkouts/${id}/outcome`, outcome)).deliveries,
    callback: async (id, order = {}) => (await post(`/checkouts/${id}/callback`, order)).deliveries,
    behave: async (behaviour) => post("/behaviour", behaviour),
    counts: async () => (await read("/requests")).counts,
    revokeTokens: async () => post("/tokens/revoke", {}),
    stop: () => simulator.close(),
  }
}

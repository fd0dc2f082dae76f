import type { HttpBindings } from "@hono/node-server"
import type { CallbackSender } from "./callback"
import type { SimulatorOptions } from "./options"
import type { Checkout, RequestEntry, SimulatorState } from "./state"

/** What the routes work with. */
export interface SimulatorServices {
  options: SimulatorOptions
  state: SimulatorState
  callbacks: CallbackSender
  /** Where browsers reach the simulator; known once it listens. */
  publicUrl: () => string
}

/** What hono's context carries through a request. */
export interface SimulatorEnvironment {
  Bindings: HttpBindings
  Variables: {
    /** The call's line in the journal. */
    entry: RequestEntry
    /** Set when the connection was closed without an answer. */
    unanswered: boolean
  }
}

/** The address of a checkout's hosted page. */
export function pageUrl(services: SimulatorServices, checkout: Checkout): string {
  return `${services.publicUrl()}/pay/${checkout.checkoutId}`
}

import { setTimeout as sleep } from "node:timers/promises"
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response"
import type { Context, MiddlewareHandler } from "hono"
import { parseJson } from "../json"
import { oddities, type OddAnswer } from "../oddities"
import { nextBehaviour, type MisbehavingCall } from "../behaviour"
import type { SimulatorEnvironment, SimulatorServices } from "../services"
import { gatewayError } from "./gateway-errors"

/** How long an answer is held back before the simulator gives up itself. */
const longestHoldMs = 60_000

/** Lets a call behave the way the behaviour says. */
export function misbehave(
  { state }: SimulatorServices,
  call: MisbehavingCall,
): MiddlewareHandler<SimulatorEnvironment> {
  return async (context, next) => {
    const { mode, status, odd, delayMs } = nextBehaviour(state.behaviour, call)
    if (mode !== "answer_late") {
      await untilClosedOr(delayMs, context)
    }
    switch (mode) {
      case "ok":
        return next()
      case "error":
        return gatewayError(context, status, [
          { field: "server", message: `The simulator was told to answer ${status}.` },
        ])
      case "unauthorized":
        return gatewayError(context, 401, [{ field: "Authorization", message: "Unauthorized" }])
      case "forbidden":
        return gatewayError(context, 403, [{ field: "Authorization", message: "No permission for this call" }])
      case "timeout":
        await untilClosedOr(longestHoldMs, context)
        return drop(context)
      case "drop":
        return drop(context)
      case "answer_late":
        await next()
        await untilClosedOr(delayMs, context)
        return
      case "odd": {
        await next()
        const { status, text, headers }: OddAnswer = oddities[odd ?? "stray_comma"]({
          status: context.res.status,
          body: parseJson(await context.res.text()),
        })
        context.res = undefined
        context.res = new Response(text, { status, headers: { "content-type": "application/json", ...headers } })
        return
      }
      case "unavailable_after_work":
        await next()
        // Hono copies the headers of a response that is replaced; it must be taken away first.
        context.res = undefined
        context.res = drop(context)
        return
    }
  }
}

/** Closes the connection without an answer. */
function drop(context: Context<SimulatorEnvironment>): Response {
  context.set("unanswered", true)
  context.env.incoming.socket.destroy()
  return RESPONSE_ALREADY_SENT
}

/** Waits; ends early when the client has gone or the server closes, so that nothing is left behind. */
async function untilClosedOr(milliseconds: number, context: Context<SimulatorEnvironment>): Promise<void> {
  const { outgoing } = context.env
  if (milliseconds === 0 || outgoing.closed) {
    return
  }
  const closed = new AbortController()
  const close = () => closed.abort()
  outgoing.once("close", close)
  try {
    await sleep(milliseconds, undefined, { signal: closed.signal })
  } catch (error) {
    if (!closed.signal.aborted) {
      throw error
    }
  } finally {
    outgoing.off("close", close)
  }
}

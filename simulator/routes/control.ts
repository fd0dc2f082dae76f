import { Hono, type Context } from "hono"
import type { z } from "zod"
import { behaviourChangeSchema } from "../behaviour"
import { parseJson } from "../json"
import { decide, isAnnounced } from "../decide"
import { reportedAmount, reportedOrder } from "../message"
import { fieldErrors, problemSentence } from "../problems"
import { pageUrl, type SimulatorEnvironment, type SimulatorServices } from "../services"
import type { Checkout } from "../state"
import { callbackRequest } from "./callback-request"
import { callbackOrderSchema, outcomeOrderSchema, visitOrderSchema } from "./control-orders"

type ControlContext = Context<SimulatorEnvironment>

/** The small interface for tests and developers. It asks for no token. */
export function controlRoutes(services: SimulatorServices): Hono<SimulatorEnvironment> {
  const { state, callbacks } = services
  const control = new Hono<SimulatorEnvironment>()
    .basePath("/simulator")
    .get("/checkouts", (context) => context.json(state.listCheckouts().map((checkout) => describe(services, checkout))))
    .get("/checkouts/:id", (context) => context.json(describe(services, find(context, services))))
    .post("/checkouts/:id/outcome", async (context) => {
      const order = await read(context, outcomeOrderSchema)
      const checkout = find(context, services)
      decide(checkout, order, state.timestamp())
      const deliveries = await callbacks.announce(checkout, {
        send: isAnnounced(order) ? undefined : false,
        ...order.callback,
      })
      return context.json({ checkout: describe(services, checkout), deliveries })
    })
    .post("/checkouts/:id/callback", async (context) => {
      const order = await read(context, callbackOrderSchema)
      const checkout = find(context, services)
      const request = callbackRequest(services, checkout, order)
      if (request === "foreign") {
        throw new ControlError(
          400,
          "Callbacks go to the addresses of the checkouts only, on this machine or on a host of --callback-hosts.",
        )
      }
      if (request === undefined) {
        throw new ControlError(409, "There is no other checkout whose address could be used.")
      }
      if (order.delayMs !== undefined) {
        callbacks.inBackground(callbacks.send(checkout, request))
        return context.json({ deliveries: [] })
      }
      const deliveries = await callbacks.send(checkout, request)
      return context.json({ deliveries })
    })
    .post("/checkouts/:id/visit", async (context) => {
      const { endpoint } = await read(context, visitOrderSchema)
      return context.json({ delivery: await callbacks.visit(find(context, services), endpoint) })
    })
    .get("/behaviour", (context) => context.json(state.behaviour))
    .post("/behaviour", async (context) => {
      state.behaviour = { ...state.behaviour, ...(await read(context, behaviourChangeSchema)) }
      return context.json(state.behaviour)
    })
    .post("/reset", async (context) => {
      await callbacks.stop()
      state.reset()
      return context.json({ reset: true })
    })
    .get("/requests", (context) =>
      context.json({ counts: Object.fromEntries(state.requestCounts), requests: state.requests }),
    )
    .post("/tokens/revoke", (context) => context.json({ revoked: state.revokeTokens() }))
    .get("/books", (context) => context.json(state.listCheckouts().map(bookEntry)))
    .all("/*", (context) => context.json({ message: "The simulator has no such control." }, 404))
  control.onError((error, context) => {
    if (error instanceof ControlError) {
      return context.json({ message: error.message }, error.status)
    }
    throw error
  })
  return control
}

/** A wrong request to the control interface; its message is the answer. */
class ControlError extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    message: string,
  ) {
    super(message)
  }
}

async function read<Schema extends z.ZodType>(context: ControlContext, schema: Schema): Promise<z.output<Schema>> {
  const text = await context.req.text()
  const parsed = schema.safeParse(text === "" ? {} : parseJson(text))
  if (!parsed.success) {
    throw new ControlError(400, `The request is not understood: ${problemSentence(fieldErrors(parsed.error))}`)
  }
  return parsed.data
}

function find(context: ControlContext, { state }: SimulatorServices): Checkout {
  const id = context.req.param("id") ?? ""
  const checkout = state.findByOriginator(id) ?? state.findByCheckoutId(id)
  if (checkout === undefined) {
    throw new ControlError(404, `There is no checkout ${id}.`)
  }
  return checkout
}

function describe(services: SimulatorServices, checkout: Checkout): Record<string, unknown> {
  const { request, ...rest } = checkout
  return {
    originatorConversationId: request.originatorConversationId,
    ...rest,
    pageUrl: pageUrl(services, checkout),
    expired: services.state.isExpired(checkout),
    request,
  }
}

function bookEntry(checkout: Checkout): Record<string, string> {
  const order = reportedOrder(checkout)
  return {
    originatorConversationId: order.originatorConversationId,
    checkoutReference: order.checkoutReference,
    amount: reportedAmount(checkout),
    currency: order.checkoutCurrencyName,
    outcome: checkout.outcome,
  }
}

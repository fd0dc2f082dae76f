import { setTimeout as sleep } from "node:timers/promises"
import { Hono, type Context } from "hono"
import { z } from "zod"
import { defaultBehaviour, misbehavingCalls, type BehaviourChange } from "../behaviour"
import { decide, isAnnounced } from "../decide"
import { fieldErrors, problemSentence } from "../problems"
import type { SimulatorEnvironment, SimulatorServices } from "../services"
import type { Checkout } from "../state"
import { storeSettings } from "../store-settings"
import { faultChoices, type FaultChoice } from "../views/behaviour-form"
import { developerPage } from "../views/developer-page"
import { homePage } from "../views/home-page"
import { messagePage } from "../views/layout"
import { callbackRequest } from "./callback-request"
import { visitOrderSchema } from "./control-orders"
import { callbackFormSchema, callbackOf, decisionFormSchema, decisionOf, wishesOf } from "./developer-orders"

type DeveloperContext = Context<SimulatorEnvironment>

/** How long a page waits for the store's answer before it shows itself; what comes later appears by itself. */
const pageTimeoutMs = 500

const choice = z.enum([...Object.keys(faultChoices), "other"], "must be one of those on the page")
const behaviourFormSchema = z.object({
  token: choice,
  newOrder: choice,
  checkStatus: choice,
  routes: choice,
  callbacks: z.enum(["send", "never"], "must be one of those on the page"),
  callbackDelay: z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(0, "must not be negative")
    .max(600, "must be 600 or less"),
})

/** The pages for a developer: the list of checkouts, what becomes of each, and how the gateway behaves. */
export function developerRoutes(services: SimulatorServices): Hono<SimulatorEnvironment> {
  const { state, callbacks } = services
  const developer = new Hono<SimulatorEnvironment>()
    .get("/", (context) => {
      const listed = state.listCheckouts().map((checkout) => ({ checkout, isExpired: state.isExpired(checkout) }))
      const settings = storeSettings(services.publicUrl(), services.options)
      return context.html(homePage({ checkouts: listed, behaviour: state.behaviour, now: state.present(), settings }))
    })
    .get("/checkouts/:checkoutId", (context) => {
      const checkout = find(context, services)
      const view = { checkout, isExpired: state.isExpired(checkout), behaviour: state.behaviour, now: state.present() }
      return context.html(developerPage(view))
    })
    .post("/checkouts/:checkoutId/decide", async (context) => {
      const form = await read(context, decisionFormSchema)
      const checkout = find(context, services)
      const decision = decisionOf(form, checkout)
      decide(checkout, decision, state.timestamp())
      const isWished = form.when !== "usual"
      await aWhile(
        callbacks.announce(checkout, isAnnounced(decision) || isWished ? wishesOf(form) : { send: false }),
        services,
      )
      return context.redirect(`/checkouts/${checkout.checkoutId}#answers`, 303)
    })
    .post("/checkouts/:checkoutId/callback", async (context) => {
      const form = await read(context, callbackFormSchema)
      const checkout = find(context, services)
      const request = callbackRequest(services, checkout, callbackOf(form))
      if (request === undefined || request === "foreign") {
        throw new PageError(
          409,
          "There is no other checkout",
          "Open a second one; its address is needed for this callback.",
        )
      }
      await aWhile(callbacks.send(checkout, request), services)
      return context.redirect(`/checkouts/${checkout.checkoutId}#answers`, 303)
    })
    .post("/checkouts/:checkoutId/visit", async (context) => {
      const { door } = await read(context, visitOrderSchema)
      const checkout = find(context, services)
      await aWhile(callbacks.visit(checkout, door), services)
      return context.redirect(`/checkouts/${checkout.checkoutId}#answers`, 303)
    })
    .post("/behaviour", async (context) => {
      const form = await read(context, behaviourFormSchema)
      state.behaviour = { ...state.behaviour, ...behaviourOf(form) }
      return context.redirect("/#behaviour", 303)
    })
    .post("/behaviour/ok", (context) => {
      state.behaviour = defaultBehaviour()
      return context.redirect("/#behaviour", 303)
    })
    .post("/tokens/revoke", (context) => {
      state.revokeTokens()
      return context.redirect("/#behaviour", 303)
    })
    .post("/reset", async (context) => {
      await callbacks.stop()
      state.reset()
      return context.redirect("/", 303)
    })
  developer.onError((error, context) => {
    if (error instanceof PageError) {
      return context.html(messagePage(error.title, error.message), error.status)
    }
    throw error
  })
  return developer
}

/** A page that cannot be shown, or a form that makes no sense; what it says is the answer. */
class PageError extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    readonly title: string,
    sentence: string,
  ) {
    super(sentence)
  }
}

async function read<Schema extends z.ZodType>(context: DeveloperContext, schema: Schema): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(await context.req.parseBody())
  if (!parsed.success) {
    throw new PageError(400, "That is not understood", problemSentence(fieldErrors(parsed.error)))
  }
  return parsed.data
}

function find(context: DeveloperContext, { state }: SimulatorServices): Checkout {
  const checkout = state.findByCheckoutId(context.req.param("checkoutId") ?? "")
  if (checkout === undefined) {
    throw new PageError(
      404,
      "There is no such checkout",
      "Perhaps the simulator was started again since; it remembers nothing across starts.",
    )
  }
  return checkout
}

async function aWhile(work: Promise<unknown>, { callbacks }: SimulatorServices): Promise<void> {
  callbacks.inBackground(work)
  await Promise.race([Promise.allSettled([work]), sleep(pageTimeoutMs)])
}

function behaviourOf({ callbacks, callbackDelay, ...calls }: z.output<typeof behaviourFormSchema>): BehaviourChange {
  const changes = misbehavingCalls
    .filter((call) => calls[call] !== "other")
    .map((call) => [call, faultChoices[calls[call] as FaultChoice].behaviour] as const)
  return { ...Object.fromEntries(changes), callbacks, callbackDelayMs: callbackDelay * 1000 }
}

import { setTimeout as sleep } from "node:timers/promises"
import { Hono, type Context } from "hono"
import { defaultBehaviour } from "../behaviour"
import { fromForm } from "../form"
import { parseJson } from "../json"
import { moments, presets } from "../presets"
import type { SimulatorEnvironment, SimulatorServices } from "../services"
import { storeSettings } from "../store-settings"
import { developerPage } from "../views/developer-page"
import { messagePage } from "../views/layout"
import { controlRoutes } from "./control"

type DeveloperContext = Context<SimulatorEnvironment>

/**
 * How long the page waits for the store's answer before it shows itself; what comes later is there when it is loaded
 * again.
 */
const pageTimeoutMs = 500

/** The page for a developer. What its forms ask for is done by the control interface. */
export function developerRoutes(services: SimulatorServices): Hono<SimulatorEnvironment> {
  const { state, callbacks } = services
  const control = controlRoutes(services)

  /** Gives an order to the control interface, and shows the page again, or why it was refused. */
  async function order(context: DeveloperContext, path: string, body: unknown, back: string): Promise<Response> {
    const asked = Promise.resolve(
      control.request(`/simulator${path}`, { method: "POST", body: JSON.stringify(body ?? null) }),
    )
    callbacks.inBackground(asked)
    const answer = await Promise.race([asked, sleep(pageTimeoutMs, undefined)])
    if (!answer || answer.ok) return context.redirect(back, 303)
    const { message } = (await answer.json()) as { message: string }
    return context.html(messagePage("That was not done", message), answer.status as 400 | 404 | 409)
  }

  return new Hono<SimulatorEnvironment>()
    .get("/", (context) => {
      const checkouts = state.listCheckouts().map((checkout) => ({ checkout, isExpired: state.isExpired(checkout) }))
      const settings = storeSettings(services.publicUrl(), services.options)
      const view = { checkouts, behaviour: state.behaviour, now: state.present(), settings }
      return context.html(developerPage({ ...view, chosen: context.req.query("checkout") }))
    })
    .post("/checkouts/order", async (context) => {
      const form = fromForm(await context.req.text())
      const checkout = state.findByCheckoutId(form.checkout ?? "")
      const preset = presets[form.order ?? ""]
      const moment = moments[form.when ?? "usual"]
      if (checkout === undefined)
        return context.html(messagePage("That was not done", "There is no such checkout."), 404)
      if (preset === undefined || moment === undefined)
        return context.html(messagePage("That was not done", "It must be one of those on the page."), 400)
      const { send, ...wishes } = moment.wishes(Number(form.seconds ?? 10))
      const more = { outcome: { callback: { send, ...wishes } }, callback: wishes, visit: {} }[preset.call]
      const body = { ...preset.order(checkout, form.value ?? ""), ...more }
      const { checkoutId } = checkout
      return order(context, `/checkouts/${checkoutId}/${preset.call}`, body, `/?checkout=${checkoutId}#${checkoutId}`)
    })
    .post("/behaviour", async (context) =>
      order(context, "/behaviour", parseJson(fromForm(await context.req.text()).change ?? ""), "/#behaviour"),
    )
    .post("/behaviour/ok", (context) => order(context, "/behaviour", defaultBehaviour(), "/#behaviour"))
    .post("/tokens/revoke", (context) => order(context, "/tokens/revoke", {}, "/#behaviour"))
    .post("/reset", (context) => order(context, "/reset", {}, "/"))
}

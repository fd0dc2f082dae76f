import { Hono, type Context } from "hono"
import { html } from "hono/html"
import { z } from "zod"
import { decide } from "../decide"
import { fromForm } from "../form"
import { cancelFields, returnFields } from "../message"
import { resultCodes } from "../result-codes"
import type { SimulatorEnvironment, SimulatorServices } from "../services"
import type { Checkout } from "../state"
import { decidedCheckoutPage, expiredCheckoutPage, openCheckoutPage } from "../views/checkout-page"
import { messagePage } from "../views/layout"
import { returnPage } from "../views/return-page"

type PageContext = Context<SimulatorEnvironment, "/pay/:checkoutId">

const declineSchema = z.object({
  code: z.coerce.number().refine((code) => code !== 0 && resultCodes.some((known) => known.code === code)),
})

/** The hosted page of each checkout, for the shopper. */
export function pageRoutes(services: SimulatorServices): Hono<SimulatorEnvironment> {
  const { state } = services
  return new Hono<SimulatorEnvironment>()
    .get("/pay/:checkoutId", (context) => showCheckout(context, services))
    .post("/pay/:checkoutId/pay", (context) =>
      withOpenCheckout(context, services, (checkout) => {
        decide(checkout, { outcome: "paid" }, state.timestamp())
        services.callbacks.inBackground(services.callbacks.announce(checkout))
        return returnToStore(context, checkout)
      }),
    )
    .post("/pay/:checkoutId/decline", async (context) => {
      const form = declineSchema.safeParse(fromForm(await context.req.text()))
      return withOpenCheckout(context, services, (checkout) => {
        if (!form.success) {
          return context.html(messagePage("That is not a result code", "Go back and choose one from the list."), 400)
        }
        decide(checkout, { outcome: "declined", code: form.data.code }, state.timestamp())
        services.callbacks.inBackground(services.callbacks.announce(checkout))
        return returnToStore(context, checkout)
      })
    })
    .post("/pay/:checkoutId/cancel", (context) =>
      withOpenCheckout(context, services, (checkout) => {
        checkout.canceledAt = state.timestamp()
        return context.html(returnPage("Canceled", checkout.request.checkoutCancelUrl, cancelFields(checkout)))
      }),
    )
    .post("/pay/:checkoutId/later", (context) =>
      withOpenCheckout(context, services, (checkout) => {
        const back = html`<a class="button" href="/pay/${checkout.checkoutId}">Back to the checkout</a>`
        return context.html(messagePage("Decide later", "You can close this page. The checkout stays open.", back))
      }),
    )
}

function showCheckout(context: PageContext, { state }: SimulatorServices) {
  const checkout = state.findByCheckoutId(context.req.param("checkoutId"))
  if (checkout === undefined) {
    return unknownCheckout(context)
  }
  if (checkout.outcome !== "pending") {
    return context.html(decidedCheckoutPage(checkout))
  }
  return state.isExpired(checkout)
    ? context.html(expiredCheckoutPage(checkout), 410)
    : context.html(openCheckoutPage(checkout))
}

/**
 * Runs an action on a checkout that is still open. `act` runs without a pause after the check, so a
 * double submit finds the checkout decided: it is returned to the store with the outcome it has.
 */
function withOpenCheckout(
  context: PageContext,
  { state }: SimulatorServices,
  act: (checkout: Checkout) => Response | Promise<Response>,
): Response | Promise<Response> {
  const checkout = state.findByCheckoutId(context.req.param("checkoutId"))
  if (checkout === undefined) {
    return unknownCheckout(context)
  }
  if (checkout.outcome !== "pending") {
    return returnToStore(context, checkout)
  }
  return state.isExpired(checkout) ? context.html(expiredCheckoutPage(checkout), 410) : act(checkout)
}

function returnToStore(context: PageContext, checkout: Checkout): Response | Promise<Response> {
  const title = checkout.outcome === "paid" ? "Paid" : "Declined"
  return context.html(returnPage(title, checkout.request.checkoutReturnUrl, returnFields(checkout)))
}

function unknownCheckout(context: PageContext): Response | Promise<Response> {
  const sentence = "Perhaps the simulator was started again since; it remembers nothing across starts."
  return context.html(messagePage("There is no such checkout", sentence), 404)
}

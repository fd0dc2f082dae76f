import { SpanStatusCode } from "@medusajs/framework/opentelemetry/api"
import type { MedusaContainer } from "@medusajs/framework/types"
import { idAttributes, idsOf } from "../telemetry/attributes"
import { inSpan } from "../telemetry/spans"
import { isPerson } from "./actors"
import { settleAlmaraCheckoutWorkflow, type SettleCheckoutInput } from "./settle-almara-checkout"

/** Runs the settlement of a checkout within a span that tells what came of it. Every door knocks through this. */
export async function runSettlement(container: MedusaContainer, input: SettleCheckoutInput, { throwOnError = true }: { throwOnError?: boolean } = {}) {
  const attributes = {
    // An admin user's id is nobody else's business.
    "almara.settle.cause": isPerson(input.actor) ? "admin" : input.actor,
    ...idAttributes({ checkout_id: input.checkout_id, callback_id: input.callback_id }),
  }
  return inSpan("almara.settle", { attributes }, async (span) => {
    const ran = await settleAlmaraCheckoutWorkflow(container).run({ input, throwOnError })
    const checkout = ran.result?.checkout
    if (checkout) {
      span.setAttributes({ ...idAttributes(idsOf(checkout)), "almara.checkout.state": checkout.state })
      if (checkout.hold_reason) span.setAttribute("almara.checkout.hold_reason", checkout.hold_reason)
    }
    span.setAttribute("almara.settle.busy", ran.result?.checkout === null)
    if (ran.errors?.length) span.setStatus({ code: SpanStatusCode.ERROR })
    return ran
  })
}

import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { CheckoutRow } from "../../modules/almara/rows"
import { readShopState } from "../read-shop-state"

/** Reads what stands in Medusa, after Almara has answered, so that the decision rests on the newest state. */
export const readHomeStep = createStep("read-home", async (input: { checkout: CheckoutRow }, { container }) => {
  return new StepResponse(await readShopState(container, input.checkout))
})

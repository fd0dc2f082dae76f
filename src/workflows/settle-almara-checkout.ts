import { createStep, createWorkflow, StepResponse, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { settleCheckout } from "../use-cases/settle/settle-checkout"

export interface SettleAlmaraCheckoutInput {
  checkout_id: string
  /** Who wants it. For the timeline. */
  actor: string
}

export const settleAlmaraCheckoutWorkflowId = "settle-almara-checkout"

const settleCheckoutStep = createStep(
  "settle-checkout",
  async ({ checkout_id, actor }: SettleAlmaraCheckoutInput, { container }) => {
    return new StepResponse(await settleCheckout(container, { checkout_id, actor }))
  },
)

/**
 * Settle, for workflows of the store: settles one checkout as every entry point of the plugin does, which call it
 * without the workflow engine (decision 4).
 * @throws when Almara or Medusa could not be asked now; nothing is decided then.
 */
export const settleAlmaraCheckoutWorkflow = createWorkflow(
  settleAlmaraCheckoutWorkflowId,
  (input: SettleAlmaraCheckoutInput) => new WorkflowResponse(settleCheckoutStep(input)),
)

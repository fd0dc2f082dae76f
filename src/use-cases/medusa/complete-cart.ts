import { randomUUID } from "node:crypto"
import { setTimeout as pause } from "node:timers/promises"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"
import { Modules } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { unlinkRolledBackOrders } from "./unlink-rolled-back-orders"

/** Twenty seconds: Redis refuses everything while it loads its data after a restart. */
const TRIES = 40
const TRY_EVERY_IN_MILLISECONDS = 500

/** What came of the completion. */
export interface Completion {
  /**
   * Why it failed and was rolled back; undefined when it did not fail. The workflow engine hands errors over as plain
   * objects.
   */
  failure: unknown
  /** False where another request completes the cart at this moment. */
  hasFinished: boolean
}

/**
 * Completes a cart so that its order stays. Medusa hands a finished completion's events over and, when Redis does not
 * take them, rolls the order back, behind the back of those who were told that it is placed (docs/medusa-upstream.md,
 * 23). So the events are handed over here, after it, again and again for a while.
 * @throws when they were not taken in the end.
 */
export async function completeCart(container: MedusaContainer, cartId: string): Promise<Completion> {
  const eventBus = container.resolve(Modules.EVENT_BUS)
  const eventGroupId = randomUUID()
  await unlinkRolledBackOrders(container, cartId)
  const { errors, transaction } = await container.resolve(Modules.WORKFLOW_ENGINE).run(completeCartWorkflowId, {
    input: { id: cartId },
    throwOnError: false,
    context: { eventGroupId, preventReleaseEvents: true },
  })
  const failure: unknown = errors?.[0]?.error
  const hasFinished = transaction.hasFinished()
  await retry(() =>
    hasFinished && !failure ? eventBus.releaseGroupedEvents(eventGroupId) : eventBus.clearGroupedEvents(eventGroupId),
  )
  return { failure, hasFinished }
}

async function retry(act: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act()
    } catch (error) {
      if (tries === TRIES) throw error
    }
    await pause(TRY_EVERY_IN_MILLISECONDS)
  }
}

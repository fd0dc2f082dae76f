import type { MedusaContainer } from "@medusajs/framework/types"
import { isAlmaraError, type AlmaraErrorKind } from "../../core/errors"
import { ALMARA_MODULE } from "../../modules/almara"
import { TOKEN_LOOK, TOKEN_REFUSED } from "../../modules/almara/notices/matters"

const PACE = { leaseInSeconds: 60, everySeconds: 300 }

const REFUSALS: readonly AlmaraErrorKind[] = ["unauthorized", "forbidden", "configuration"]

/**
 * Asks Almara now and then, once for all processes, whether it accepts the credentials, and writes down what it said:
 * before a shopper finds out.
 */
export async function lookAtToken(container: MedusaContainer): Promise<void> {
  const { client, jobRuns } = container.resolve(ALMARA_MODULE)
  await jobRuns.runAlone(TOKEN_LOOK, PACE, async () => {
    try {
      await client.health()
      return {}
    } catch (error) {
      if (!isAlmaraError(error)) throw error
      return { error: REFUSALS.includes(error.kind) ? TOKEN_REFUSED : error.kind }
    }
  })
}

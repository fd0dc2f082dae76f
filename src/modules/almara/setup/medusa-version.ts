import { createRequire } from "node:module"
import { readFileSync } from "node:fs"
import { PaymentSessionStatus } from "@medusajs/framework/utils"
import { AlmaraError } from "../../../core/errors"
import type { AlmaraOptions } from "../../../core/options/options"

/** What `npm run test:pack` walks payments through; `scripts/pack/rows.ts` takes its versions from here. */
export const TRIED_MEDUSA = {
  /** With `pay_first` only. Below it `@medusajs/framework/zod` is missing, or is zod 3. */
  lowest: "2.14.1",
  /** `pending_authorization`, with which an order can wait for its payment, came with it. */
  lowestForOrderFirst: "2.17.2",
  newest: "2.21.2",
} as const

export interface MedusaFacts {
  /** As its package.json says; undefined where that cannot be found. */
  version: string | undefined
  placement: AlmaraOptions["placement"]
  /** Whether Medusa has the payment status `pending_authorization`. */
  knowsWaitingOrders: boolean
}

/** Whether this plugin can work on that Medusa: `refused` stops the boot, `untried` is worth a warning. */
export type Fit = { kind: "fits" } | { kind: "refused" | "untried"; sentence: string }

/** Judges a Medusa; patch releases of the newest tried minor count as tried. */
export function judgeMedusa({ version, placement, knowsWaitingOrders }: MedusaFacts): Fit {
  const { lowest, lowestForOrderFirst, newest } = TRIED_MEDUSA
  const numbers = numbersOf(version)
  const named = version ?? "of an unknown version"
  if (numbers && compare(numbers, lowest, "patch") < 0) {
    return {
      kind: "refused",
      sentence: `medusa-payment-almara needs Medusa ${lowest} or later, and this store runs Medusa ${named}: upgrade it.`,
    }
  }
  if (placement === "order_first" && !knowsWaitingOrders) {
    return {
      kind: "refused",
      sentence: `placement "order_first" needs Medusa ${lowestForOrderFirst} or later, and this store runs Medusa ${named}: upgrade it, or set the option placement to "pay_first".`,
    }
  }
  if (!numbers || compare(numbers, newest, "minor") > 0) {
    return {
      kind: "untried",
      sentence: `this store runs Medusa ${named}; medusa-payment-almara was tried up to ${newest}. Watch a first payment before you rely on it.`,
    }
  }
  return { kind: "fits" }
}

/** Judges the Medusa of this store. */
export function judgeThisMedusa(placement: AlmaraOptions["placement"]): Fit {
  return judgeMedusa({
    version: installedMedusa(),
    placement,
    knowsWaitingOrders: "PENDING_AUTHORIZATION" in PaymentSessionStatus,
  })
}

/**
 * @throws AlmaraError of kind `configuration`, with one sentence that says what to do, where this store's Medusa cannot
 * do what is asked.
 */
export function requireFittingMedusa(placement: AlmaraOptions["placement"]): void {
  const fit = judgeThisMedusa(placement)
  if (fit.kind === "refused") throw new AlmaraError({ kind: "configuration", message: fit.sentence })
}

/** Found as Medusa finds plugins: from the store's folder, else from the plugin's own place. */
function installedMedusa(): string | undefined {
  try {
    const manifest = createRequire(__filename).resolve("@medusajs/medusa/package.json", {
      paths: [process.cwd(), __dirname],
    })
    return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return undefined
    throw error
  }
}

/** Major, minor and patch; undefined for a snapshot, which says 0.0.0, and for what is no version. */
function numbersOf(version: string | undefined): number[] | undefined {
  const [, ...numbers] = /^([1-9]\d*)\.(\d+)\.(\d+)/.exec(version ?? "") ?? []
  return numbers.length === 0 ? undefined : numbers.map(Number)
}

/** Below zero when `left` is older than `right`, above when it is newer; to the minor when asked so. */
function compare(left: readonly number[], right: string, by: "minor" | "patch"): number {
  const differences = (numbersOf(right) ?? [])
    .slice(0, by === "minor" ? 2 : 3)
    .map((number, place) => (left[place] ?? 0) - number)
  return differences.find((difference) => difference !== 0) ?? 0
}

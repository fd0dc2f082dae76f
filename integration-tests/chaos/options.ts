import { parseArgs } from "node:util"
import type { Placement } from "./plan"

/** What the command line asks for. */
export interface ChaosOptions {
  placement: Placement
  seed: number
  checkouts: number
  kills: number
  restarts: number
  almaraFaults: number
  isSmall: boolean
  /** How many shoppers are in the store at once. */
  shoppersAtOnce: number
}

const SEED = 20261124

/** Reads `[--placement order_first|pay_first] [--small] [--seed N] [--checkouts N]`. Throws for anything else. */
export function readOptions(args: string[]): ChaosOptions {
  const { values } = parseArgs({
    args,
    options: {
      placement: { type: "string", default: "order_first" },
      small: { type: "boolean", default: false },
      seed: { type: "string" },
      checkouts: { type: "string" },
    },
  })
  const isSmall = values.small
  const checkouts = whole("checkouts", values.checkouts, isSmall ? 40 : 300)
  return {
    placement: placementOf(values.placement),
    seed: whole("seed", values.seed, SEED),
    checkouts,
    kills: isSmall ? 3 : Math.max(3, Math.round(checkouts / 20)),
    restarts: isSmall ? 2 : 4,
    almaraFaults: isSmall ? 6 : 24,
    isSmall,
    shoppersAtOnce: 8,
  }
}

function placementOf(text: string): Placement {
  if (text === "order_first" || text === "pay_first") return text
  throw new Error("--placement must be order_first or pay_first.")
}

function whole(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number.`)
  return Number(text)
}

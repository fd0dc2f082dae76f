import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { eventually } from "./shopper"

/** The boundaries before and after each step of settle: one file of the code, one step. */
export function boundariesOfSettle(): string[] {
  const steps = readdirSync(path.join(__dirname, "../../src/use-cases/settle/steps")).map((file) =>
    path.basename(file, ".ts"),
  )
  return steps.flatMap((step) => [`settle/${step}:before`, `settle/${step}:after`])
}

/** What a spec sees of the boundaries that checkouts come by in a store, and where it lets them halt. */
export interface Boundaries {
  /** For the environment of the store. */
  environment: Record<string, string>
  /** The boundaries that a checkout has come by, in their order. */
  reachedBy(checkoutId: string): string[]
  /** The checkout will halt at this boundary and go no further in this process. */
  haltAt(checkoutId: string, boundary: string): void
  /** As `haltAt`, the next time that it comes by, however often it did before. */
  haltNextAt(checkoutId: string, boundary: string): void
  /** Waits until every checkout that was told to has halted. */
  untilHalted(checkoutIds: string[]): Promise<void>
  /** A checkout that has halted goes on. */
  goOn(checkoutId: string): void
  forget(): void
}

/** Boundaries of one store process: give `environment` to it alone. */
export function watchBoundaries(): Boundaries {
  const folder = mkdtempSync(path.join(tmpdir(), "almara-boundaries-"))
  for (const name of ["halts", "going-on"]) mkdirSync(path.join(folder, name))
  const lines = (file: string) =>
    existsSync(path.join(folder, file)) ? readFileSync(path.join(folder, file), "utf8").trim().split("\n") : []
  return {
    environment: {
      ALMARA_SPEC_BOUNDARIES: folder,
      NODE_OPTIONS: `--require ${path.join(__dirname, "boundaries-preload.js")}`,
    },
    reachedBy: (checkoutId) =>
      lines("reached").flatMap((line) =>
        line.startsWith(`${checkoutId} `) ? [line.slice(checkoutId.length + 1)] : [],
      ),
    haltAt: (checkoutId, boundary) => writeFileSync(path.join(folder, "halts", checkoutId), boundary),
    haltNextAt: (checkoutId, boundary) => writeFileSync(path.join(folder, "halts", checkoutId), `next ${boundary}`),
    async untilHalted(checkoutIds) {
      // The process takes the order to halt away when it has halted.
      const missing = async () => checkoutIds.filter((id) => existsSync(path.join(folder, "halts", id)))
      await eventually(missing, (seen) => seen.length === 0, 60_000)
    },
    goOn: (checkoutId) => writeFileSync(path.join(folder, "going-on", checkoutId), ""),
    forget: () => rmSync(folder, { recursive: true, force: true }),
  }
}

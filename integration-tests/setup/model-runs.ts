import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import fc from "fast-check"
import { boundariesOfSettle, watchBoundaries } from "./boundaries"
import type { Gateway } from "./gateway"
import { freshModel, type Model } from "./model"
import { crashAt, EVENTS, type ModelEvent } from "./model-events"
import { holdFinalInvariants, holdInvariants, letClocksRun, undisturbed, type World } from "./model-world"
import type { PlantedBug } from "./planted-bugs"
import { fillCart, ledgerRow, placeWaitingOrder } from "./shopper"
import { startStore } from "./store"

const SEED = 20261124
/** Events that cannot happen are left out, so few sequences are as long as this. */
const LENGTH = 20
/** Sequences that run beside each other, each on a payment of its own. */
const AT_ONCE = 4
/** What is answered when real and model stayed equal and no invariant broke. */
export const ALL_IS_WELL = "all is well"

/** A booted store in which a model is tried, with bugs that can be planted into it. */
export interface ModelStore {
  /** Plants a bug, or takes it away. */
  plant(bug: PlantedBug | "none"): void
  /** Lets random sequences of events happen, the same ones each time; answers what went wrong first. */
  explore(sets: number): Promise<string>
  /** Lets one sequence happen, given by the names of its events; answers what went wrong. */
  tell(names: string[]): Promise<string>
  stop(): Promise<void>
}

/** Before the first step nothing has begun: that would be no crash. */
const NO_CRASH = "settle/claim-checkout:before"

/** Boots a store for the model. */
export async function startModelStore(gateway: Gateway, placement: "order_first" | "pay_first"): Promise<ModelStore> {
  const folder = mkdtempSync(path.join(tmpdir(), "almara-model-"))
  const plantedBug = path.join(folder, "planted-bug")
  const boundaries = watchBoundaries()
  const preload = (name: string) => `--require ${path.join(__dirname, `${name}-preload.js`)}`
  const store = await startStore({
    almaraUrl: gateway.url,
    environment: {
      ...boundaries.environment,
      NODE_OPTIONS: ["boundaries", "planted-bugs"].map(preload).join(" "),
      ALMARA_SPEC_PLANTED_BUG: plantedBug,
      ALMARA_PLACEMENT: placement,
      ALMARA_REQUESTS_PER_SECOND: "100",
    },
  })
  let planted: PlantedBug | "none" = "none"
  // Of two carts that are the first of a guest, Medusa refuses one: it writes the same customer twice.
  await fillCart(store)

  const begin = async (): Promise<{ model: Model; real: World }> => {
    const cart = placement === "order_first" ? await placeWaitingOrder(store) : await fillCart(store)
    const { id, conversation_id } = await ledgerRow(store, cart.paymentSessionId)
    const checkouts = [{ id, conversationId: conversation_id, rank: 0, isHeld: false }]
    const real = { store, gateway, boundaries, cart, checkouts, isCompared: planted === "none" }
    return { real, model: freshModel(placement === "order_first" ? "order" : "cart") }
  }
  const live = async (run: (begun: { model: Model; real: World }) => Promise<void>): Promise<void> => {
    const begun = await begin()
    await run(begun)
    await letClocksRun(begun.real)
    await holdFinalInvariants(begun.real)
  }

  return {
    plant(bug) {
      planted = bug
      writeFileSync(plantedBug, bug)
    },
    async explore(sets) {
      const several = fc.array(sequences(), { minLength: AT_ONCE, maxLength: AT_ONCE })
      const property = fc.asyncProperty(several, async (all) => {
        await Promise.all(all.map((commands) => live((begun) => fc.asyncModelRun(() => begun, commands))))
      })
      const { failed, errorInstance, numRuns, counterexample } = await fc.check(property, { seed: SEED, numRuns: sets, endOnFailure: true })
      return failed ? `${String(errorInstance)} In set ${numRuns}: ${fc.stringify(counterexample)}` : ALL_IS_WELL
    },
    async tell(names) {
      try {
        await live(async ({ model, real }) => {
          for (const name of names) {
            const event = eventNamed(name)
            if (!event.canHappen(model)) throw new Error(`At "${name}" this cannot happen: ${JSON.stringify(model)}.`)
            await letHappen(event, real, model)
          }
        })
        return ALL_IS_WELL
      } catch (error) {
        return String(error)
      }
    },
    async stop() {
      await store.stop()
      boundaries.forget()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function letHappen(event: ModelEvent, world: World, model: Model): Promise<void> {
  await undisturbed(world, () => event.happens(world, model))
  await holdInvariants(world, model, { byPerson: event.byPerson ?? false })
}

function eventNamed(name: string): ModelEvent {
  const crash = /^crash at (.+)$/.exec(name)?.[1]
  const event = crash ? crashAt(`settle/${crash}`) : EVENTS.find((one) => one.name === name)
  if (!event) throw new Error(`There is no event "${name}".`)
  return event
}

function command(event: ModelEvent): fc.AsyncCommand<Model, World> {
  return {
    check: (model) => event.canHappen(model),
    run: (model, world) => letHappen(event, world, model),
    toString: () => event.name,
  }
}

/** Random sequences of events. A run may die at any boundary of settle; about every fourth event is such a death. */
function sequences(): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, World>>> {
  const events = EVENTS.map((event) => fc.constant(command(event)))
  const crashes = boundariesOfSettle().filter((boundary) => boundary !== NO_CRASH).map((boundary) => fc.constant(command(crashAt(boundary))))
  return fc.commands([...events, ...events, ...crashes], { maxCommands: LENGTH, size: "max" })
}

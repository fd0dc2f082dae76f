import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import fc from "fast-check"
import { boundariesOfSettle, watchBoundaries } from "./boundaries"
import type { Gateway } from "./gateway"
import { freshModel, type Model } from "./model"
import { crashAt, EVENTS, type ModelEvent } from "./model-events"
import { STAFF_EVENTS } from "./model-staff-events"
import { attemptsOf, holdFinalInvariants, holdInvariants, letClocksRun, undisturbed, type World } from "./model-world"
import { offerOtherProvider, placeDraftOrder } from "./other-orders"
import type { PlantedBug } from "./planted-bugs"
import { fillCart, placeWaitingOrder } from "./shopper"
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
  /** Lets random sequences of events happen, the same ones each time; returns what went wrong first. */
  explore(sets: number): Promise<string>
  /**
   * Lets one sequence happen, given by the names of its events; returns what went wrong. One that begins with "draft"
   * is about an order of the merchant's.
   */
  tell(names: string[]): Promise<string>
  stop(): Promise<void>
}

/** Whether the shopper's own cart is paid for, or an order that the merchant has placed. */
type Start = "cart" | "draft"
const STARTS = fc.constantFrom<Start>("cart", "cart", "cart", "draft")

/** Before the first step nothing has begun: that would be no crash. */
const NO_CRASH = "settle/lease-checkout:before"

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
  await offerOtherProvider(store)
  // Of two carts or drafts that are the first of a guest, Medusa refuses one: it writes the same customer twice.
  await fillCart(store)
  await placeDraftOrder(store)

  const placeOne = (start: Start) =>
    start === "draft"
      ? placeDraftOrder(store)
      : placement === "order_first"
        ? placeWaitingOrder(store)
        : fillCart(store)
  // One after another: Medusa waits five seconds for the lock of a piece of stock, which all of them want.
  let placed: Promise<unknown> = Promise.resolve()
  const place = (start: Start): ReturnType<typeof placeOne> => {
    const next = placed.then(() => placeOne(start))
    placed = next.catch(() => undefined)
    return next
  }
  const live = async (start: Start, run: (begun: { model: Model; real: World }) => Promise<void>): Promise<void> => {
    const cart = await place(start)
    const [first] = await attemptsOf({ store, cart })
    if (!first) throw new Error("No page was opened.")
    const checkouts = [{ id: first.id, merchantRequestId: first.merchant_request_id, rank: 0, isHeld: false }]
    const real = { store, gateway, boundaries, cart, checkouts, isCompared: planted === "none" }
    const model = freshModel(start === "draft" ? "draft" : placement === "order_first" ? "order" : "cart", {
      asks: first.asks,
      session: first.session,
      collection: first.collection,
    })
    await run({ real, model })
    await letClocksRun(real)
    await holdFinalInvariants(real, model)
  }

  return {
    plant(bug) {
      planted = bug
      writeFileSync(plantedBug, bug)
    },
    async explore(sets) {
      const several = fc.array(fc.tuple(STARTS, sequences()), { minLength: AT_ONCE, maxLength: AT_ONCE })
      const property = fc.asyncProperty(several, async (all) => {
        await Promise.all(
          all.map(([start, commands]) => live(start, (begun) => fc.asyncModelRun(() => begun, commands))),
        )
      })
      const { failed, errorInstance, numRuns, counterexample } = await fc.check(property, {
        seed: SEED,
        numRuns: sets,
        endOnFailure: true,
      })
      return failed ? `${String(errorInstance)} In set ${numRuns}: ${fc.stringify(counterexample)}` : ALL_IS_WELL
    },
    async tell(names) {
      try {
        const isDraft = names[0] === "draft"
        await live(isDraft ? "draft" : "cart", async ({ model, real }) => {
          for (const name of isDraft ? names.slice(1) : names) {
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
  const event = crash ? crashAt(`settle/${crash}`) : [...EVENTS, ...STAFF_EVENTS].find((one) => one.name === name)
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
  const crashes = boundariesOfSettle()
    .filter((boundary) => boundary !== NO_CRASH)
    .map((boundary) => fc.constant(command(crashAt(boundary))))
  const ofStaff = STAFF_EVENTS.map((event) => fc.constant(command(event)))
  return fc.commands([...events, ...events, ...ofStaff, ...crashes], { maxCommands: LENGTH, size: "max" })
}

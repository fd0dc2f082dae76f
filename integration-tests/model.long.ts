import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import fc from "fast-check"
import { WorkflowManager } from "@medusajs/framework/orchestration"
import { settleAlmaraCheckoutWorkflowId } from "../src/workflows/settle-almara-checkout"
import { watchBoundaries, type Boundaries } from "./setup/boundaries"
import { startGateway, type Gateway } from "./setup/gateway"
import { ask, sequences, type Model, type World } from "./setup/model"
import { fillCart, ledgerRow, placeWaitingOrder } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

const SEED = 20261124
const LENGTH = 12
const MINUTES = 60_000
/** Sequences that run beside each other, each on a checkout of its own. */
const AT_ONCE = 4
const folder = mkdtempSync(path.join(tmpdir(), "almara-model-"))
const plantedBug = path.join(folder, "planted-bug")
const plant = (bug: string) => writeFileSync(plantedBug, bug)
const preload = (name: string) => `--require ${path.join(__dirname, "setup", `${name}-preload.js`)}`

let gateway: Gateway

beforeAll(async () => {
  gateway = await startGateway()
})

afterAll(async () => {
  await gateway?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const steps = () => {
  // Before the first step nothing has begun: that would be no crash.
  const names = [...(WorkflowManager.getWorkflow(settleAlmaraCheckoutWorkflowId)?.handlers_.keys() ?? [])]
  return names.flatMap((step) => [`${settleAlmaraCheckoutWorkflowId}/${step}:before`, `${settleAlmaraCheckoutWorkflowId}/${step}:after`]).slice(1)
}

/** Checks that real and model stay the same, whatever happens; answers what fast-check has to say. */
async function explore(store: RunningStore, boundaries: Boundaries, placement: "order_first" | "pay_first", numRuns: number): Promise<string> {
  const begin = async (): Promise<{ model: Model; real: World }> => {
    const cart = placement === "order_first" ? await placeWaitingOrder(store) : await fillCart(store)
    const row = await ledgerRow(store, cart.paymentSessionId)
    const real = { store, gateway, boundaries, checkoutId: row.id, conversationId: row.conversation_id, paymentCollectionId: cart.paymentCollectionId, cartId: cart.id, rank: 0 }
    return { real, model: { almara: "pending", home: placement === "order_first" ? "order" : "cart", state: "open", isCanceledByShopper: false, isOverdue: false, heard: "pending" } }
  }
  const several = fc.array(sequences(steps(), LENGTH), { minLength: AT_ONCE, maxLength: AT_ONCE })
  const property = fc.asyncProperty(several, async (all) => {
    await Promise.all(all.map((commands) => fc.asyncModelRun(begin, commands)))
  })
  const { failed, errorInstance, numRuns: done, counterexample } = await fc.check(property, { seed: SEED, numRuns, endOnFailure: true })
  return failed ? `${String(errorInstance)} In run ${done}: ${fc.stringify(counterexample)}` : "no counterexample"
}

describe("the model itself", () => {
  const fresh: Model = { almara: "pending", home: "order", state: "open", isCanceledByShopper: false, isOverdue: false, heard: "pending" }
  it.each<[Partial<Model>, Model["state"]]>([
    [{}, "open"],
    [{ almara: "paid" }, "paid"],
    [{ almara: "paid", home: "canceled" }, "held"],
    [{ almara: "declined" }, "failed"],
    [{ isOverdue: true }, "expired"],
  ])("%j is asked about and becomes %s", (change, state) => {
    const model = { ...fresh, ...change }
    ask(model)
    expect(model.state).toBe(state)
  })
})

describe.each([["order_first", 6], ["pay_first", 4]] as const)("a model of settle, %s", (placement, runs) => {
  let store: RunningStore
  let boundaries: Boundaries

  beforeAll(async () => {
    boundaries = watchBoundaries()
    const options = [preload("boundaries"), preload("fast-clock"), preload("planted-bugs")].join(" ")
    store = await startStore({ almaraUrl: gateway.url, environment: { ...boundaries.environment, NODE_OPTIONS: options, ALMARA_SPEC_PLANTED_BUG: plantedBug, ALMARA_PLACEMENT: placement } })
    // Of two carts that are the first of a guest, Medusa refuses one: it writes the same customer twice.
    await fillCart(store)
  })

  afterAll(async () => {
    await store?.stop()
    boundaries?.forget()
  })

  afterEach(() => plant("none"))

  it("random sequences of events end where the model says, and break no invariant", async () => {
    expect(await explore(store, boundaries, placement, runs)).toBe("no counterexample")
  }, 10 * MINUTES)

  if (placement === "order_first") {
    it.each([
      ["books twice", "never two captures"],
      ["forgets money", "paid at Almara is captured once or held"],
      ["takes any amount", "captured is paid at Almara"],
      ["cancels paid orders", "no order is canceled while its money is captured and not held"],
      ["goes back", "states only move forward"],
    ])("a planted bug that %s is found: %s", async (bug, invariant) => {
      plant(bug)
      expect(await explore(store, boundaries, placement, 60)).toContain(`Invariant broken: ${invariant}`)
    }, 10 * MINUTES)
  }
})

// Loaded into a store's process by specs only: bugs that a spec can switch on by writing their name into a file, to
// show that it would find them. The production code has no such switch.
const { existsSync, readFileSync } = require("node:fs")
const { onLoad } = require("./on-load")

const file = process.env.ALMARA_SPEC_PLANTED_BUG
const isPlanted = (bug) => existsSync(file) && readFileSync(file, "utf8") === bug

/** While the bug is planted, `buggy` takes a function's place. */
function plant(suffix, name, bug, buggy) {
  onLoad(suffix, (loaded) => ({
    ...loaded,
    [name]: (...input) => (isPlanted(bug) ? buggy(loaded, ...input) : loaded[name](...input)),
  }))
}

/** Somebody forgot to look whether the transaction stands already, and to take off what stands there twice. */
plant("src/use-cases/medusa/book-once.ts", "bookOnce", "books twice", async () => undefined)
onLoad("src/use-cases/medusa/snapshot.ts", (loaded, askedBy) => {
  if (!askedBy.endsWith("apply-decision.ts")) return undefined
  const readWrittenMedusaSnapshot = async (...input) => {
    const snapshot = await loaded.readWrittenMedusaSnapshot(...input)
    return isPlanted("books twice") ? { ...snapshot, transactionWritten: false } : snapshot
  }
  return { ...loaded, readWrittenMedusaSnapshot }
})

onLoad("src/core/checkout/decide.ts", (loaded) => ({
  ...loaded,
  decide(input) {
    const { state, outcome, canceledByShopper, mismatch, settledByOther, capturedByThis, orderState } = input
    // Somebody believed the cancel address more than Almara.
    if (isPlanted("forgets money") && canceledByShopper && outcome.kind === "paid" && !mismatch && state !== "paid")
      return { kind: "cancel" }
    // Somebody forgot that an order can be paid by two attempts.
    if (isPlanted("overlooks a second payment") && (settledByOther || (orderState === "order_paid" && !capturedByThis)))
      return { kind: "nothing" }
    // Somebody forgot to compare the amount.
    if (isPlanted("takes any amount")) return loaded.decide({ ...input, mismatch: undefined })
    // Somebody forgot that a merchant may be refunding held money at this moment.
    if (isPlanted("places held money")) return loaded.decide({ ...input, requestedByPerson: true })
    // Somebody looked at the cancel address before the state.
    if (isPlanted("goes back") && state === "expired" && canceledByShopper) return { kind: "cancel" }
    return loaded.decide(input)
  },
}))

onLoad("src/core/checkout/states.ts", (loaded) => ({
  ...loaded,
  mayMove: (from, to) => isPlanted("goes back") || loaded.mayMove(from, to),
  sourcesOf: (to) => (isPlanted("goes back") ? [...loaded.CHECKOUT_STATES] : loaded.sourcesOf(to)),
}))

/** Somebody thought that a closed checkout is over. */
plant("src/use-cases/settle/next-check.ts", "nextCheckOf", "forgets late money", (loaded, checkout, options) =>
  checkout.closed_at ? null : loaded.nextCheckOf(checkout, options),
)

/** Somebody closed the checkout and forgot its order. */
plant("src/use-cases/cancel/cancel-unpaid-order.ts", "cancelUnpaidOrder", "never cancels", async () => undefined)

/** Somebody left the guards of paid orders out. */
plant("src/api/guard-paid-order.ts", "guardPaidOrder", "cancels paid orders", (_loaded, _request, _response, next) =>
  next(),
)
plant(
  "src/use-cases/order-events/hold-canceled-order.ts",
  "holdCanceledOrder",
  "cancels paid orders",
  async () => undefined,
)

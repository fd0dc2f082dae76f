// Loaded into a store's process by specs only: bugs that a spec can switch on by writing their name into a file, to show
// that it would find them. The production code has no such switch.
const { existsSync, readFileSync } = require("node:fs")
const { onLoad } = require("./on-load")

const file = process.env.ALMARA_SPEC_PLANTED_BUG
const isPlanted = (bug) => existsSync(file) && readFileSync(file, "utf8") === bug

/** Somebody forgot to look whether the transaction stands already. */
onLoad("src/workflows/read-shop-state.ts", (loaded, askedBy) => {
  if (!askedBy.endsWith("carry-out-verdict.ts")) return undefined
  const readShopState = async (...input) => {
    const shop = await loaded.readShopState(...input)
    return isPlanted("books twice") ? { ...shop, transactionWritten: false } : shop
  }
  return { ...loaded, readShopState }
})

onLoad("src/core/transition.ts", (loaded) => ({
  ...loaded,
  decide(situation) {
    const { state, outcome, canceledByShopper, mismatch } = situation
    // Somebody believed the cancel address more than Almara.
    if (isPlanted("forgets money") && canceledByShopper && outcome.kind === "paid" && !mismatch && state !== "paid") return { kind: "cancel" }
    // Somebody forgot to compare the amount.
    if (isPlanted("takes any amount")) return loaded.decide({ ...situation, mismatch: undefined })
    // Somebody looked at the cancel address before the state.
    if (isPlanted("goes back") && state === "expired" && canceledByShopper) return { kind: "cancel" }
    return loaded.decide(situation)
  },
  sourcesOf: (to) => (isPlanted("goes back") ? [...loaded.CHECKOUT_STATES] : loaded.sourcesOf(to)),
}))

/** Somebody left the guards of paid orders out. */
onLoad("src/api/guard-paid-order.ts", (loaded) => ({
  ...loaded,
  guardPaidOrder: (request, response, next) => (isPlanted("cancels paid orders") ? next() : loaded.guardPaidOrder(request, response, next)),
}))
onLoad("src/workflows/hold-canceled-order.ts", (loaded) => ({
  ...loaded,
  holdCanceledOrder: async (...input) => (isPlanted("cancels paid orders") ? undefined : loaded.holdCanceledOrder(...input)),
}))

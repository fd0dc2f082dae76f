// Loaded into a store's process by specs only (NODE_OPTIONS=--require): it notes every boundary that a checkout comes
// by, and lets a checkout halt at the boundary that a spec has chosen, so that SIGKILL finds it exactly there; or until
// the spec lets it go on.
const { AsyncLocalStorage } = require("node:async_hooks")
const { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } = require("node:fs")
const path = require("node:path")
const { onFirstLoad, onLoad } = require("./on-load")

const folder = process.env.ALMARA_SPEC_BOUNDARIES
const STEPS = path.join(__dirname, "../../src/use-cases/settle/steps")
const current = new AsyncLocalStorage()
const timesReached = new Map()
const checkoutOfCallback = new Map()

/** Comes by a boundary; does not come back while the spec wants this checkout to halt here. */
async function reach(checkoutId, boundary) {
  const key = `${checkoutId} ${boundary}`
  const times = (timesReached.get(key) ?? 0) + 1
  timesReached.set(key, times)
  const name = times === 1 ? boundary : `${boundary}#${times}`
  appendFileSync(path.join(folder, "reached"), `${checkoutId} ${name}\n`)
  const file = path.join(folder, "halts", checkoutId)
  if (existsSync(file) && [name, `next ${boundary}`].includes(readFileSync(file, "utf8"))) {
    rmSync(file)
    appendFileSync(path.join(folder, "halted"), `${checkoutId} ${name}\n`)
    const lead = path.join(folder, "going-on", checkoutId)
    while (!existsSync(lead)) await new Promise((resolve) => setTimeout(resolve, 50))
    rmSync(lead)
  }
}

async function pass(checkoutId, name, work) {
  if (!checkoutId) return work()
  await reach(checkoutId, `${name}:before`)
  const result = await work()
  await reach(checkoutId, `${name}:after`)
  return result
}

/** The steps of settle. Outside of it, what is exported beside them stays as it is. */
function watchSettle() {
  onLoad("src/use-cases/settle/settle-checkout.ts", (loaded) => ({
    ...loaded,
    settleCheckout: (container, input) => current.run(input.checkout_id, () => loaded.settleCheckout(container, input)),
  }))
  for (const file of readdirSync(STEPS)) {
    const step = path.basename(file, ".ts")
    const name = step.replace(/-(.)/g, (_, letter) => letter.toUpperCase())
    onLoad(`src/use-cases/settle/steps/${file}`, (loaded) => ({
      ...loaded,
      [name]: (...input) => pass(current.getStore(), `settle/${step}`, () => loaded[name](...input)),
    }))
  }
}

/** The steps of Medusa's own workflows that settle runs. */
function watchMedusa({ WorkflowManager }) {
  const buildHandlers = WorkflowManager.buildHandlers
  WorkflowManager.buildHandlers = (handlers) => (container, context) => {
    const handle = buildHandlers(handlers)(container, context)
    return async (action, type, payload, transaction, ...rest) => {
      const run = () => handle(action, type, payload, transaction, ...rest)
      return type === "invoke" ? pass(current.getStore(), `${transaction.modelId}/${action}`, run) : run()
    }
  }
}

/**
 * The names of a class' methods, with those of the classes that it extends. What only reads is no boundary: nothing has
 * changed since the last one.
 */
function writesOf(prototype) {
  if (prototype === Object.prototype || prototype.constructor.name === "LedgerReads") return []
  const names = Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor" && name !== "find")
  return [...new Set([...names, ...writesOf(Object.getPrototypeOf(prototype))])]
}

function watchWrites(type, checkoutOf) {
  for (const name of writesOf(type.prototype)) {
    const method = type.prototype[name]
    type.prototype[name] = function (...args) {
      const work = () => method.apply(this, args)
      return pass(checkoutOf(name, args), `${type.name}.${name}`, work)
    }
  }
}

function watchInbox({ Inbox }) {
  const { leaseDue, insert } = Inbox.prototype
  watchWrites(Inbox, (name, [first]) => {
    if (name === "finishAllOf") return first
    return checkoutOfCallback.get(typeof first === "string" ? first : first?.id)
  })
  // Whose callback is written down, or claimed, is known only afterwards; before, nothing has changed.
  Inbox.prototype.insert = async function (...args) {
    const row = await insert.apply(this, args)
    if (row.checkout_id) await reach(row.checkout_id, "Inbox.insert:after")
    return row
  }
  Inbox.prototype.leaseDue = async function (...args) {
    const rows = await leaseDue.apply(this, args)
    for (const row of rows) {
      checkoutOfCallback.set(row.id, row.checkout_id)
      await reach(row.checkout_id, "Inbox.leaseDue:after")
    }
    return rows
  }
}

watchSettle()
onFirstLoad("orchestration/dist/workflow/workflow-manager.js", watchMedusa)
onFirstLoad("src/modules/almara/inbox/inbox.ts", watchInbox)
onFirstLoad("src/modules/almara/ledger/ledger.ts", ({ Ledger }) =>
  watchWrites(Ledger, (name, [first]) =>
    name === "take" ? current.getStore() : typeof first === "string" ? first : first?.id,
  ),
)

// Loaded into a store's process by one spec (NODE_OPTIONS=--require): it writes down which functions of src run between
// a callback's arrival and the answer by which Medusa captures the payment.
const { writeFileSync } = require("node:fs")
const { Server } = require("node:http")
const { Session } = require("node:inspector")
const Module = require("node:module")
const path = require("node:path")
const { fileURLToPath } = require("node:url")
const { onFirstLoad, onLoad } = require("./on-load")

const ROOT = path.join(__dirname, "../..")
const SRC = path.join(ROOT, "src/")
/** The files of src as they run, which is not as they are written. */
const loaded = new Map()
/** Hands a name of a file to those that import it: no code of anybody's. */
const EXPORT = /^(?:get\s+[\w$]+\s*|(?:function\s*)?[\w$]*)\(\)\s*(?:=>\s*[\w$.]+|\{\s*return [\w$.[\]]+;?\s*\})$/

const session = new Session()
session.connect()

/** The profiler of the same thread answers before `post` returns. */
function profiler(method, parameters) {
  let answer
  session.post(`Profiler.${method}`, parameters, (error, result) => {
    if (error) throw new Error(error.message)
    answer = result
  })
  return answer
}

/** The names of the functions that have run, by their file; one without a name as "". */
function whatHasRun() {
  const ran = {}
  for (const { url, functions } of profiler("takePreciseCoverage").result) {
    const file = url.startsWith("file:") ? fileURLToPath(url) : url
    const text = loaded.get(file)
    if (!text) continue
    const names = functions
      .filter(({ ranges: [range] }) => range.count > 0 && range.startOffset > 0)
      .filter(({ ranges: [range] }) => !EXPORT.test(text.slice(range.startOffset, range.endOffset)))
      .map(({ functionName }) => functionName)
    if (names.length > 0) ran[path.relative(ROOT, file)] = [...new Set(names)]
  }
  return ran
}

const compile = Module.prototype._compile
Module.prototype._compile = function (text, file, ...rest) {
  if (file.startsWith(SRC)) loaded.set(file, text)
  return compile.call(this, text, file, ...rest)
}

let isOnTheWay = false
const emit = Server.prototype.emit
Server.prototype.emit = function (event, ...args) {
  if (event === "request" && args[0].url.startsWith("/checkout/cart")) {
    isOnTheWay = true
    profiler("enable")
    profiler("startPreciseCoverage", { callCount: true, detailed: false })
  }
  return emit.call(this, event, ...args)
}

// It ticks beside the way, and is no part of it.
onLoad("src/use-cases/reconcile/own-timer.ts", (module) => ({ ...module, keepJobsRunning: () => {} }))

onFirstLoad("src/providers/almara/service.ts", ({ default: Provider }) => {
  const { authorizePayment } = Provider.prototype
  Provider.prototype.authorizePayment = async function (...args) {
    const answer = await authorizePayment.apply(this, args)
    if (isOnTheWay) {
      isOnTheWay = false
      writeFileSync(process.env.ALMARA_SPEC_WAY, JSON.stringify(whatHasRun()))
      profiler("stopPreciseCoverage")
    }
    return answer
  }
})

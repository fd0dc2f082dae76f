/**
 * Loaded by `deno test --preload`: the few globals of jest that the core's specs use, so that the same files run here.
 */
import { fn, spyOn } from "npm:jest-mock"
import { expect } from "npm:expect"
import { format } from "node:util"

const outermost = {
  name: "",
  parent: undefined,
  hooks: { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] },
  remaining: 0,
  isSetUp: false,
}
let scope = outermost

function describe(name, body) {
  const parent = scope
  scope = {
    name,
    parent,
    hooks: { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] },
    remaining: 0,
    isSetUp: false,
  }
  body()
  scope = parent
}

/** From the outermost to the innermost. */
function lineage(inner) {
  return inner === undefined ? [] : [...lineage(inner.parent), inner]
}

async function runAll(hooks) {
  for (const hook of hooks) await hook()
}

function it(name, body) {
  const scopes = lineage(scope)
  for (const one of scopes) one.remaining += 1
  Deno.test({
    name: [...scopes.map((one) => one.name), name].filter(Boolean).join(" > "),
    // A spec's server and its client share the process here; jest does not look after them either.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      for (const one of scopes) {
        if (!one.isSetUp) await runAll(one.hooks.beforeAll)
        one.isSetUp = true
      }
      await runAll(scopes.flatMap((one) => one.hooks.beforeEach))
      try {
        await body()
      } finally {
        await runAll(scopes.flatMap((one) => one.hooks.afterEach))
        for (const one of scopes.reverse()) {
          one.remaining -= 1
          if (one.remaining === 0) await runAll(one.hooks.afterAll)
        }
      }
    },
  })
}

const eachOf = (one) => (table) => (name, body) => {
  const rows = table.every(Array.isArray) ? table : table.map((value) => [value])
  for (const row of rows) {
    const placeholders = (name.match(/%[sdijop]/g) ?? []).length
    one(format(name.replaceAll("%p", "%o"), ...row.slice(0, placeholders)), () => body(...row))
  }
}
describe.each = eachOf(describe)
it.each = eachOf(it)

const hook = (kind) => (body) => scope.hooks[kind].push(body)

Object.assign(globalThis, {
  describe,
  it,
  test: it,
  expect,
  jest: { fn, spyOn },
  beforeAll: hook("beforeAll"),
  beforeEach: hook("beforeEach"),
  afterEach: hook("afterEach"),
  afterAll: hook("afterAll"),
})

// Deno sends a request again by itself when a kept connection is closed without an answer. Specs count requests.
const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 })
const fetchOfDeno = globalThis.fetch
globalThis.fetch = (input, init) => fetchOfDeno(input, { ...init, client })

// Modules have no __dirname; the specs read fixtures from beside themselves.
Object.defineProperty(globalThis, "__dirname", {
  get: () => /file:\/\/(\/[^\s:]*)\/[^/\s]*\.spec\.ts/.exec(new Error().stack ?? "")?.[1],
})

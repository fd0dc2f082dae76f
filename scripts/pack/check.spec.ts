import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { billFaults } from "./bill-of-materials"
import { esmFaults } from "./esm"
import { sizeFault } from "./sizes"
import { findSurprises } from "./surprises"

const directory = mkdtempSync(path.join(os.tmpdir(), "almara-check-"))
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** An unpacked package with these files. */
function unpack(files: Record<string, string>): string[] {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true })
    writeFileSync(path.join(directory, name), text)
  }
  return Object.keys(files)
}

describe("what a package may carry", () => {
  const compiled = ".medusa/server/src/core/index.js"
  const manifest = { exports: { "./core": { require: { default: `./${compiled}` } } } }
  const clean = { "package.json": JSON.stringify(manifest), LICENSE: "MIT", [compiled]: "exports.x = 1" }
  const surprisesOf = (files: Record<string, string>) =>
    findSurprises(directory, unpack(files), ["/home/somebody/almara"])

  it("finds nothing in a clean package", () => {
    expect(surprisesOf(clean)).toEqual([])
  })

  it.each([
    ["src/core/money.spec.js", "", "does not belong"],
    ["src/storefront/spec-store.js", "", "does not belong"],
    ["simulator/spec-support.d.ts", "", "does not belong"],
    ["src/core/index.js.map", "{}", "does not belong"],
    ["examples/storefront/app.js", "", "does not belong"],
    ["src/config.js", "require('/home/somebody/almara/x')", "names a folder"],
    ["src/config.js", "//# sourceMappingURL=config.js.map", "source map"],
  ])("finds %s with %j", (file, text, sentence) => {
    expect(surprisesOf({ ...clean, [`.medusa/server/${file}`]: text })).toEqual([expect.stringContaining(sentence)])
  })

  it("finds an export that names nothing, and a script that runs on installation", () => {
    const scripts = { postinstall: "node x.js" }
    expect(surprisesOf({ "package.json": JSON.stringify({ ...manifest, scripts }) })).toEqual([
      expect.stringContaining("postinstall"),
      expect.stringContaining(compiled),
    ])
  })
})

describe("the package's ES modules", () => {
  const clean = {
    "package.json": '{ "sideEffects": false }',
    ".medusa/server/esm/storefront.mjs":
      'export function readAlmaraCheckout() {}\nexport const words = globalThis.words("a side effect")',
    ".medusa/server/esm/storefront/react.mjs": '"use client";\nexport const x = 1',
  }
  const faultsOf = (files: Record<string, string>) => {
    unpack({ ...clean, ...files })
    return esmFaults(directory)
  }

  it("have no fault when they run everywhere and can be shaken", async () => {
    expect(await faultsOf({})).toEqual([])
  })

  it.each([
    ["an import of Node's", "core.mjs", 'import { createHash } from "node:crypto"', "core.mjs imports from Node"],
    ["a require", "shared/chunk.mjs", 'const x = require("crypto")', "chunk.mjs imports from Node"],
    ["a client component without its mark", "storefront/react.mjs", "export const x = 1", '"use client"'],
    ["too much", "storefront.mjs", `export const readAlmaraCheckout = "${"x".repeat(4_000)}"`, "is bundled to 40"],
  ])("are judged: %s", async (_, file, text, sentence) => {
    expect(await faultsOf({ [`.medusa/server/esm/${file}`]: text })).toEqual([expect.stringContaining(sentence)])
  })

  it("are judged: side effects that are not denied", async () => {
    expect(await faultsOf({ "package.json": "{}" })).toEqual([expect.stringContaining("cannot be shaken")])
  })
})

it("a package that has grown too large is a fault", () => {
  const log = jest.spyOn(console, "log").mockImplementation(() => undefined)
  expect(sizeFault("packed", 1024)).toEqual([])
  expect(sizeFault("packed", 5_000_000)).toEqual([expect.stringMatching(/too large: packed it has 4883 KiB/)])
  expect(log).toHaveBeenCalledWith(expect.stringContaining("packed: 1 KiB"))
  log.mockRestore()
})

it("a bill of materials names what is installed, and nothing else", () => {
  expect(billFaults(["zod", "hono"], ["hono", "zod"], ["zod"])).toEqual([])
  expect(billFaults(["zod", "jest"], ["zod", "nub"], ["zod", "hono"])).toEqual([
    "The bill of materials lists jest, which is not installed.",
    "The bill of materials does not list nub, which is installed.",
    "The bill of materials does not list the dependency hono.",
  ])
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { esmFaults } from "./esm"

const clean = {
  "package.json": '{ "sideEffects": false }',
  ".medusa/server/esm/storefront.mjs":
    'export function readAlmaraCheckout() {}\nexport const words = globalThis.words("a side effect")',
  ".medusa/server/esm/storefront/react.mjs": '"use client";\nexport const x = 1',
}

describe("the package's ES modules", () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), "almara-esm-"))
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  async function faultsOf(files: Record<string, string>): Promise<string[]> {
    for (const [name, text] of Object.entries({ ...clean, ...files })) {
      mkdirSync(path.dirname(path.join(directory, name)), { recursive: true })
      writeFileSync(path.join(directory, name), text)
    }
    return esmFaults(directory)
  }

  it("have no fault when they run everywhere and can be shaken", async () => {
    expect(await faultsOf({})).toEqual([])
  })

  it.each([
    [
      "an import of Node's",
      { ".medusa/server/esm/core.mjs": 'import { createHash } from "node:crypto"' },
      "core.mjs imports from Node",
    ],
    [
      "a require",
      { ".medusa/server/esm/shared/chunk.mjs": 'const x = require("crypto")' },
      "chunk.mjs imports from Node",
    ],
    [
      "a client component without its mark",
      { ".medusa/server/esm/storefront/react.mjs": "export const x = 1" },
      '"use client"',
    ],
    ["side effects that are not denied", { "package.json": "{}" }, "cannot be shaken"],
    [
      "too much",
      { ".medusa/server/esm/storefront.mjs": `export const readAlmaraCheckout = "${"x".repeat(4_000)}"` },
      "is bundled to 40",
    ],
  ])("are judged: %s", async (_, files, sentence) => {
    expect(await faultsOf(files)).toEqual([expect.stringContaining(sentence)])
  })
})

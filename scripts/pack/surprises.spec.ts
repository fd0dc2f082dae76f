import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { findSurprises } from "./surprises"

const compiled = ".medusa/server/src/core/index.js"
const manifest = { exports: { "./core": { require: { default: `./${compiled}` } } } }

describe("what a package may carry", () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), "almara-surprises-"))
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  function unpacked(files: Record<string, string>): string[] {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(directory, name)), { recursive: true })
      writeFileSync(path.join(directory, name), text)
    }
    return findSurprises(directory, Object.keys(files), ["/home/somebody/almara"])
  }

  it("finds nothing in a clean package", () => {
    expect(unpacked({ "package.json": JSON.stringify(manifest), LICENSE: "MIT", [compiled]: "exports.x = 1" })).toEqual(
      [],
    )
  })

  it.each([
    ["a spec", { ".medusa/server/src/core/money.spec.js": "" }, "does not belong"],
    ["the stand-in store of the specs", { ".medusa/server/src/storefront/spec-store.js": "" }, "does not belong"],
    ["its types", { ".medusa/server/simulator/spec-support.d.ts": "" }, "does not belong"],
    ["a file of another kind", { ".medusa/server/src/core/index.js.map": "{}" }, "does not belong"],
    ["an example", { ".medusa/server/examples/storefront/app.js": "" }, "does not belong"],
    [
      "a folder of the machine",
      { ".medusa/server/src/config.js": "require('/home/somebody/almara/x')" },
      "names a folder",
    ],
    ["a pointer to a map", { ".medusa/server/src/config.js": "//# sourceMappingURL=config.js.map" }, "source map"],
  ])("finds %s", (_, extra, sentence) => {
    expect(unpacked({ "package.json": JSON.stringify(manifest), [compiled]: "", ...extra })).toEqual([
      expect.stringContaining(sentence),
    ])
  })

  it("finds an export that names nothing, and a script that runs on installation", () => {
    const surprises = unpacked({
      "package.json": JSON.stringify({ ...manifest, scripts: { postinstall: "node x.js" } }),
    })
    expect(surprises).toEqual([expect.stringContaining("postinstall"), expect.stringContaining(compiled)])
  })
})

import { readFileSync } from "node:fs"
import path from "node:path"
import { root } from "../demo/places"
import { DENO_OPTIONS, startPermissions } from "./deno"

it("docs/deno.md shows the permissions that a store is tried with", () => {
  const page = readFileSync(path.join(root, "docs", "deno.md"), "utf8")
  const shown = /<!-- start -->([\s\S]*)<!-- \/start -->/.exec(page)?.[1]?.replace(/\\\n\s*/g, "")
  expect(shown).toContain(`deno ${[...DENO_OPTIONS, ...startPermissions("$HOME", "/tmp")].join(" ")} ../../node_modules/@medusajs/cli/cli.js start`)
})

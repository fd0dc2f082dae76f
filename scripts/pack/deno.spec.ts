import { readFileSync } from "node:fs"
import path from "node:path"
import { root } from "../../support/places"
import { DENO_OPTIONS, migratePermissions, startPermissions, userPermissions } from "./deno"

const page = readFileSync(path.join(root, "docs", "deno.md"), "utf8")

describe("docs/deno.md shows the permissions that a store is tried with", () => {
  it.each([
    ["migrate", migratePermissions('"$(realpath "$(command -v deno)")"', "$HOME"), "db:migrate"],
    ["user", userPermissions("$HOME"), "user -e"],
    ["start", startPermissions("$HOME"), "start --host"],
  ])("%s", (name, permissions, command) => {
    const shown = new RegExp(`<!-- ${name} -->([\\s\\S]*)<!-- /${name} -->`).exec(page)?.[1]?.replace(/\\\n\s*/g, "")
    expect(shown).toContain(
      `deno ${[...DENO_OPTIONS, ...permissions].join(" ")} ../../node_modules/@medusajs/cli/cli.js ${command}`,
    )
  })

  it("and no wider ones", () => {
    expect(page).not.toMatch(/^ +--allow-(read|write|run|net|sys|all|ffi)(?!=)\b|deno run -A/m)
  })
})

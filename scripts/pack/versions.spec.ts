import { readFileSync } from "node:fs"
import path from "node:path"
import { TRIED_MEDUSA } from "../../src/modules/almara/setup/medusa-version"
import { root } from "../../support/places"
import { ROWS } from "./rows"
import { RUNTIMES } from "./runtimes"

const { lowest, lowestForOrderFirst, newest } = TRIED_MEDUSA
const newestMinor = newest.replace(/\.\d+$/, "")
const read = (page: string) => readFileSync(path.join(root, page), "utf8")

/** How the pages say which Medusa is needed. */
const NEEDED = `Medusa ${lowestForOrderFirst} to ${newestMinor} (from ${lowest} with \`placement: "pay_first"\`)`

describe("which versions are promised", () => {
  it.each(["README.md", "docs/install.md", "CHANGELOG.md"])("%s says what was tried", (page) => {
    expect(read(page)).toContain(NEEDED)
  })

  it.each(["README.md", "docs/install.md", "docs/deno.md", "CHANGELOG.md"])(
    "%s names no Medusa that was not tried",
    (page) => {
      const named = [...read(page).matchAll(/Medusa (2\.\d+(?:\.\d+)?)/g)].map(([, version]) => version)
      const tried = [newestMinor, ...ROWS.flatMap(({ kind, medusa }) => (kind === "payments" ? medusa : []))]
      expect(named.length).toBeGreaterThan(0)
      expect(named.filter((version) => !tried.includes(version))).toEqual([])
    },
  )

  it("docs/deno.md names the Deno that was tried", () => {
    const version = RUNTIMES.deno.package.replace("deno@", "").replace(/\.\d+$/, "")
    expect(read("docs/deno.md")).toContain(`Deno ${version} and Medusa ${newest}`)
  })

  it("package.json lets in each Medusa of this major, and the next minor's snapshots, as no range does", () => {
    const { peerDependencies, peerDependenciesMeta } = JSON.parse(read("package.json")) as {
      peerDependencies: Record<string, string>
      peerDependenciesMeta: Record<string, { optional: boolean }>
    }
    const [major = 0, minor = 0] = newest.split(".").map(Number)
    const range = `>=${lowest} <${major + 1} || ^${major}.${minor + 1}.0-0`
    expect(peerDependencies).toMatchObject({ "@medusajs/framework": range, "@medusajs/medusa": range })
    // A storefront has none of them.
    for (const name of Object.keys(peerDependencies)) expect(peerDependenciesMeta[name]).toEqual({ optional: true })
  })

  it("the rows hold the lowest and the newest, with both placements", () => {
    const walked = ROWS.filter(({ kind }) => kind === "payments").map(
      ({ medusa, placement }) => `${medusa} ${placement}`,
    )
    expect(walked).toEqual(
      expect.arrayContaining([
        `${newest} order_first`,
        `${newest} pay_first`,
        `${lowestForOrderFirst} order_first`,
        `${lowest} pay_first`,
      ]),
    )
  })
})

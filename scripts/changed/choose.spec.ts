import { existsSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { root } from "../../support/places"
import { filesUnder } from "../docs/pages"
import { choose, fileOf } from "./choose"
import { importersOf, readNames } from "./importers"
import { BESIDE, OTHERWISE, TABLE } from "./table"

const names = readNames()
const namesIn = (words: string) => words.split(" ").filter((word) => word !== "" && !word.endsWith("/"))
const specsOf = (...changed: string[]) => choose(changed, names).integration
const specs = filesUnder("integration-tests").filter((file) => file.endsWith(".spec.ts"))

describe("the table", () => {
  it("names places and specs that exist", () => {
    const folders = [
      "src",
      "simulator",
      "scripts",
      "support",
      "examples",
      "bench",
      "docs",
      ".github",
      ".ci",
      "integration-tests",
    ]
    const files = [...readdirSync(root), ...folders.flatMap(filesUnder)]
    expect(
      [...Object.keys(TABLE), ...Object.keys(BESIDE)].filter((place) => !files.some((file) => file.startsWith(place))),
    ).toEqual([])
    const named = [...Object.values(TABLE), OTHERWISE].flatMap((words) => words.split(" ")).filter(Boolean)
    expect(named.filter((word) => !existsSync(path.join(root, word.endsWith("/") ? word : fileOf(word))))).toEqual([])
  })

  it("leads to every integration spec from a place in the code", () => {
    const reached = Object.entries(TABLE).flatMap(([place, words]) =>
      /^(src|simulator|scripts|examples)\//.test(place) ? namesIn(words) : [],
    )
    const own = specs.filter((file) => !file.startsWith("integration-tests/chaos/"))
    expect(own.filter((file) => !reached.map(fileOf).includes(file))).toEqual([])
  })

  it("leads from every folder of the code to an integration spec", () => {
    const folders = new Set(
      [...filesUnder("src"), ...filesUnder("simulator"), ...filesUnder("examples")].map((file) =>
        path.posix.dirname(file),
      ),
    )
    expect([...folders].filter((folder) => folder !== "src" && specsOf(`${folder}/some-file.ts`).length === 0)).toEqual(
      [],
    )
    expect(
      Object.keys(TABLE).filter((place) => place.startsWith("src/") && namesIn(TABLE[place] ?? "").length === 0),
    ).toEqual([])
  })
})

describe("what a change is tried with", () => {
  it("the longest place counts", () => {
    expect(specsOf("src/use-cases/shopper/retry-checkout.ts")).toEqual([
      fileOf("balance-scenarios"),
      fileOf("balance"),
      fileOf("storefront-endpoints"),
    ])
  })

  it("a spec is tried by itself, a setup by the specs that use it, also by way of others", () => {
    expect(specsOf("integration-tests/secret-rotation.spec.ts")).toEqual([fileOf("secret-rotation")])
    expect(specsOf("integration-tests/setup/telemetry-preload.js")).toEqual([fileOf("telemetry")])
    expect(specsOf("integration-tests/setup/planted-bugs-preload.js")).toContain(fileOf("model"))
    expect(specsOf("integration-tests/chaos/event-recorder.ts")).toEqual([fileOf("captured-event.redis")])
  })

  it("what all specs use, and what nobody knows, is tried with a few, and that is said", () => {
    for (const [file, reason] of [
      ["integration-tests/setup/store.ts", /used by \d\d specs, which npm test runs/],
      ["something/new.ts", /no place that the table knows/],
    ] as const) {
      const choice = choose([file], names)
      expect(choice.integration).toEqual(OTHERWISE.split(" ").map(fileOf))
      expect(choice.reasons).toEqual([expect.stringMatching(reason)])
    }
  })

  it("a unit spec, and a spec that is gone, bring no other with them", () => {
    expect(specsOf("src/core/money.spec.ts", "integration-tests/gone.spec.ts")).toEqual([])
  })

  it("pages are tried with the specs of the docs", () => {
    expect(choose(["docs/testing.md"], names)).toMatchObject({
      unit: ["scripts/docs/", "scripts/pack/"],
      integration: [],
    })
  })
})

describe("npm test needs npm alone", () => {
  it("a spec that uses a real Redis is called *.redis.spec.ts, and no other one", () => {
    const starters = [...names.keys()].filter((file) =>
      readFileSync(path.join(root, file), "utf8").includes('"redis-server"'),
    )
    expect(starters).toContain("integration-tests/setup/redis.ts")
    const using = starters.flatMap((file) => importersOf(file, names)).filter((file) => file.endsWith(".spec.ts"))
    expect([...new Set(using)].sort()).toEqual(specs.filter((file) => file.endsWith(".redis.spec.ts")))
    const units = ["src", "simulator", "examples", "scripts", "support"]
      .flatMap(filesUnder)
      .filter((file) => file.endsWith(".spec.ts"))
    expect(units.filter((file) => /setup\/redis"/.test(readFileSync(path.join(root, file), "utf8")))).toEqual([])
  })
})

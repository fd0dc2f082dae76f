import { readFileSync } from "node:fs"
import path from "node:path"
import { root } from "../../support/places"
import { filesUnder } from "../docs/pages"
import { ROW_OF_DENO, ROWS, ROWS_BY_NIGHT, ROWS_OF_EVERY_CHANGE } from "../pack/rows"
import { chosenParts, PLAN, SPECS_WITH_LARGE_NUMBERS } from "./plan"
import { runPart } from "./run-part"

const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>
}
const node = (script: string, more: object = {}) => ({
  name: "a part",
  command: [process.execPath, "-e", script, "--"],
  minutes: 1,
  ...more,
})

describe("the plan", () => {
  it("runs scripts that exist", () => {
    const called = PLAN.map(({ command: [, word, script = ""] }) => (word === "run" ? script : (word ?? "")))
    expect(called.filter((script) => !(script in scripts))).toEqual([])
  })

  it("takes all of the large numbers, of every spec that has some", () => {
    const specs = ["src", "simulator", "examples", "integration-tests"]
      .flatMap(filesUnder)
      .filter((file) => file.endsWith(".spec.ts"))
    expect(
      specs.filter((file) => readFileSync(path.join(root, file), "utf8").includes('support/scale"')).sort(),
    ).toEqual([...SPECS_WITH_LARGE_NUMBERS].sort())
    expect(chosenParts("fuzzing")[0]?.environment).toEqual({ ALMARA_FUZZ_SCALE: "1" })
  })

  it("packs for every row that no change is packed for", () => {
    expect([...ROWS_BY_NIGHT, ...ROWS_OF_EVERY_CHANGE, ROW_OF_DENO].sort()).toEqual(ROWS.map(({ name }) => name).sort())
    expect(chosenParts("pack")[0]?.command).toContain(ROWS_BY_NIGHT.join(","))
  })

  it("can be run in part, in its own order", () => {
    expect(chosenParts("chaos,fuzzing").map(({ name }) => name)).toEqual(["fuzzing", "chaos"])
    expect(chosenParts(undefined)).toBe(PLAN)
    expect(() => chosenParts("chaos,sleep")).toThrow('There is no part "sleep"; there are fuzzing')
  })
})

describe("a part", () => {
  const writing = (passed: number, failed: number, code: number) =>
    node(
      `require("fs").writeFileSync(process.argv.at(-1).split("=")[1], JSON.stringify({ numPassedTests: ${passed}, numFailedTests: ${failed}, numRuntimeErrorTestSuites: 0 })); process.exit(${code})`,
      { report: ["--json"] },
    )

  it("counts what its report counts", async () => {
    expect(await runPart(writing(7, 0, 0))).toEqual({
      name: "a part",
      seconds: expect.any(Number),
      passed: 7,
      failed: 0,
    })
    expect(await runPart(writing(5, 2, 1))).toMatchObject({ fault: "ended with 1", passed: 5, failed: 2 })
  })

  it("counts as one where it has no report, and has failed where it broke off", async () => {
    expect(await runPart(node(""))).toMatchObject({ passed: 1, failed: 0 })
    expect(await runPart(node("process.exit(3)"))).toMatchObject({ fault: "ended with 3", passed: 0, failed: 1 })
    expect(await runPart({ ...node(""), command: ["/nowhere/program"] })).toMatchObject({
      fault: expect.stringContaining("ENOENT"),
      failed: 1,
    })
  })

  it("is stopped when its time is over", async () => {
    expect(await runPart(node("setInterval(() => {}, 1000)", { minutes: 0.005 }))).toMatchObject({
      fault: "not done after 0.005 minutes",
      failed: 1,
    })
  })
})

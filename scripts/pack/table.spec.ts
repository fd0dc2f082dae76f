import { PLANS, readWishes, ROWS, type Row } from "./rows"
import { missingSteps, recorder, type RowResult } from "./steps"
import { table } from "./table"

function resultOf(name: string): RowResult {
  const row = ROWS.find((one) => one.name === name) as Row
  return { ...row, runtimeVersion: "22.1.0", steps: {} }
}

describe("the pack's table", () => {
  it("tells apart what was done, failed, reused and not reached", async () => {
    const done = resultOf("node22")
    for (const name of PLANS.payments) await recorder(done).step(name, async () => undefined)
    const failed = resultOf("pay-first")
    recorder(failed).reused("install")
    await expect(recorder(failed).step("build", () => Promise.reject(new Error("no disk")))).rejects.toThrow(
      "build: no disk",
    )
    const [head = "", first = "", second = ""] = table([done, failed]).split("\n")
    expect(head).toMatch(/^row +runtime +medusa +placement +install +types +build/)
    expect(first).toMatch(/^node22 +node 22\.1\.0 +2\.\d+\.\d+ +order_first +✓ \d+\.\d s/)
    expect(first).not.toContain("not reached")
    expect(second).toMatch(
      /^pay-first +node 22\.1\.0 +2\.\d+\.\d+ +pay_first +reused +not reached +✗ \d+\.\d s +not reached/,
    )
    expect(missingSteps(done)).toEqual([])
    expect(missingSteps(failed)).toContain("boot")
  })

  it("gives rows with other steps a head of their own", () => {
    expect(table([resultOf("node22"), resultOf("refused-too-old"), resultOf("storefront")]).split("\n\n")).toHaveLength(
      3,
    )
  })

  it("knows no step that is not planned", async () => {
    await expect(recorder(resultOf("node22")).step("dance", async () => undefined)).rejects.toThrow('no step "dance"')
  })
})

describe("the pack's rows", () => {
  it("have names of their own, and can be chosen", () => {
    expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length)
    expect(readWishes([]).rows).toEqual(ROWS)
    expect(readWishes(["--only", "deno, pay-first"]).rows.map(({ name }) => name)).toEqual(["deno", "pay-first"])
    expect(() => readWishes(["--only", "node18"])).toThrow('no row "node18"')
  })

  it("can be any other Medusa", () => {
    expect(readWishes(["--medusa", "2.22.0", "--placement", "pay_first"]).rows).toMatchObject([
      { name: "medusa-2.22.0", medusa: "2.22.0", placement: "pay_first" },
    ])
    expect(() => readWishes(["--medusa", "2.22.0", "--placement", "later"])).toThrow('no placement "later"')
  })
})

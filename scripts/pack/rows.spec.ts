import { PLANS, projectOf, readWishes, ROWS, type Row } from "./rows"
import { stepsOf } from "./steps"

const rowOf = (name: string) => ROWS.find((one) => one.name === name) as Row

it("a row's line tells apart what was done, failed, reused and not reached, and what is missing", async () => {
  const said: string[] = []
  const done = stepsOf(rowOf("storefront"), (line) => said.push(line))
  for (const name of PLANS.storefront) await done.step(name, async () => undefined)
  expect(done.missing()).toEqual([])
  expect(said[0]).toMatch(/^storefront {2}install ✓ \d+\.\d s$/)
  const failed = stepsOf(rowOf("pay-first"), () => undefined)
  failed.reused("install", "types")
  await expect(failed.step("build", () => Promise.reject(new Error("no disk")))).rejects.toThrow("build: no disk")
  expect(failed.line()).toMatch(
    /^pay-first: install reused, types reused, build ✗ \d+\.\d s, entries not reached, migrate not reached/,
  )
  expect(failed.missing()).toEqual(PLANS.payments.slice(2))
})

describe("the pack's rows", () => {
  it("have names of their own, and can be chosen", () => {
    expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length)
    expect(readWishes([]).rows).toEqual(ROWS)
    expect(readWishes(["--only", "deno, pay-first"]).rows.map(({ name }) => name)).toEqual(["deno", "pay-first"])
    expect(() => readWishes(["--only", "node18"])).toThrow('no row "node18"')
  })

  it("share a project where they have the same Medusa and the same package manager", () => {
    expect(projectOf(rowOf("pay-first"))).toBe(projectOf(rowOf("deno")))
    expect(projectOf(rowOf("pnpm"))).not.toBe(projectOf(rowOf("node22")))
  })

  it("can be any other Medusa", () => {
    expect(readWishes(["--medusa", "2.22.0", "--placement", "pay_first"]).rows).toMatchObject([
      { name: "medusa-2.22.0", medusa: "2.22.0", placement: "pay_first" },
    ])
    expect(() => readWishes(["--medusa", "2.22.0", "--placement", "later"])).toThrow('no placement "later"')
  })
})

import { readFileSync } from "node:fs"
import path from "node:path"
import { BY_OWN_TIMER, readJobResult } from "./job-results"

const source = path.resolve(__dirname, "../../../use-cases")
const files = ["callbacks/workers", "reconcile/prune-job", "reconcile/reconcile-job"].map((name) => `${name}.ts`)
/** What the jobs write, with a number in each place. */
const written = files
  .map((file) => readFileSync(path.join(source, file), "utf8"))
  .flatMap((text) =>
    [...text.matchAll(/`(\w[^`]*\$\{\w+\}[^`]*)`/g)].map((match) => match[1]?.replace(/\$\{\w+\}/g, "7") ?? ""),
  )

describe("readJobResult", () => {
  it("understands every sentence that the jobs write down", () => {
    expect(written).toHaveLength(6)
    for (const text of written)
      expect(readJobResult(text)).toEqual([
        { kind: expect.stringMatching(/^(asked|canceled|held|takenBack|worked|deleted)$/), count: 7 },
      ])
  })

  it("understands several at once, an error, and nothing", () => {
    expect(readJobResult("asked about 12 checkouts, canceled 1 orders that could not be paid")).toEqual([
      { kind: "asked", count: 12 },
      { kind: "canceled", count: 1 },
    ])
    expect(readJobResult("failed: relation does not exist, or so")).toEqual([
      { kind: "failed", text: "relation does not exist, or so" },
    ])
    expect(readJobResult(`${BY_OWN_TIMER}, asked about 2 checkouts`)).toEqual([
      { kind: "ownTimer" },
      { kind: "asked", count: 2 },
    ])
    expect(readJobResult(null)).toEqual([])
  })

  it("tells what it does not know as it is", () => {
    expect(readJobResult("painted 3 walls")).toEqual([{ kind: "other", text: "painted 3 walls" }])
  })
})

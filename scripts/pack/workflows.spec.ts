import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { root } from "../demo/places"
import { ROWS } from "./rows"

const directory = path.join(root, ".github", "workflows")
const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { scripts: Record<string, string> }

interface Job {
  permissions?: Record<string, string>
  strategy?: { matrix: Record<string, unknown[]> }
  steps: { uses?: string; run?: string }[]
}

async function workflow(name: string): Promise<{ jobs: Record<string, Job> }> {
  const { parse } = await import("yaml")
  return parse(readFileSync(path.join(directory, name), "utf8")) as { jobs: Record<string, Job> }
}

describe("the forge's workflows", () => {
  it.each(readdirSync(directory))("%s is YAML, and runs scripts that exist", async (name) => {
    const runs = Object.values((await workflow(name)).jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))
    const called = runs.flatMap((run) => [...run.matchAll(/npm run ([\w:]+)(?! --if-present|[\w:])/g)].map(([, script]) => script ?? ""))
    expect(called.length).toBeGreaterThan(0)
    expect(called.filter((script) => !(script in scripts))).toEqual([])
  })

  it("packs for every row of the table", async () => {
    const { jobs } = await workflow("ci.yml")
    expect(jobs.pack?.strategy?.matrix.row).toEqual(ROWS.map(({ name }) => name))
  })

  it("publishes with provenance", async () => {
    const { jobs } = await workflow("release.yml")
    expect(jobs.publish?.permissions).toMatchObject({ "id-token": "write" })
    expect(jobs.publish?.steps.some(({ run }) => run?.includes("npm publish --provenance"))).toBe(true)
  })
})

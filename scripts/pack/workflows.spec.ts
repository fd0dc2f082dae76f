import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { root } from "../../support/places"
import { PLAN } from "../nightly/plan"
import { ROWS_BY_NIGHT, ROWS_OF_EVERY_CHANGE } from "./rows"

const directory = path.join(root, ".github", "workflows")
const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>
}

interface Job {
  needs?: string
  permissions?: Record<string, string>
  strategy?: { matrix: Record<string, unknown[]> }
  "timeout-minutes"?: number
  steps: { uses?: string; run?: string }[]
}

interface Workflow {
  permissions?: Record<string, string>
  on: Record<string, unknown>
  jobs: Record<string, Job>
}

async function workflow(name: string): Promise<Workflow> {
  const { parse } = await import("yaml")
  return parse(readFileSync(path.join(directory, name), "utf8")) as Workflow
}

function commandsOf(job: Job | undefined): string[] {
  return (job?.steps ?? []).flatMap(({ run }) => run ?? [])
}

describe("the forge's workflows", () => {
  it.each(readdirSync(directory))("%s is YAML, and runs scripts that exist", async (name) => {
    const runs = Object.values((await workflow(name)).jobs).flatMap(commandsOf)
    const called = runs.flatMap((run) =>
      [...run.matchAll(/npm run ([\w:]+)(?! --if-present|[\w:])/g)].map(([, script]) => script ?? ""),
    )
    expect(called.length).toBeGreaterThan(0)
    expect(called.filter((script) => !(script in scripts))).toEqual([])
  })
})

describe("what comes from elsewhere", () => {
  const uses = readdirSync(directory).flatMap((name) =>
    [...readFileSync(path.join(directory, name), "utf8").matchAll(/uses: (.*)/g)].map(
      ([, action = ""]) => `${name}: ${action}`,
    ),
  )

  it("is pinned by its commit, with the version beside it", () => {
    expect(uses.length).toBeGreaterThan(10)
    expect(uses.filter((action) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([])
  })

  it("is the same commit everywhere", () => {
    const commits = new Set(uses.map((action) => action.replace(/^.*: /, "")))
    expect(new Set([...commits].map((action) => action.split("@")[0])).size).toBe(commits.size)
  })
})

describe("what is checked of every change", () => {
  it.each([
    ["lint-and-types", ["npm run typecheck", "npm run lint"]],
    ["tests", ["npm test"]],
    ["redis", ["sudo apt-get update && sudo apt-get install -y redis-server", "npm run test:redis"]],
    ["browser", ["npm run test:browser"]],
    ["chaos", ["npm run test:chaos -- --small"]],
    ["pack", ["npm run check:package", "npm run test:pack -- --only ${{ matrix.row }}"]],
    ["deno", ["npm run test:deno"]],
    ["audit", ["npm audit --package-lock-only --omit dev --omit peer --audit-level moderate"]],
  ])("%s", async (name, commands) => {
    const { jobs } = await workflow("ci.yml")
    expect(commandsOf(jobs[name])).toEqual(expect.arrayContaining(commands))
  })

  it("is checked in the open and on its way in", async () => {
    expect(Object.keys((await workflow("ci.yml")).on)).toEqual(["push", "pull_request"])
  })

  it("runs the specs on every Node that is promised", async () => {
    const { jobs } = await workflow("ci.yml")
    expect(jobs.tests?.strategy?.matrix.node).toEqual([20, 22, 24])
  })

  it("runs the specs with what npm brings along, and nothing else", async () => {
    const { jobs } = await workflow("ci.yml")
    expect(commandsOf(jobs.tests)).toEqual(["npm ci", "npm test"])
  })

  it("packs for the rows that a change can break", async () => {
    const { jobs } = await workflow("ci.yml")
    expect(jobs.pack?.strategy?.matrix.row).toEqual(ROWS_OF_EVERY_CHANGE)
  })
})

describe("what is checked by night", () => {
  it("is checked every night, and whenever somebody asks for it", async () => {
    const { on } = await workflow("nightly.yml")
    expect(on).toEqual({ schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/) }], workflow_dispatch: null })
  })

  it("is the whole plan, row by row where it packs", async () => {
    const { jobs } = await workflow("nightly.yml")
    expect([...(jobs.parts?.strategy?.matrix.part ?? []), "pack"].sort()).toEqual(PLAN.map(({ name }) => name).sort())
    expect(commandsOf(jobs.parts)).toContain("npm run test:nightly -- --only ${{ matrix.part }}")
    expect(jobs.pack?.strategy?.matrix.row).toEqual(ROWS_BY_NIGHT)
    expect(commandsOf(jobs.pack)).toContain("npm run test:pack -- --only ${{ matrix.row }}")
  })
})

it("once a week the newest Medusa is tried", async () => {
  const { on, jobs } = await workflow("newest-medusa.yml")
  expect(on.schedule).toEqual([{ cron: expect.stringMatching(/^\d+ \d+ \* \* \d$/) }])
  expect(commandsOf(jobs.pack)).toContain('npm run test:pack -- --medusa "$(npm view @medusajs/medusa version)"')
})

describe("a release", () => {
  const release = async () => (await workflow("release.yml")).jobs
  const place = async (part: string): Promise<number> =>
    commandsOf((await release()).build).findIndex((run) => run.includes(part))
  const tarball = ".medusa/medusa-payment-almara-*.tgz"

  it("is published with provenance, which needs the repository's address in what is built", async () => {
    const { build, publish } = await release()
    expect(publish?.permissions).toMatchObject({ "id-token": "write" })
    expect(commandsOf(build)).toContain(
      'npm pkg set repository.type=git "repository.url=git+$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git"',
    )
    expect(await place("npm pkg set repository")).toBeLessThan(await place("npm run build"))
  })

  it("is the tarball that was tested, built and packed once", async () => {
    const { build, publish } = await release()
    const runs = commandsOf(build)
    expect(runs.filter((run) => run.includes("npm run build"))).toHaveLength(1)
    expect(runs.filter((run) => run.startsWith("npm pack"))).toEqual([
      "npm pack --ignore-scripts --pack-destination .medusa",
    ])
    expect(runs).toEqual(
      expect.arrayContaining([
        `npm run check:package -- --sbom sbom.cdx.json --tarball ${tarball}`,
        `npm run test:pack -- --only node22 --tarball ${tarball}`,
      ]),
    )
    expect(publish?.needs).toBe("build")
    expect(commandsOf(publish)).toContain(`npm publish ${tarball} --ignore-scripts --provenance --access public`)
  })

  it("is built and tested where nothing may be published, and published where nothing is built", async () => {
    const { build, publish } = await release()
    expect((await workflow("release.yml")).permissions).toEqual({ contents: "read" })
    expect(build?.permissions).toBeUndefined()
    expect(commandsOf(publish).map((run) => run.split(" ", 2).join(" "))).toEqual(["npm publish", "gh release"])
    expect(publish?.steps.flatMap(({ uses }) => uses?.split("@")[0] ?? [])).toEqual([
      "actions/setup-node",
      "actions/download-artifact",
    ])
  })
})

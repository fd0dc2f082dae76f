import { spawnSync } from "node:child_process"
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { root } from "./demo/places"
import { ROWS } from "./pack/rows"

const script = path.join(root, ".ci", "run")
const text = readFileSync(script, "utf8")

/** Stands in for npm: fails in the step that is named, and reports for jest what a red run would. */
const NPM = `#!/bin/sh
report=$(printf '%s\\n' "$@" | sed -n 's/^--outputFile=//p')
[ -n "$report" ] && printf '{"numPassedTests":7,"numFailedTests":%s,"numRuntimeErrorTestSuites":0}' "$FAILED" > "$report"
case "$*" in "$FAILS"*) exit 1;; esac
`

describe(".ci/run", () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), "almara-ci-"))
    for (const [name, content] of [["npm", NPM], ["redis-server", "#!/bin/sh\n"]] as const) {
      writeFileSync(path.join(directory, name), content)
      chmodSync(path.join(directory, name), 0o755)
    }
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  function lastLine(failing: string, failed = 0): string {
    const environment = { ...process.env, PATH: `${directory}:${process.env.PATH}`, CHROMIUM_PATH: process.execPath, FAILS: failing, FAILED: String(failed) }
    const { status, stdout } = spawnSync("bash", [script], { encoding: "utf8", env: environment })
    expect(status).not.toBe(0)
    return stdout.trimEnd().split("\n").at(-1) ?? ""
  }

  it("ends with the closing line when a step before the tests fails", () => {
    expect(lastLine("run typecheck")).toBe("tests: 0 passed, 1 failed")
  })

  it("ends with what was counted when the tests are red", () => {
    expect(lastLine("test --", 2)).toBe("tests: 7 passed, 2 failed")
  })

  it("counts a red step after green tests", () => {
    expect(lastLine("run test:browser", 0)).toBe("tests: 14 passed, 1 failed")
  })

  it("runs every row of the pack's table, or says that it leaves it out", () => {
    const named = [...text.matchAll(/(?:rows=|--only )([\w.,-]+)/g)].flatMap(([, rows = ""]) => rows.split(","))
    expect([...named, "deno"].sort()).toEqual(ROWS.map(({ name }) => name).sort())
  })
})

import { spawnSync } from "node:child_process"
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { root } from "../support/places"
import { PLAN } from "./nightly/plan"
import { ROW_OF_DENO, ROWS, ROWS_OF_EVERY_CHANGE } from "./pack/rows"

const script = path.join(root, ".ci", "run")
const text = readFileSync(script, "utf8")
const commands = text.replace(/^ *#.*$/gm, "")
/** What the forge gives a run, seconds. The run ends itself before, and has half a minute to kill what does not end. */
const MOST_SECONDS = 90 * 60
const SECONDS_TO_KILL = 30

/** Stands in for npm: fails in the step that is named, and reports what jest would. */
const NPM = `#!/bin/sh
report=$(printf '%s\\n' "$@" | sed -n 's/^--outputFile=//p')
fails=0
case "$*" in "$FAILS"*) fails=1;; esac
[ -n "$report" ] && printf '{"numPassedTests":7,"numFailedTests":%s,"numRuntimeErrorTestSuites":0}' "$([ $fails -eq 1 ] && echo "$FAILED" || echo 0)" > "$report"
exit $fails
`

describe(".ci/run", () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), "almara-ci-"))
    for (const [name, content] of [
      ["npm", NPM],
      ["redis-server", "#!/bin/sh\n"],
    ] as const) {
      writeFileSync(path.join(directory, name), content)
      chmodSync(path.join(directory, name), 0o755)
    }
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  function run(failing: string, failed = 0, ofScript = script): { status: number | null; lines: string[] } {
    const environment = {
      ...process.env,
      PATH: `${directory}:${process.env.PATH}`,
      CHROMIUM_PATH: process.execPath,
      FAILS: failing,
      FAILED: String(failed),
    }
    const { status, stdout } = spawnSync("bash", [ofScript], { encoding: "utf8", env: environment })
    return { status, lines: stdout.trimEnd().split("\n") }
  }

  it.each([
    ["a step before the tests fails", "run typecheck", 0, "tests: 0 passed, 1 failed"],
    ["what runs beside others fails", "run lint", 0, "tests: 0 passed, 1 failed"],
    ["the tests are red", "test --", 2, "tests: 7 passed, 2 failed"],
    ["the tests end without a count", "test --", 0, "tests: 7 passed, 1 failed"],
    ["Redis' are red", "run test:redis", 1, "tests: 14 passed, 1 failed"],
    ["the browser's are red", "run test:browser", 3, "tests: 21 passed, 3 failed"],
    ["an ordinary user's are red", "run test:ordinary", 1, "tests: 30 passed, 1 failed"],
    ["what counts as one is red", "run test:chaos", 0, "tests: 29 passed, 1 failed"],
    ["a row is red", "run test:pack", 1, "tests: 38 passed, 1 failed"],
  ])("ends red, with what was counted until then, when %s", (_, failing, failed, closing) => {
    const { status, lines } = run(failing, failed)
    expect(status).not.toBe(0)
    expect(lines.at(-1)).toBe(closing)
  })

  it("ends green with what all of them counted, after what each part took", () => {
    const { status, lines } = run("nothing of this")
    expect(status).toBe(0)
    expect(lines.at(-1)).toBe("tests: 38 passed, 0 failed")
    const parts = lines.flatMap((line) => /^== (.*)$/.exec(line)?.[1] ?? [])
    const table = lines.flatMap((line) => /^(.*): \d+ s$/.exec(line)?.[1] ?? [])
    expect(table).toEqual(parts)
    expect(lines.at(-3)).toMatch(/^in all: \d+ s \(wanted: 3600 s\)$/)
  })

  it("ends itself before the forge does, and leaves no command without that limit", () => {
    const most = Number(/^MOST_SECONDS=(\d+)$/m.exec(text)?.[1])
    expect(most + SECONDS_TO_KILL).toBeLessThan(MOST_SECONDS)
    expect(commands.split("\n").filter((line) => /^npm |^\.ci\//.test(line))).toEqual([])
  })

  it("gives a command no more than what is left, and says what was counted until then", () => {
    writeFileSync(path.join(directory, "npm"), "#!/bin/sh\nexec sleep 60\n")
    const late = path.join(directory, "run")
    writeFileSync(late, text.replace(/^MOST_SECONDS=.*$/m, "MOST_SECONDS=0"))
    const { status, lines } = run("nothing of this", 0, late)
    expect(status).toBe(124)
    expect(lines.at(-1)).toBe("tests: 0 passed, 1 failed")
  })

  it("runs the rows that a change can break, always the same, and leaves the others to the night", () => {
    const rows = /^rows=(\S+)$/m.exec(text)?.[1]?.split(",")
    expect(rows).toEqual([ROW_OF_DENO, ...ROWS_OF_EVERY_CHANGE])
    const byNight =
      PLAN.find(({ name }) => name === "pack")
        ?.command.at(-1)
        ?.split(",") ?? []
    expect([...(rows ?? []), ...byNight].sort()).toEqual(ROWS.map(({ name }) => name).sort())
    expect(commands.match(/(?<=^count )npm run test:pack .*$/gm)).toEqual(['npm run test:pack -- --only "$rows"'])
    expect(commands).toContain("npm run test:deno -- --without-store")
  })
})

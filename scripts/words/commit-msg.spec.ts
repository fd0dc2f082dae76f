import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

const HOOK = path.join(__dirname, "../../.githooks/commit-msg")

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "almara-commit-"))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function tryCommit(message: string) {
  const file = path.join(folder, "COMMIT_EDITMSG")
  writeFileSync(file, message)
  const { status, stderr } = spawnSync("sh", [HOOK, file], { encoding: "utf8" })
  return { isTaken: status === 0, stderr }
}

describe("the hook for commit subjects", () => {
  it.each([
    ["Hold money that came in another currency"],
    [
      "# a comment\n\nAsk Almara once more\n\nThe reason, as long as it takes, stands in the body of the message, whatever its length is.",
    ],
    ["Merge branch 'main' into something that has a very long name, longer than any subject"],
    ["Seed the callbacks and bring them into an order"],
    ["A".repeat(72)],
  ])("takes %j", (message) => {
    expect(tryCommit(message)).toEqual({ isTaken: true, stderr: "" })
  })

  it.each([
    ["A".repeat(73), "longer than 72 characters"],
    ["hold money", "begins with a capital letter"],
    ["Hold money.", "without a full stop"],
    ["Fixed the money", "in the imperative"],
    ["Holding money", "in the imperative"],
    ["", "begins with a capital letter"],
  ])("refuses %j, and says why", (message, reason) => {
    const { isTaken, stderr } = tryCommit(message)
    expect(isTaken).toBe(false)
    expect(stderr).toContain(reason)
  })
})

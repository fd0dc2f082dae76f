import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { spawnSync } from "node:child_process"
import os from "node:os"
import path from "node:path"
import { root } from "../support/places"
import { missingPrograms } from "./programs"

const directory = mkdtempSync(path.join(os.tmpdir(), "almara-programs-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

it("finds a program in any folder of the PATH, and only what may be executed", () => {
  for (const [name, mode] of [
    ["redis-server", 0o755],
    ["redis-cli", 0o644],
  ] as const) {
    writeFileSync(path.join(directory, name), "#!/bin/sh\n")
    chmodSync(path.join(directory, name), mode)
  }
  expect(missingPrograms(["redis-server", "redis-cli"], ["/nowhere", "", directory].join(path.delimiter))).toEqual([
    "redis-cli",
  ])
})

it("says in one line what to install, and ends red", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-r", "ts-node/register", "scripts/programs.ts"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PATH: "" },
  })
  expect(status).toBe(1)
  expect(stdout).toBe("")
  expect(stderr).toMatch(
    /^.*redis-server and redis-cli cannot be found: install it .*apt-get install redis-server.*\n$/,
  )
})

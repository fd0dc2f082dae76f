import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { Parts } from "./parts"

const directory = mkdtempSync(path.join(os.tmpdir(), "almara-parts-"))
const logFile = path.join(directory, "child.log")

afterAll(() => rmSync(directory, { recursive: true, force: true }))

function script(text: string) {
  const file = path.join(directory, `${Math.random()}.js`)
  writeFileSync(file, text)
  return { name: "The child", args: [file], directory, environment: process.env, logFile }
}

describe("Parts", () => {
  it("stops in the opposite order, and waits for what is still starting", async () => {
    const parts = new Parts()
    const stopped: string[] = []
    await parts.start(
      async () => "first",
      (name) => stopped.push(name),
    )
    const starting = parts.start(
      () => pause(50, "second"),
      (name) => stopped.push(name),
    )
    await parts.stop()
    expect(stopped).toEqual(["second", "first"])
    await expect(starting).resolves.toBe("second")
    await expect(
      parts.start(
        async () => "third",
        () => undefined,
      ),
    ).rejects.toThrow("being stopped")
  })

  it("stops a child with what it has started", async () => {
    const parts = new Parts()
    parts.keep(
      script(`const { spawn } = require("node:child_process")
      const grandchild = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"])
      console.log(grandchild.pid)
      process.on("SIGTERM", () => process.exit(0))`),
    )
    const grandchild = await untilPrinted()
    expect(isAlive(grandchild)).toBe(true)
    await parts.stop()
    for (const deadline = Date.now() + 10_000; isAlive(grandchild) && Date.now() < deadline;) await pause(20)
    expect(isAlive(grandchild)).toBe(false)
  })

  it("says which child ended by itself, and what it said last", async () => {
    const parts = new Parts()
    parts.keep(script(`console.log("all is well"); console.log("then it was not"); process.exit(3)`))
    await expect(parts.failure).rejects.toThrow(/The child ended with code 3[\s\S]*then it was not/)
    await parts.stop()
  })

  it("runs a script to its end", async () => {
    const parts = new Parts()
    await expect(parts.run(script("process.exit(0)"))).resolves.toBeUndefined()
    await expect(parts.run(script(`throw new Error("no good")`))).rejects.toThrow(/code 1[\s\S]*no good/)
    await parts.stop()
  })
})

async function untilPrinted(): Promise<number> {
  for (;;) {
    const printed = Number(readFileSync(logFile, "utf8"))
    if (printed > 0) return printed
    await pause(20)
  }
}

/** A killed process that nobody has collected yet is a zombie, not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return process.platform !== "linux" || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))
  } catch (error) {
    // ENOENT: it was collected between the two looks.
    if (["ESRCH", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) return false
    throw error
  }
}

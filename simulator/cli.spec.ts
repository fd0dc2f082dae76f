import { spawn } from "node:child_process"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { join } from "node:path"

jest.setTimeout(30_000)

function run(...args: string[]) {
  const root = join(__dirname, "..")
  const child = spawn(process.execPath, ["-r", "ts-node/register", join(__dirname, "cli.ts"), ...args], { cwd: root })
  let output = ""
  const listening = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk
        const url = /Almara simulator: (http\S+)/.exec(output)?.[1]
        if (url !== undefined) {
          resolve(url)
        }
      })
    }
  })
  const exited = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, output })),
  )
  return { child, listening, exited }
}

it("shows its options", async () => {
  const { code, output } = await run("--help").exited
  expect(code).toBe(0)
  expect(output).toContain("--url-field <name>")
})

it("refuses bad options in words", async () => {
  const wrong = await run("--port", "many", "--answer", "loud").exited
  expect(wrong.code).toBe(2)
  expect(wrong.output).toContain("--port must be a whole number from 0 to 65535.\n--answer must be message or flat.")
  const unknown = await run("--colour", "blue").exited
  expect(unknown.code).toBe(2)
  expect(unknown.output).toContain("--colour")
  expect(unknown.output).not.toContain("    at ")
})

it("says when the port is taken", async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve))
  const { port } = other.address() as AddressInfo
  const { code, output } = await run("--port", String(port)).exited
  await new Promise((resolve) => other.close(resolve))
  expect(code).toBe(1)
  expect(output).toBe(
    `Cannot listen on 127.0.0.1:${port}: the port is taken. Choose another with --port, or 0 for any free one.\n`,
  )
})

it.each(["SIGINT", "SIGTERM"] as const)("listens, and stops cleanly on %s", async (signal) => {
  const { child, listening, exited } = run("--port", "0", "--client-secret", "my-own")
  const url = await listening
  expect((await fetch(`${url}/v1/health`)).status).toBe(200)
  child.kill(signal)
  const { code, output } = await exited
  expect(code).toBe(0)
  expect(output).not.toContain("my-own")
})

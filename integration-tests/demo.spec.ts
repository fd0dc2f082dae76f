import { spawn, type ChildProcess } from "node:child_process"
import { readdirSync, readFileSync, rmSync, mkdtempSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import { chooseFreePorts, findTakenPort, services, type Ports } from "../support/ports"
import { eventually } from "./setup/shopper"

jest.setTimeout(300_000)

const ROOT = path.resolve(__dirname, "..")
const directory = mkdtempSync(path.join(tmpdir(), "almara-demo-spec-"))
const started: ChildProcess[] = []

afterAll(() => {
  for (const child of started) child.kill("SIGKILL")
  rmSync(directory, { recursive: true, force: true })
})

interface Demo {
  process: ChildProcess
  output(): string
  /** Resolves with the exit code. */
  ended: Promise<number | null>
}

/** Starts the demo as `npm run demo` does, without its dashboard, in a folder of the spec's. */
function startDemo(ports: Ports): Demo {
  const args = services.flatMap((service) => [`--port-${service}`, String(ports[service])])
  const child = spawn(
    process.execPath,
    ["-r", "ts-node/register", "scripts/demo/index.ts", "--without-admin", ...args],
    {
      cwd: ROOT,
      env: { ...process.env, DEMO_DIRECTORY: directory, DATABASE_URL: "" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  )
  started.push(child)
  let printed = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (printed += chunk.toString()))
  return { process: child, output: () => printed, ended: new Promise((resolve) => child.once("close", resolve)) }
}

const untilReady = async (demo: Demo) => {
  const isOver = demo.ended.then((code) => {
    throw new Error(`The demo ended with ${code}:\n${demo.output()}`)
  })
  await Promise.race([
    eventually(
      async () => demo.output(),
      (text) => text.includes("Press Ctrl-C"),
      240_000,
    ),
    isOver,
  ])
}

/** The command lines of what the demo has started, however far down: they all know its folder. */
function processesOfDemo(): string[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  return pids
    .filter((pid) => readProcess(pid, "environ").includes(`DEMO_DIRECTORY=${directory}`))
    .map((pid) => readProcess(pid, "cmdline").replaceAll("\0", " "))
}

/** A process that was just killed takes a moment to be gone. */
const untilNoneIsLeft = () =>
  eventually(
    async () => processesOfDemo(),
    (left) => left.length === 0,
  )

function readProcess(pid: string, what: "environ" | "cmdline"): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, "utf8")
  } catch (error) {
    // It has ended since, or belongs to somebody else.
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return ""
    throw error
  }
}

it("starts, stops on Ctrl-C without leaving a process or a port, and finds everything as it was", async () => {
  const ports = await chooseFreePorts()
  for (const database of ["migrated", "as it was"]) {
    const demo = startDemo(ports)
    await untilReady(demo)
    expect(demo.output()).toContain(`Database: ${database}`)
    expect((await fetch(`http://localhost:${ports.storefront}`)).status).toBe(200)
    expect(processesOfDemo().length).toBeGreaterThan(1)
    demo.process.kill("SIGINT")
    expect(await demo.ended).toBe(0)
    await untilNoneIsLeft()
    expect(await findTakenPort(ports, services)).toBeUndefined()
  }
})

it("names a port that is taken, and the option that chooses another one", async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve))
  const taken = (other.address() as AddressInfo).port
  try {
    const demo = startDemo({ ...(await chooseFreePorts()), simulator: taken })
    expect(await demo.ended).toBe(1)
    expect(demo.output()).toContain(
      `Port ${taken} (simulator) is taken; choose another one with "npm run demo -- --port-simulator <number>".`,
    )
    await untilNoneIsLeft()
  } finally {
    other.close()
  }
})

import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { lastLines } from "../../support/log"
import { portOption, readOptions, usage, type DemoOptions } from "./options"
import { Parts } from "../../support/parts"
import { demoDirectory } from "../../support/places"
import { chooseFreePorts, findTakenPort, services } from "../../support/ports"
import { Progress } from "./progress"
import { smoke } from "./smoke"
import { startDemo } from "./start"

/** npm hands a Ctrl-C on that the terminal has sent to us already: two at once are one. */
const sameCtrlCInMilliseconds = 1_000

const parts = new Parts()

/** Resolves when the user wants it all to end. */
const interrupted = new Promise<"interrupted">((resolve) => {
  let firstAt: number | undefined
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (firstAt === undefined) {
        firstAt = performance.now()
        console.log("\nStopping everything; Ctrl-C once more ends it by force.")
        resolve("interrupted")
      } else if (performance.now() - firstAt > sameCtrlCInMilliseconds) {
        parts.kill()
        process.exit(1)
      }
    })
  }
})

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options.help) {
    console.log(usage)
    return 0
  }
  return options.smoke ? runSmoke() : runDemo(options)
}

async function runDemo({ ports, admin }: DemoOptions): Promise<number> {
  const databaseUrl = process.env.DATABASE_URL || undefined
  const taken = await findTakenPort(
    ports,
    services.filter((service) => service !== "postgres" || databaseUrl === undefined),
  )
  if (taken !== undefined) {
    throw new Error(
      `Port ${ports[taken]} (${taken}) is taken; choose another one with "npm run demo -- ${portOption(taken)} <number>".`,
    )
  }
  const progress = new Progress()
  const directory = demoDirectory()
  const postgresDirectory = path.join(directory, "postgres")
  const demo = await untilInterrupted(
    startDemo({ directory, postgresDirectory, ports, admin, databaseUrl }, parts, progress),
  )
  if (demo === "interrupted") return 130
  console.log(`
Ready after ${progress.elapsed().trim()}.

  Storefront   ${demo.storefrontUrl}
  Admin        ${demo.storeUrl}/app${admin ? "" : " (not built)"}
               ${demo.admin.email}
               ${demo.admin.password}
  Simulator    ${demo.simulatorUrl}

Buy a shirt and leave Almara's page unpaid. Then make a payment link for it, as for any order that owes something:
Admin, Orders, the order, "Copy payment link".

Press Ctrl-C to stop everything; the data stays in .demo/.
`)
  await untilInterrupted(parts.failure)
  return 0
}

async function runSmoke(): Promise<number> {
  const directory = await parts.start(
    async () => mkdtempSync(path.join(os.tmpdir(), "almara-demo-")),
    (temporary) => rmSync(temporary, { recursive: true, force: true }),
  )
  const progress = new Progress()
  const walk = async () => {
    const demo = await startDemo({ directory, ports: await chooseFreePorts(), admin: true }, parts, progress)
    await smoke(demo, progress)
  }
  try {
    if ((await untilInterrupted(walk())) === "interrupted") return 130
  } catch (error) {
    console.error(`The store's last lines:\n${lastLines(path.join(directory, "store.log"))}`)
    throw error
  }
  console.log(`The whole way holds (${progress.elapsed().trim()}).`)
  return 0
}

function untilInterrupted<Result>(work: Promise<Result>): Promise<Result | "interrupted"> {
  return Promise.race([work, parts.failure, interrupted])
}

/** Whatever happened, nothing is left running. */
async function end(code: number): Promise<void> {
  try {
    await parts.stop()
    process.exit(code)
  } catch (error) {
    console.error(error)
    parts.kill()
    process.exit(1)
  }
}

main().then(end, (error: unknown) => {
  console.error(`✗ ${error instanceof Error ? error.message : String(error)}`)
  return end(1)
})

import { mkdtempSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { freePort } from "../../scripts/postgres"
import { startSimulator } from "../../simulator/server"
import { copyOfTemplate } from "../setup/database"
import { adminToken, storeEnvironment } from "../setup/store"
import { prepareTemplate } from "../setup/template"
import { startBalancer } from "./balancer"
import { compareBooks } from "./books"
import { gatherEvidence } from "./evidence"
import { applyFault, calmAlmara } from "./faults"
import { STILL_IN_MILLISECONDS, tellHang, watchForHang } from "./hang"
import { problemsOf } from "./checks"
import { waitForLatePayers } from "./late-payers"
import { readOptions, type ChaosOptions } from "./options"
import { DUE_IN_MINUTES, passingTime } from "./passing-time"
import { makePlan, type Fault } from "./plan"
import { startRestartablePostgres } from "./postgres"
import { createCallbackSender } from "./callback-sender"
import { makeProject } from "./project"
import { describe, readRest, untilQuiet } from "./quiet"
import { readBooks } from "./read-books"
import { startRedis } from "./redis"
import { runScript } from "./run"
import { prepareShopFloor } from "./shop-fixture"
import { liveShopper } from "./shopper"
import { startStoreProcess, type StoreProcess } from "./store-process"
import { countEach, printTable } from "./table"

/** The faults that tear a process away from its work. */
const TEARING: readonly Fault["kind"][] = ["kill -9 of a store", "restart of Postgres"]

const startedAt = Date.now()
const leftovers: (() => Promise<void> | void)[] = []
const underWay = new Map<string | number, string>()
const watch = watchForHang("Postgres, Redis, and a seeded database", (stage) => {
  process.stdout.write(`${tellHang(stage, underWay)}\n`)
  // What was started is stopped by its own listener to this process' end.
  process.exit(2)
})
const say = (sentence: string) =>
  process.stdout.write(`${String(Math.round((Date.now() - startedAt) / 1000)).padStart(4)} s  ${sentence}\n`)

async function main(options: ChaosOptions): Promise<number> {
  const keep = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
    leftovers.unshift(() => part.stop())
    return part
  }
  const directory = mkdtempSync(path.join(os.tmpdir(), "almara-chaos-logs-"))
  const [postgres, redis] = await Promise.all([startRestartablePostgres().then(keep), startRedis().then(keep)])
  process.env.ALMARA_TEST_POSTGRES = postgres.url
  await prepareTemplate()
  const database = await copyOfTemplate()
  const floor = await prepareShopFloor(postgres, database)
  say("Postgres, Redis, and a seeded database are there")
  watch.moved("the two stores")

  const simulator = await startSimulator({ port: 0 })
  leftovers.unshift(() => simulator.close())
  const project = makeProject()
  leftovers.push(() => project.remove())
  const ports = [await freePort(), await freePort()] as const
  const balancer = keep(await startBalancer(() => [...ports]))
  const environment = {
    ...process.env,
    ...storeEnvironment({ url: balancer.url, almaraUrl: simulator.url, database }),
    REDIS_URL: redis.url,
    ALMARA_PLACEMENT: options.placement,
    ALMARA_REQUESTS_PER_SECOND: "20",
    ALMARA_DUE_IN_MINUTES: String(DUE_IN_MINUTES),
    ALMARA_GRACE_IN_MINUTES: "0",
  }
  const logFiles = ports.map((_, index) => path.join(directory, `store-${index}.log`))
  const [left, right] = ports.map((port, index) =>
    keep(startStoreProcess({ directory: project.directory, port, environment, logFile: logFiles[index] as string })),
  )
  const stores: [StoreProcess, StoreProcess] = [left as StoreProcess, right as StoreProcess]
  await Promise.all(stores.map((store) => store.untilUp()))
  say(`both stores are up; their logs are in ${directory}`)

  const callbackSender = createCallbackSender(simulator.url)
  const plan = makePlan(options.seed, options.checkouts, options)
  const latePayers = waitForLatePayers()
  const time = passingTime(postgres, database)
  const world = {
    ...floor,
    time,
    underWay,
    placement: options.placement,
    latePayers,
    storeUrl: balancer.url,
    simulatorUrl: simulator.url,
    callbackSender,
    publishableKey: process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "",
    adminToken: await adminToken(balancer.url),
  }
  const applied: Fault[] = []
  let lived = 0
  let tornAt = 0
  watch.moved("shoppers and faults")
  const results = await runScript({
    shoppers: plan.shoppers,
    faults: plan.faults,
    atOnce: options.shoppersAtOnce,
    live: async (shopper) => {
      const result = await liveShopper(world, shopper)
      watch.moved()
      lived += 1
      for (const seen of result.lostCarts)
        say(`shopper ${shopper.number} (${shopper.outcome}) ordered anew after ${seen}`)
      if (lived % 20 === 0) say(`${lived} of ${plan.shoppers.length} shoppers have been there`)
      return result
    },
    apply: async (fault) => {
      say(
        `fault after ${fault.after}: ${fault.kind}${"how" in fault ? `: ${fault.how}` : ""}${"store" in fault ? ` ${fault.store}` : ""}`,
      )
      underWay.set("fault", fault.kind)
      await applyFault(fault, { stores, postgres, redis, simulatorUrl: simulator.url })
      underWay.delete("fault")
      watch.moved()
      if (TEARING.includes(fault.kind)) tornAt = Date.now()
      applied.push(fault)
    },
  })
  say("all shoppers have been there, and the time to pay is over; waiting until all is quiet")
  watch.moved("the stores, so that all becomes quiet")
  await calmAlmara(simulator.url)
  await Promise.all(stores.map((store) => store.untilUp()))

  let told = ""
  let pausesShortened = 0
  const becomeQuiet = () =>
    untilQuiet(
      async () => {
        pausesShortened += await time.endPauses(tornAt)
        watch.moved()
        return readRest(postgres, database, callbackSender, latePayers)
      },
      STILL_IN_MILLISECONDS,
      (left) => {
        const now = describe(left)
        if (now !== told) say(`to be done: ${now}`)
        told = now
      },
    )
  await becomeQuiet()
  const lateLooks = await time.makeLateLooksDue()
  say(`days pass: the clock looks at ${lateLooks} closed checkouts once more`)
  const rest = await becomeQuiet()
  const interruptions = applied.filter(({ kind }) => TEARING.includes(kind)).length
  const books = await readBooks(postgres, database, simulator.url, callbackSender, interruptions)
  const comparison = compareBooks(books)
  const { sent, givenUp } = callbackSender.figures()
  const table = printTable(comparison, {
    placement: options.placement,
    seed: options.seed,
    shoppers: results.length,
    checkouts: books.almara.length,
    seconds: Math.round((Date.now() - startedAt) / 1000),
    faults: applied,
    callbackFaults: countEach(plan.shoppers.map(({ callbacks }) => callbacks)),
    cartsLeft: results.flatMap(({ lostCarts }) => lostCarts).length,
    ownEnds: stores.reduce((sum, store) => sum + store.ownEnds(), 0),
    callbacksSent: sent,
    callbacksGivenUp: givenUp,
    connectionsLost: balancer.lost(),
    latePayers: latePayers.figures().all,
    lateLooks,
    pausesShortened,
  })
  const problems = problemsOf({ plannedFaults: plan.faults, madeFaults: applied, rest, problems: comparison.problems })
  process.stdout.write(
    `\n${table}\n\n${problems.length === 0 ? "The books agree." : `The run is red:\n${problems.join("\n")}`}\n`,
  )
  if (problems.length > 0) process.stdout.write(`${await gatherEvidence(problems, postgres, database, logFiles)}\n`)
  return problems.length === 0 ? 0 : 1
}

/** Whatever happened, nothing is left running. */
async function end(code: number): Promise<never> {
  for (const stop of leftovers) await stop()
  process.exit(code)
}

// Not `once`: a second signal would end the process before it has stopped what it started.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130))

main(readOptions(process.argv.slice(2))).then(end, (error: unknown) => {
  process.stdout.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return end(1)
})

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
import { readOptions, type ChaosOptions } from "./options"
import { waitForLatecomers } from "./latecomers"
import { makePlan, type Fault } from "./plan"
import { startRestartablePostgres } from "./postgres"
import { createPostman } from "./postman"
import { makeProject } from "./project"
import { makeLateLooksDue, readRest, shortenPauses, untilQuiet, type Rest } from "./quiet"
import { readBooks } from "./read-books"
import { startRedis } from "./redis"
import { runScript } from "./run"
import { prepareShopFloor } from "./shop-floor"
import { liveShopper, type Story } from "./shopper"
import { startStoreProcess, type StoreProcess } from "./store-process"
import { countEach, printTable } from "./table"

const WHOLE_RUN_IN_MILLISECONDS = 10 * 60_000
/** What the end of the run needs, whatever happened. */
const END_IN_MILLISECONDS = 25_000
/** What the last shopper's checkout may take: to be placed, to be due, to be asked about, and to be taken over from a dead process. */
const LAST_SHOPPER_IN_MILLISECONDS = 200_000

/** The share of shoppers who may have come too late or found no page to pay on, because a fault was longer than their time. */
const MOST_LATE = 0.04
/** And of those who may give up in all. */
const MOST_GIVING_UP = 0.1
/**
 * Who gave up placing an order that was under way when a process or Postgres was torn away counts in neither: Medusa keeps
 * such a cart locked for two minutes, longer than an order may wait for its money here. But so many must have got through.
 */
const FEWEST_DONE = 0.7

/** The faults that tear a process away from its work. */
const TEARING: readonly Fault["kind"][] = ["kill -9 of a store", "restart of Postgres"]

const startedAt = Date.now()
const leftovers: (() => Promise<void> | void)[] = []
const say = (sentence: string) => process.stdout.write(`${String(Math.round((Date.now() - startedAt) / 1000)).padStart(4)} s  ${sentence}\n`)

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
    ALMARA_DUE_IN_MINUTES: "1",
    ALMARA_GRACE_IN_MINUTES: String(options.graceInMinutes),
  }
  const logFiles = ports.map((_, index) => path.join(directory, `store-${index}.log`))
  const [left, right] = ports.map((port, index) => keep(startStoreProcess({ directory: project.directory, port, environment, logFile: logFiles[index] as string })))
  const stores: [StoreProcess, StoreProcess] = [left as StoreProcess, right as StoreProcess]
  await Promise.all(stores.map((store) => store.untilUp()))
  say(`both stores are up; their logs are in ${directory}`)

  const postman = createPostman(simulator.url)
  const plan = makePlan(options.seed, options.checkouts, { ...options, expiringFirst: options.isSmall })
  const latecomers = waitForLatecomers()
  const placing = new Set<number>()
  const struck = new Set<number>()
  const world = {
    ...floor,
    placing,
    placement: options.placement,
    latecomers,
    storeUrl: balancer.url,
    simulatorUrl: simulator.url,
    postman,
    publishableKey: process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "",
    adminToken: await adminToken(balancer.url),
    patienceMs: options.patienceMs,
  }
  const applied: Fault[] = []
  let lived = 0
  const results = await runScript({
    shoppers: plan.shoppers,
    faults: plan.faults,
    atOnce: options.shoppersAtOnce,
    closesAt: startedAt + WHOLE_RUN_IN_MILLISECONDS - END_IN_MILLISECONDS - LAST_SHOPPER_IN_MILLISECONDS,
    live: async (shopper) => {
      const result = await liveShopper(world, shopper)
      lived += 1
      if (result.seen) say(`shopper ${shopper.number} (${shopper.outcome}) ${result.seen}${struck.has(shopper.number) ? "; struck while placing the order" : ""}`)
      if (lived % 20 === 0) say(`${lived} of ${plan.shoppers.length} shoppers have been there`)
      return { ...result, isStruck: struck.has(shopper.number) }
    },
    apply: async (fault) => {
      say(`fault after ${fault.after}: ${fault.kind}${"how" in fault ? `: ${fault.how}` : ""}${"store" in fault ? ` ${fault.store}` : ""}`)
      const strike = () => TEARING.includes(fault.kind) && placing.forEach((shopper) => struck.add(shopper))
      strike()
      await applyFault(fault, { stores, postgres, redis, simulatorUrl: simulator.url })
      strike()
      applied.push(fault)
    },
  })
  say("all shoppers have been there; waiting until all is quiet")
  await calmAlmara(simulator.url)

  let told = ""
  let pausesShortened = 0
  const becomeQuiet = () =>
    untilQuiet(
      async () => {
        pausesShortened += await shortenPauses(postgres, database, options.graceInMinutes)
        return readRest(postgres, database, postman, latecomers)
      },
      startedAt + WHOLE_RUN_IN_MILLISECONDS - END_IN_MILLISECONDS,
      (left) => {
        const now = describe(left)
        if (now !== told) say(`to be done: ${now}`)
        told = now
      }
    )
  await becomeQuiet()
  const lateLooks = await makeLateLooksDue(postgres, database)
  say(`days pass: the clock looks at ${lateLooks} closed checkouts once more`)
  const rest = await becomeQuiet()
  const interruptions = applied.filter(({ kind }) => TEARING.includes(kind)).length
  const books = await readBooks(postgres, database, simulator.url, postman, interruptions)
  const comparison = compareBooks(books)
  const { sent, givenUp } = postman.figures()
  const table = printTable(comparison, {
    placement: options.placement,
    seed: options.seed,
    shoppers: results.length,
    checkouts: books.almara.length,
    seconds: Math.round((Date.now() - startedAt) / 1000),
    faults: applied,
    callbackFaults: countEach(plan.shoppers.slice(0, results.length).map(({ callbacks }) => callbacks)),
    stories: countEach(results.map(({ story }) => story)),
    callbacksSent: sent,
    callbacksGivenUp: givenUp,
    connectionsLost: balancer.lost(),
    latecomers: latecomers.figures().all,
    lateLooks,
    pausesShortened,
  })
  const isQuiet = Object.values(rest).every((count) => count === 0)
  const missing = plan.shoppers.length - results.length
  const problems = [
    ...findGivingUp(results),
    ...(missing > 0 ? [`Only ${results.length} of ${plan.shoppers.length} shoppers could be let in before the time was over.`] : []),
    ...(isQuiet ? [] : [`It did not become quiet: ${describe(rest)}.`]),
    ...comparison.problems,
  ]
  process.stdout.write(`\n${table}\n\n${problems.length === 0 ? "The books agree." : `The books do not agree:\n${problems.join("\n")}`}\n`)
  if (problems.length > 0) process.stdout.write(`${await gatherEvidence(problems, postgres, database, logFiles)}\n`)
  return problems.length === 0 ? 0 : 1
}

/** Books without entries agree as well: a run in which many did not get through shows little. */
function findGivingUp(results: { story: Story; isStruck: boolean }[]): string[] {
  const done = results.filter(({ story }) => story === "done").length
  const stories = results.flatMap(({ story, isStruck }) => (isStruck && story === "gave up placing the order" ? [] : [story]))
  const atMost = (share: number, what: string, isOne: (story: Story) => boolean) => {
    const most = Math.max(2, Math.round(stories.length * share))
    const count = stories.filter(isOne).length
    return count > most ? [`${count} of ${stories.length} shoppers ${what}; ${most} may.`] : []
  }
  return [
    ...atMost(MOST_LATE, "came too late or found no way to pay", (story) => story === "came too late to pay" || story === "found no way to pay"),
    ...atMost(MOST_GIVING_UP, "did not get through", (story) => story !== "done"),
    ...(done < results.length * FEWEST_DONE ? [`Only ${done} of ${results.length} shoppers got through.`] : []),
  ]
}

function describe(rest: Rest): string {
  return Object.entries(rest)
    .map(([what, count]) => `${count} ${what}`)
    .join(", ")
}

/** Whatever happened, nothing is left running. */
async function end(code: number): Promise<never> {
  for (const stop of leftovers) await stop()
  process.exit(code)
}

const watchdog = setTimeout(() => {
  process.stdout.write("The run did not end by itself within ten minutes.\n")
  // What was started is stopped by its own listener to this process' end.
  process.exit(1)
}, WHOLE_RUN_IN_MILLISECONDS)
watchdog.unref()
// Not `once`: a second signal would end the process before it has stopped what it started.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130))

main(readOptions(process.argv.slice(2))).then(end, (error: unknown) => {
  process.stdout.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return end(1)
})

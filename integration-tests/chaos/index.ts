import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { freePort } from "../../support/postgres"
import { goodsOf, SHIRTS } from "../../support/shop"
import { startBalancer } from "../setup/balancer"
import { copyOfTemplate } from "../setup/database"
import { startGateway } from "../setup/gateway"
import { startRedis } from "../setup/redis"
import { prepareTemplate } from "../setup/template"
import { compareBooks } from "./books"
import { countEach, problemsOf } from "./checks"
import { gatherEvidence } from "./evidence"
import { STILL_IN_MILLISECONDS, tellHang, watchForHang } from "./hang"
import { readPlan, runPlan, type ChaosPlan, type Fault } from "./plan"
import { startRestartablePostgres } from "./postgres"
import { makeProject, RECORDER_TABLE } from "./project"
import { describe, DUE_IN_MINUTES, endPauses, readRest, untilQuiet } from "./quiet"
import { readBooks } from "./read-books"
import { liveShopper } from "./shopper"
import { keepStore } from "./stores"

/** Almara tries a callback until it is answered with 200; how often is our assumption (FACTS.md). */
const CALLBACK_PAUSES_IN_MILLISECONDS = [500, 1000, 2000, 4000, 8000, 8000]
/** As many entries as make Redis refuse everything for a moment after a restart, while it loads them. */
const FILL_REDIS = "for entry = 1, 400000 do redis.call('set', 'chaos:' .. entry, entry) end"

const startedAt = Date.now()
const seconds = () => Math.round((Date.now() - startedAt) / 1000)
const say = (sentence: string) => process.stdout.write(`${String(seconds()).padStart(4)} s  ${sentence}\n`)
const temporary = (what: string) => mkdtempSync(path.join(os.tmpdir(), `almara-chaos-${what}-`))
/** Torn away from its work is who was with a store or with Postgres. */
const isTearing = ({ kind }: Fault) => kind !== "restart of Redis"
const leftovers: (() => Promise<unknown> | void)[] = []
const underWay = new Map<string | number, string>()
const watch = watchForHang("Postgres, Redis, and a seeded database", (stage) => {
  process.stdout.write(`${tellHang(stage, underWay)}\n`)
  // What was started is stopped by its own listener to this process' end.
  process.exit(2)
})

function keep<Part extends { stop(): Promise<unknown> }>(part: Part): Part {
  leftovers.unshift(() => part.stop())
  return part
}

async function main(plan: ChaosPlan): Promise<number> {
  const redisFolder = temporary("redis")
  leftovers.push(() => rmSync(redisFolder, { recursive: true }))
  const postgres = keep(await startRestartablePostgres())
  const redisPort = await freePort()
  let redis = await startRedis(redisPort, redisFolder)
  leftovers.unshift(() => redis.stop())
  await redis.command("eval", FILL_REDIS, "0")
  process.env.ALMARA_TEST_POSTGRES = postgres.url
  await prepareTemplate()
  const database = await copyOfTemplate()
  const query = postgres.query(database)
  await query(RECORDER_TABLE)
  say("Postgres, Redis, and a seeded database are there")
  watch.moved("the two stores")

  const gateway = keep(await startGateway({ callbackPausesMs: CALLBACK_PAUSES_IN_MILLISECONDS }))
  const project = makeProject()
  leftovers.push(() => project.remove())
  const balancer = keep(await startBalancer())
  balancer.behind.push(await freePort(), await freePort())
  const environment = {
    MEDUSA_BACKEND_URL: balancer.url,
    REDIS_URL: redis.url,
    ALMARA_PLACEMENT: plan.placement,
    ALMARA_REQUESTS_PER_SECOND: "20",
    ALMARA_DUE_IN_MINUTES: String(DUE_IN_MINUTES),
    ALMARA_GRACE_IN_MINUTES: "0",
  }
  const place = { almaraUrl: gateway.url, database, directory: project.directory, environment }
  const stores = balancer.behind.map((port) => keep(keepStore({ ...place, port, jobs: "as in production" })))
  const allUp = () => Promise.all(stores.map((store) => store.untilUp()))
  await allUp()
  say("both stores are up")

  const world = {
    goods: await goodsOf(query, SHIRTS),
    placement: plan.placement,
    storeUrl: balancer.url,
    gateway,
    publishableKey: process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "",
    underWay,
  }
  /** A store is killed only while both are up, so that somebody is there to take over. */
  const apply: Record<Fault["kind"], (store: 0 | 1) => Promise<unknown>> = {
    "kill -9 of a store": (store) => allUp().then(() => stores[store]?.killAndRestart()),
    "fast restart of Postgres": () => postgres.restart("fast"),
    "immediate restart of Postgres": () => postgres.restart("immediate"),
    "restart of Redis": async () => {
      await redis.stop()
      redis = await startRedis(redisPort, redisFolder)
    },
  }
  const applied: Fault[] = []
  let [lived, cartsLost, tornAt] = [0, 0, 0]
  watch.moved("shoppers and faults")
  await runPlan(
    plan,
    async (shopper) => {
      cartsLost += await liveShopper(world, shopper)
      watch.moved()
      lived += 1
      if (lived % 20 === 0) say(`${lived} of ${plan.shoppers.length} shoppers have been there`)
    },
    async (fault) => {
      say(`fault after ${fault.after}: ${fault.kind}`)
      underWay.set("fault", fault.kind)
      await apply[fault.kind](fault.store)
      underWay.delete("fault")
      watch.moved()
      if (isTearing(fault)) tornAt = Date.now()
      applied.push(fault)
    },
  )
  say("all shoppers have been there, and the time to pay is over; waiting until all is quiet")
  watch.moved("the stores, so that all becomes quiet")
  await allUp()

  let told = ""
  const rest = await untilQuiet(async () => {
    await endPauses(query, tornAt)
    watch.moved()
    const left = await readRest(query, gateway)
    const now = describe(left)
    if (now !== told) say(`to be done: ${now}`)
    told = now
    return left
  }, STILL_IN_MILLISECONDS)
  const comparison = compareBooks(await readBooks(query, gateway, applied.filter(isTearing).length))
  const problems = problemsOf({ plannedFaults: plan.faults, madeFaults: applied, rest, problems: comparison.problems })
  const figures = {
    placement: plan.placement,
    seed: plan.seed,
    seconds: seconds(),
    shoppers: lived,
    "carts locked or refused, ordered anew": cartsLost,
    ...countEach(applied.map(({ kind }) => kind)),
    "stores that ended by themselves": stores.reduce((sum, store) => sum + store.ownEnds(), 0),
    ...comparison.figures,
  }
  for (const [name, value] of Object.entries(figures)) process.stdout.write(`${name.padEnd(50)}${value}\n`)
  process.stdout.write(problems.length === 0 ? "\nThe books agree.\n" : `\nThe run is red:\n${problems.join("\n")}\n`)
  if (problems.length === 0) return 0
  const log = stores.map((store) => store.output()).join("")
  const logFile = path.join(temporary("logs"), "stores.log")
  writeFileSync(logFile, log)
  process.stdout.write(`${await gatherEvidence(problems, query, log)}\nWhat the stores said is in ${logFile}\n`)
  return 1
}

/** Whatever happened, nothing is left running. */
async function end(code: number): Promise<never> {
  for (const stop of leftovers) await stop()
  process.exit(code)
}

// Not `once`: a second signal would end the process before it has stopped what it started.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130))

main(readPlan(process.argv.slice(2))).then(end, (error: unknown) => {
  process.stdout.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return end(1)
})

import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { JobSummary } from "../src/core/views/admin/job-summary"
import { STANDS_STILL_AFTER_FAILURES } from "../src/core/views/admin/job-problem"
import { JobRuns } from "../src/modules/almara/jobs/job-runs"
import { MerchantNotices } from "../src/modules/almara/notices/merchant-notices"
import { connectionToCopy } from "./setup/database"

let connection: Knex
let jobRuns: JobRuns

beforeAll(async () => {
  connection = await connectionToCopy()
  jobRuns = new JobRuns(connection)
})

afterAll(() => connection?.destroy())

const run = (work: () => Promise<JobSummary>) => jobRuns.runAlone("prune", { leaseInSeconds: 60 }, work)
const stored = async (name: string) =>
  (await connection("almara_job_run").where({ name }).first("summary", "result")) as object

describe("what a job's last run leaves", () => {
  it("is data, without what there was nothing of", async () => {
    expect(await run(async () => ({ by_own_timer: true, checked: 0, deleted: 1_250 }))).toBe(true)
    expect(await stored("prune")).toEqual({ summary: { by_own_timer: true, deleted: 1_250 }, result: null })
    await jobRuns.note("inbox", 60, { by_own_timer: false, processed: 3 })
    expect(await stored("inbox")).toEqual({ summary: { processed: 3 }, result: null })
  })

  it("is nothing where there was nothing to do", async () => {
    await run(async () => ({ deleted: 2 }))
    await run(async () => ({ by_own_timer: false, deleted: 0 }))
    expect(await stored("prune")).toEqual({ summary: null, result: null })
  })

  it("is of an error one bounded line that Postgres takes, without its statement and card numbers", async () => {
    const fail = (message: string) =>
      run(async () => {
        throw new Error(message)
      })
    await expect(fail('select "secret" - deadlock\u0000 of\n"4111 1111 1111 1111"')).rejects.toThrow("deadlock")
    expect(await stored("prune")).toMatchObject({ summary: { error: 'deadlock of "[withheld]"' } })
    // A quotation mark takes two characters of JSON, and an emoji two of a text.
    await expect(fail(`${'"'.repeat(499)}${"\u{1F600}".repeat(300)}`)).rejects.toThrow('"')
    expect(await stored("prune")).toMatchObject({ summary: { error: `${'"'.repeat(499)}\uFFFD` } })
  })

  it("is a matter for the merchant where it failed at many runs in a row, until one succeeds", async () => {
    const notices = new MerchantNotices(connection, 90)
    const failsTimes = async (times: number) => {
      for (let run = 0; run < times; run += 1)
        await expect(
          jobRuns.runAlone("reconcile", { leaseInSeconds: 60 }, () => Promise.reject(new Error("no column"))),
        ).rejects.toThrow("no column")
    }
    const succeeds = () => jobRuns.runAlone("reconcile", { leaseInSeconds: 60 }, async () => ({ checked: 1 }))
    await failsTimes(STANDS_STILL_AFTER_FAILURES - 1)
    await succeeds()
    await failsTimes(STANDS_STILL_AFTER_FAILURES - 1)
    expect(await notices.claim("job_stands_still")).toEqual([])
    await failsTimes(1)
    expect(await notices.claim("job_stands_still")).toMatchObject([{ subject: "reconcile" }])
    expect(await notices.end("job_stands_still")).toEqual([])
    await succeeds()
    expect(await notices.end("job_stands_still")).toMatchObject([{ subject: "reconcile" }])
  })
})

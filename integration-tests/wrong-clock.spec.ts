import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { Inbox } from "../src/modules/almara/inbox/inbox"
import { JobRuns } from "../src/modules/almara/jobs/job-runs"
import { Ledger } from "../src/modules/almara/ledger/ledger"
import { connectionToCopy } from "./setup/database"

/** What a database clock has written that was a day ahead, and was put right: in SQL alone. */

let connection: Knex

beforeAll(async () => {
  connection = await connectionToCopy()
})

afterAll(() => connection?.destroy())

const after = (interval: string) => connection.raw("now() + ?::interval", [interval])
const aDayAhead = () => connection.raw("select pass_time('-1 day')")

async function insertCheckout(id: string, moments: Record<string, unknown>): Promise<void> {
  await connection("almara_checkout").insert({
    id,
    state: "open",
    placement: "order_first",
    attempt: 1,
    payment_session_id: `payses_${id}`,
    merchant_request_id: id,
    checkout_reference: `ORD-${id}`,
    amount: "1",
    raw_amount: { value: "1" },
    currency_code: "kes",
    due_at: after("1 hour"),
    ...moments,
  })
}

async function insertCallback(id: string, moments: Record<string, unknown>): Promise<void> {
  await connection("almara_callback").insert({
    id,
    state: "waiting",
    merchant_request_id: id,
    signed: true,
    payload: {},
    fingerprint: "one",
    ...moments,
  })
}

describe("what a clock that was a day ahead has given", () => {
  it("a checkout's claim is over; one that was given just now is not", async () => {
    const ledger = new Ledger(connection)
    await insertCheckout("claimed", {})
    await ledger.lease("claimed", "a-dead-run", 90)
    expect(await ledger.lease("claimed", "another-run", 90)).toBeUndefined()
    await aDayAhead()
    expect(await ledger.lease("claimed", "another-run", 90)).toMatchObject({ leased_by: "another-run" })
  })

  it("a callback's claim is over; one that was given just now is not", async () => {
    const inbox = new Inbox(connection)
    await insertCallback("claimed", { next_try_at: after("-2 days") })
    await inbox.leaseDue(1, "a-dead-worker", 120)
    expect(await inbox.leaseDue(1, "another", 120)).toEqual([])
    await aDayAhead()
    expect(await inbox.leaseDue(1, "another", 120)).toMatchObject([{ id: "claimed", leased_by: "another" }])
    await connection("almara_callback").del()
  })

  it("a job's lease is over, and its runs are noted again", async () => {
    const jobRuns = new JobRuns(connection)
    const isRun = () => jobRuns.runAlone("prune", { leaseInSeconds: 600 }, async () => ({}))
    expect(await isRun()).toBe(true)
    await connection("almara_job_run")
      .where({ name: "prune" })
      .update({ leased_by: "a-dead-process", leased_until: after("600 seconds") })
    expect([await isRun(), await jobRuns.note("inbox", 60), await jobRuns.note("inbox", 60)]).toEqual([
      false,
      true,
      false,
    ])
    await aDayAhead()
    expect([await isRun(), await jobRuns.note("inbox", 60)]).toEqual([true, true])
  })

  it("never takes a claim away from who got it at the same moment", async () => {
    const ledger = new Ledger(connection)
    for (let round = 0; round < 10; round += 1) {
      await insertCheckout(`contended-${round}`, {})
      const claims = await Promise.all(
        Array.from({ length: 8 }, (_, run) => ledger.lease(`contended-${round}`, `run-${run}`, 90)),
      )
      expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1)
    }
  })
})

import fc from "fast-check"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { DueCheckouts } from "../src/modules/almara/jobs/due-checkouts"
import { connectionToCopy } from "./setup/database"

/** In seconds: so far apart that the time which a statement takes does not count, and five of them within a minute. */
const APART = 10
const WIDELY = { perSecond: 1 / APART, pauseInSeconds: 600 }
const EVERY_SECOND = { perSecond: 1, pauseInSeconds: 600 }

let connection: Knex
let dueCheckouts: DueCheckouts

beforeAll(async () => {
  connection = await connectionToCopy()
  dueCheckouts = new DueCheckouts(connection)
})

afterAll(() => connection?.destroy())

/** A ledger with so many due checkouts, the first one due for longest. */
async function ledgerOf(due: number): Promise<void> {
  await connection("almara_checkout").del()
  await connection("almara_job_run").del()
  await connection.raw(
    `insert into almara_checkout (id, state, placement, attempt, payment_session_id, merchant_request_id, checkout_reference, amount, raw_amount, currency_code, due_at, next_check_at)
     select 'almchk_' || i, 'open', 'order_first', 1, 'payses_' || i, 'conversation-' || i, 'ORD-' || i, 1, '{"value":"1"}', 'kes', now() + interval '1 day', now() - interval '1 hour' + i * interval '1 second'
     from generate_series(1, ?::int) i`,
    [due],
  )
}

const slotsOf = (taken: Awaited<ReturnType<DueCheckouts["take"]>>[]) =>
  taken.flatMap((due) => due ?? []).map(({ secondsUntilSlot }) => secondsUntilSlot)
const latestSlotWas = (secondsAgo: number) =>
  connection("almara_job_run").update({ next_slot_at: connection.raw("now() - ? * interval '1 second'", [secondsAgo]) })

describe("slots at which Almara may be asked", () => {
  it("are an interval apart, and given out in the order in which the checkouts are due", async () => {
    await ledgerOf(4)
    const taken = []
    for (let time = 0; time < 4; time += 1) taken.push(await dueCheckouts.take(WIDELY))
    expect(taken.map((due) => due?.checkout.id)).toEqual(["almchk_1", "almchk_2", "almchk_3", "almchk_4"])
    expect(slotsOf(taken).map((until) => Math.round(until / APART))).toEqual([0, 1, 2, 3])
  })

  it("are each given to one, of many who ask at once", async () => {
    await ledgerOf(40)
    const taken = await Promise.all(Array.from({ length: 40 }, () => dueCheckouts.take(EVERY_SECOND)))
    expect(new Set(taken.map((due) => due?.checkout.id)).size).toBe(40)
    const slots = slotsOf(taken).sort((one, other) => one - other)
    // A second apart, less the time that the statements take.
    for (const [place, slot] of slots.entries()) expect(Math.abs(slot - place)).toBeLessThan(2)
    for (const [place, slot] of slots.slice(1).entries()) expect(slot - (slots[place] ?? 0)).toBeLessThan(1.1)
  })

  it("that were missed are made up for by one only, however long the pause was", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.double({ min: 0, max: 10_000, noNaN: true })),
        async (slotsAgo) => {
          await ledgerOf(5)
          await dueCheckouts.take(WIDELY)
          await latestSlotWas(slotsAgo * APART)
          const taken = []
          for (let time = 0; time < 4; time += 1) taken.push(await dueCheckouts.take(WIDELY))
          const late = Math.min(1, Math.max(0, slotsAgo - 1))
          const expected = [0, 1, 2, 3].map((place) => Math.max(0, Math.max(1 - slotsAgo, -late) + place))
          for (const [place, slot] of slotsOf(taken).entries())
            expect(Math.abs(slot / APART - (expected[place] ?? 0))).toBeLessThan(0.2)
        },
      ),
      { numRuns: 50 },
    )
  })

  it("are not used up, and nothing is written, where nothing is due", async () => {
    await ledgerOf(0)
    expect(await dueCheckouts.take(WIDELY)).toBeUndefined()
    expect(await connection("almara_job_run")).toEqual([])
  })

  it("set the next check of what was taken, so that nobody else takes it", async () => {
    await ledgerOf(1)
    await dueCheckouts.take(WIDELY)
    expect(await dueCheckouts.take(WIDELY)).toBeUndefined()
    const { rows } = await connection.raw(
      "select extract(epoch from next_check_at - now())::float8 as seconds from almara_checkout",
    )
    expect(Math.abs(rows[0].seconds - 600)).toBeLessThan(30)
  })

  it.each([86_400, 120])(
    "that a wrong clock has put off by %s seconds, are at hand again, and still apart",
    async (seconds) => {
      await ledgerOf(3)
      await dueCheckouts.take(WIDELY)
      await latestSlotWas(-seconds)
      const taken = [await dueCheckouts.take(WIDELY), await dueCheckouts.take(WIDELY)]
      expect(slotsOf(taken).map((until) => Math.round(until / APART))).toEqual([0, 1])
    },
  )
})

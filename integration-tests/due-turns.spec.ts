import fc from "fast-check"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { DueTurns } from "../src/modules/almara/due-turns"
import { connectionToCopy } from "./setup/database"

/** So far apart that the time which a statement takes does not count. */
const MINUTE = 60
const EVERY_MINUTE = { perSecond: 1 / MINUTE, pauseInSeconds: 600 }

let connection: Knex
let dueTurns: DueTurns

beforeAll(async () => {
  connection = await connectionToCopy()
  dueTurns = new DueTurns(connection)
})

afterAll(() => connection?.destroy())

/** A ledger with so many due checkouts, the first of which is due for longest. */
async function ledgerOf(due: number): Promise<void> {
  await connection("almara_checkout").del()
  await connection("almara_job_run").del()
  await connection.raw(
    `insert into almara_checkout (id, state, placement, attempt, payment_session_id, conversation_id, checkout_reference, amount, raw_amount, currency_code, due_at, next_question_at)
     select 'almchk_' || i, 'open', 'order_first', 1, 'payses_' || i, 'conversation-' || i, 'ORD-' || i, 1, '{"value":"1"}', 'kes', now() + interval '1 day', now() - interval '1 hour' + i * interval '1 second'
     from generate_series(1, ?::int) i`,
    [due]
  )
}

const turnsOf = (taken: Awaited<ReturnType<DueTurns["take"]>>[]) => taken.flatMap((due) => due ?? []).map(({ secondsUntilTurn }) => secondsUntilTurn / MINUTE)
const latestTurnWas = (minutesAgo: number) => connection("almara_job_run").update({ next_turn_at: connection.raw("now() - ? * interval '1 minute'", [minutesAgo]) })

describe("turns at which Almara may be asked", () => {
  it("are an interval apart, and given out in the order in which the checkouts are due", async () => {
    await ledgerOf(4)
    const taken = []
    for (let time = 0; time < 4; time += 1) taken.push(await dueTurns.take(EVERY_MINUTE))
    expect(taken.map((due) => due?.checkout.id)).toEqual(["almchk_1", "almchk_2", "almchk_3", "almchk_4"])
    expect(turnsOf(taken).map(Math.round)).toEqual([0, 1, 2, 3])
  })

  it("are each given to one, of many who ask at once", async () => {
    await ledgerOf(40)
    const taken = await Promise.all(Array.from({ length: 40 }, () => dueTurns.take(EVERY_MINUTE)))
    expect(new Set(taken.map((due) => due?.checkout.id)).size).toBe(40)
    const turns = turnsOf(taken).sort((one, other) => one - other)
    expect(turns.map(Math.round)).toEqual(Array.from({ length: 40 }, (_, place) => place))
  })

  it("that were missed are made up for by one only, however long the pause was", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.double({ min: 0, max: 10_000, noNaN: true })), async (minutesAgo) => {
        await ledgerOf(5)
        await dueTurns.take(EVERY_MINUTE)
        await latestTurnWas(minutesAgo)
        const taken = []
        for (let time = 0; time < 4; time += 1) taken.push(await dueTurns.take(EVERY_MINUTE))
        const late = Math.min(1, Math.max(0, minutesAgo - 1))
        const expected = [0, 1, 2, 3].map((place) => Math.max(0, Math.max(1 - minutesAgo, -late) + place))
        for (const [place, turn] of turnsOf(taken).entries()) expect(Math.abs(turn - (expected[place] ?? 0))).toBeLessThan(0.2)
      }),
      { numRuns: 50 }
    )
  })

  it("are not used up, and nothing is written, where nothing is due", async () => {
    await ledgerOf(0)
    expect(await dueTurns.take(EVERY_MINUTE)).toBeUndefined()
    expect(await connection("almara_job_run")).toEqual([])
  })

  it("set the next question of what was taken, so that nobody else takes it", async () => {
    await ledgerOf(1)
    await dueTurns.take(EVERY_MINUTE)
    expect(await dueTurns.take(EVERY_MINUTE)).toBeUndefined()
    const { rows } = await connection.raw("select extract(epoch from next_question_at - now())::float8 as seconds from almara_checkout")
    expect(Math.abs(rows[0].seconds - 600)).toBeLessThan(30)
  })

  it.each([-1440, -2])("that a wrong clock has put off %s minutes, are at hand again", async (minutesAgo) => {
    await ledgerOf(3)
    await dueTurns.take({ perSecond: 1, pauseInSeconds: 600 })
    await latestTurnWas(minutesAgo)
    const taken = [await dueTurns.take({ perSecond: 1, pauseInSeconds: 600 }), await dueTurns.take({ perSecond: 1, pauseInSeconds: 600 })]
    for (const due of taken) expect(due?.secondsUntilTurn).toBeLessThan(5)
  })
})

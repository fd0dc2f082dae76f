import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { Ledger } from "../src/modules/almara/ledger"
import type { CheckoutRow } from "../src/modules/almara/rows"
import { connectionToCopy } from "./setup/database"
import { eventually } from "./setup/shopper"

let connection: Knex
let ledger: Ledger

beforeAll(async () => {
  connection = await connectionToCopy()
  ledger = new Ledger(connection)
})

afterAll(() => connection?.destroy())

/** A checkout under the claim of a run that is named as it is. */
async function claimed(id: string): Promise<CheckoutRow> {
  await connection("almara_checkout").insert({
    id, state: "open", placement: "order_first", attempt: 1, payment_session_id: `payses_${id}`, conversation_id: id,
    checkout_reference: `ORD-${id}`, amount: "1", raw_amount: { value: "1" }, currency_code: "kes", due_at: new Date(),
  })
  return (await ledger.claim(id, `run-${id}`, 90)) as CheckoutRow
}

const received = (checkout: CheckoutRow, collection: string) =>
  ledger.record(checkout, { to: "received", settles: collection, patch: {}, events: [{ kind: "asked", actor: "spec" }, { kind: "received", actor: "spec" }], isAsked: true, claimedForSeconds: 90 })

async function traceOf(id: string) {
  const row = (await ledger.find(id)) as CheckoutRow
  const events = await connection("almara_checkout_event").where({ checkout_id: id }).orderBy("created_at")
  const settlements = await connection("almara_settlement").where({ checkout_id: id })
  return { state: row.state, questions: row.questions, events: events.map(({ kind }) => kind), settlements: settlements.length }
}

const SETTLED = { state: "received", questions: 1, events: ["asked", "received"], settlements: 1 }
const UNTOUCHED = { state: "open", questions: 0, events: [], settlements: 0 }

describe("money that comes to pay for a payment collection", () => {
  it("is written with its settlement row and its timeline", async () => {
    expect(await received(await claimed("alone"), "paycol_alone")).toBe("recorded")
    expect(await traceOf("alone")).toEqual(SETTLED)
  })

  it("pays once, of two checkouts that come at the same moment; the other one leaves nothing behind", async () => {
    for (let round = 0; round < 20; round += 1) {
      const both = [await claimed(`one-${round}`), await claimed(`two-${round}`)]
      const said = await Promise.all(both.map((checkout) => received(checkout, `paycol_${round}`)))
      expect([...said].sort()).toEqual(["recorded", "taken"])
      const traces = await Promise.all(both.map(({ id }) => traceOf(id)))
      expect(traces[said.indexOf("recorded")]).toEqual(SETTLED)
      expect(traces[said.indexOf("taken")]).toEqual(UNTOUCHED)
    }
  })

  it("is recorded where the settlement row stands already, as after a person's decision", async () => {
    const checkout = await claimed("again")
    await connection("almara_settlement").insert({ id: "almset_again", payment_collection_id: "paycol_again", payment_session_id: checkout.payment_session_id, checkout_id: "again" })
    expect(await received(checkout, "paycol_again")).toBe("recorded")
    expect(await traceOf("again")).toEqual(SETTLED)
  })

  it("writes nothing when the claim is another run's", async () => {
    const checkout = await claimed("lost")
    await expect(received({ ...checkout, claimed_by: "run-of-another" }, "paycol_lost")).rejects.toThrow(/dealt with/)
    expect(await traceOf("lost")).toEqual(UNTOUCHED)
  })

  it.each(["run-waits", "run-of-another"])("waits for who writes at this moment, and looks again whose the claim is: %s", async (claimedBy) => {
    const id = claimedBy === "run-waits" ? "waits" : "waits-in-vain"
    const checkout = { ...(await claimed(id)), claimed_by: "run-waits" }
    await connection("almara_checkout").where({ id }).update({ claimed_by: "run-waits" })
    const other = await connection.transaction()
    await other("almara_checkout").where({ id }).update({ last_error: "written meanwhile", claimed_by: claimedBy })
    const recording = received(checkout, `paycol_${id}`).catch((error: Error) => error.message)
    const waiting = async () => Number((await connection.raw("select count(*) as number from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")).rows[0].number)
    await eventually(waiting, (number) => number === 1)
    await other.commit()
    expect(await recording).toMatch(claimedBy === "run-waits" ? /^recorded$/ : /dealt with/)
    expect(await traceOf(id)).toEqual(claimedBy === "run-waits" ? SETTLED : UNTOUCHED)
    expect((await ledger.find(id))?.last_error).toBe("written meanwhile")
  })
})

describe("a claim for what is doubted", () => {
  it("is not given where Almara was asked since the doubt arose: of many forgeries at once, each would ask", async () => {
    const first = await claimed("doubted")
    const { read_at: doubtedAt } = (await ledger.find("doubted")) as CheckoutRow
    await ledger.release("doubted", "run-doubted")
    expect(await ledger.claim("doubted", "run-next", 90, doubtedAt)).toBeDefined()
    await ledger.record({ ...first, claimed_by: "run-next" }, { patch: {}, events: [], isAsked: true, claimedForSeconds: 90 })
    await ledger.release("doubted", "run-next")
    expect(await ledger.claim("doubted", "run-late", 90, doubtedAt)).toBeUndefined()
    expect(await ledger.claim("doubted", "run-of-a-person", 90)).toBeDefined()
  })
})

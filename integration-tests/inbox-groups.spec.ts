import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { Inbox } from "../src/modules/almara/inbox"
import { Ledger } from "../src/modules/almara/ledger"
import { connectionToCopy } from "./setup/database"

let connection: Knex
let inbox: Inbox

beforeAll(async () => {
  connection = await connectionToCopy()
  inbox = new Inbox(connection)
})

afterAll(() => connection?.destroy())

const callback = (conversationId: string, more: { fingerprint?: string; payload?: unknown; signed?: boolean } = {}) => ({
  conversation_id: conversationId,
  signed: true,
  payload: { said: conversationId },
  fingerprint: "same",
  ...more,
})
const rows = (prefix: string): Promise<any[]> => connection("almara_callback").where("conversation_id", "like", `${prefix}%`).orderBy("created_at")

describe("callbacks that come at the same time", () => {
  it("keep their order, and name the first of equal ones", async () => {
    const inserted = await Promise.all(Array.from({ length: 100 }, (_, place) => inbox.insert(callback(`together-${place % 2}`, { payload: { place } }))))
    const stored = await rows("together-")
    expect(stored.map(({ id }) => id)).toEqual(inserted.map(({ id }) => id))
    expect(stored.map(({ payload }) => payload.place)).toEqual(Array.from({ length: 100 }, (_, place) => place))
    const [first, second, ...others] = stored
    expect([first.duplicate_of, second.duplicate_of]).toEqual([null, null])
    expect(others.every((row) => row.duplicate_of === (row.conversation_id === "together-0" ? first.id : second.id))).toBe(true)
    await inbox.insert(callback("together-0"))
    expect((await rows("together-0")).at(-1).duplicate_of).toBe(first.id)
  })

  it("do not count as equal when they say something else", async () => {
    await Promise.all([inbox.insert(callback("differs", { fingerprint: "declined" })), inbox.insert(callback("differs", { fingerprint: "paid" }))])
    expect((await rows("differs")).map((row) => row.duplicate_of)).toEqual([null, null])
  })

  it("do not fail because of one that Postgres refuses", async () => {
    const results = await Promise.allSettled([inbox.insert(callback("beside-1")), inbox.insert(callback("beside-2", { payload: { text: "\0" } })), inbox.insert(callback("beside-3"))])
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"])
    expect((await rows("beside-")).map((row) => row.conversation_id)).toEqual(["beside-1", "beside-3"])
  })

  it("wait when a checkout of ours is meant; else a person sees what we signed, and what a stranger sent is kept apart", async () => {
    await connection("almara_checkout").insert({
      id: "almchk_groups", state: "open", placement: "order_first", attempt: 1, payment_session_id: "payses_groups", conversation_id: "known",
      checkout_reference: "ORD-GROUPS", amount: "1", raw_amount: { value: "1" }, currency_code: "kes", due_at: new Date(),
    })
    const states = await Promise.all([inbox.insert(callback("known")), inbox.insert(callback("unknown")), inbox.insert(callback("unknown", { signed: false }))])
    expect(states.map(({ state }) => state)).toEqual(["waiting", "dead", "unmatched"])
    expect((await rows("known"))[0]).toMatchObject({ checkout_id: "almchk_groups", tries: 0 })
    expect((await inbox.claimDue(10, "spec", 60)).map((row) => row.conversation_id)).toEqual(["known"])
  })
})

describe("callbacks of a checkout that is over", () => {
  /** A paid checkout under a claim, with a callback that waits and one that was given up. */
  async function paidWithCallbacks(id: string): Promise<void> {
    await connection("almara_checkout").insert({
      id, state: "paid", placement: "order_first", attempt: 1, payment_session_id: `payses_${id}`, conversation_id: id, checkout_reference: `ORD-${id}`,
      amount: "1", raw_amount: { value: "1" }, currency_code: "kes", due_at: new Date(), claimed_by: "run", claimed_until: connection.raw("now() + interval '1 minute'"),
    })
    for (const state of ["waiting", "dead"]) {
      await connection("almara_callback").insert({ id: `almcb_${id}_${state}`, state, conversation_id: id, checkout_id: id, signed: true, payload: {}, fingerprint: state, last_error: "it could not be read" })
    }
  }

  it.each([
    ["when the checkout is given back", (id: string) => new Ledger(connection).release(id, "run")],
    ["when one of them finds that it is over", (id: string) => inbox.finishAllOf(id)],
  ])("need nothing more %s; what was given up stays for a person to see", async (name, finish) => {
    const id = `over-${name.length}`
    await paidWithCallbacks(id)
    await finish(id)
    const seen = await rows(id)
    expect(seen.map(({ fingerprint, state }) => [fingerprint, state]).sort()).toEqual([["dead", "dead"], ["waiting", "done"]])
    expect(seen.find(({ state }) => state === "dead").last_error).toBe("it could not be read")
  })
})

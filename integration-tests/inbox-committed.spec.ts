import type { MedusaContainer } from "@medusajs/framework/types"
import type { Client } from "pg"
import { AddressProblems } from "../src/modules/almara/inbox/address-problems"
import { TooManyWaitingError } from "../src/modules/almara/inbox/insert"
import { Inbox } from "../src/modules/almara/inbox/inbox"
import { receiveCallback } from "../src/use-cases/callbacks/receive-callback"
import { CONNECTION_OF_SPEC, connectionTo } from "./setup/connection"
import { connect, copyOfTemplate } from "./setup/database"
import { startGateway, type Gateway } from "./setup/gateway"
import { eventually } from "./setup/shopper"
import { CALLBACK_SECRET, startStore, type RunningStore } from "./setup/store"

/** 200 means that the callback is committed: whatever happens afterwards, it is there. */

const CALLBACKS = 50
/**
 * As long as any body that is parsed: of the endpoint's, which are shorter, it would take many to fill what may wait.
 */
const LONGEST_BODY = 1024 * 1024

let gateway: Gateway
let database: string
let store: RunningStore
/** A client of its own, which outlives the store. */
let watcher: Client

beforeAll(async () => {
  gateway = await startGateway()
  database = await copyOfTemplate()
  store = await startStore({ almaraUrl: gateway.url, database })
  watcher = await connect(database)
})

afterAll(async () => {
  await store?.stop()
  await watcher?.end()
  await gateway?.stop()
})

const send = (merchantRequestId: string) =>
  fetch(`${store.url}/checkout/cart`, {
    method: "POST",
    body: JSON.stringify({ originatorConversationId: merchantRequestId }),
    headers: { "content-type": "application/json" },
  })
const rowsOf = async (prefix: string): Promise<string[]> =>
  (
    await watcher.query(
      "select merchant_request_id from almara_callback where starts_with(merchant_request_id, $1) order by merchant_request_id",
      [prefix],
    )
  ).rows.map(({ merchant_request_id }) => merchant_request_id)
/** Statements that wait for the table of the callbacks, by their first words: Postgres shows a thousand characters. */
const waitForTable = async (): Promise<number> =>
  (
    await watcher.query(
      "select count(*)::int as count from pg_stat_activity where datname = $1 and wait_event_type = 'Lock' and query like '%as new(place int%'",
      [database],
    )
  ).rows[0].count

/** Waits until Postgres has done what a killed store had still told it to. */
const untilNobodyWrites = () =>
  eventually(
    async () =>
      (
        await watcher.query(
          "select count(*)::int as count from pg_stat_activity where datname = $1 and backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> $2",
          [database, CONNECTION_OF_SPEC],
        )
      ).rows[0].count,
    (count) => count === 0,
  )

/** Locks the table of the callbacks while `work` runs. */
async function whileLocked(work: () => Promise<void>): Promise<void> {
  const other = await connect(database)
  try {
    await other.query("begin")
    await other.query("lock table almara_callback in exclusive mode")
    await work()
    await other.query("commit")
  } finally {
    await other.end()
  }
}

describe("a callback is committed before it is acknowledged", () => {
  it("no answer while the table is locked; 200 and the row when it is free again", async () => {
    let answered = 0
    let sending: Promise<Response> | undefined
    await whileLocked(async () => {
      sending = send("locked-1").finally(() => (answered += 1))
      await eventually(waitForTable, (count) => count === 1)
      expect(answered).toBe(0)
      expect(await rowsOf("locked-1")).toEqual([])
    })
    expect((await sending)?.status).toBe(200)
    expect(await rowsOf("locked-1")).toEqual(["locked-1"])
  })

  it("503 and never 200 while the table stays locked; sent again, it is taken", async () => {
    await whileLocked(async () => {
      const refused = await send("locked-2")
      expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([503, true])
      expect(await rowsOf("locked-2")).toEqual([])
    })
    expect((await send("locked-2")).status).toBe(200)
    // The one that got no 200 may have been written down as well once the lock was gone; never the other way round.
    expect(new Set(await rowsOf("locked-2"))).toEqual(new Set(["locked-2"]))
  })

  it("no more than 32 MiB of bodies wait to be written in a process; those beyond are refused at once", async () => {
    const connection = await connectionTo({ database: watcher })
    const options = { callbackSecret: [CALLBACK_SECRET], unsignedCallbacks: "hint" }
    const parts = { inbox: new Inbox(connection), addressProblems: new AddressProblems(connection), options }
    const container = { resolve: () => parts } as unknown as MedusaContainer
    const body = (index: number) =>
      `{"originatorConversationId": "heavy-${index}", "checkoutNotes": "`.padEnd(LONGEST_BODY - 2, "x") + '"}'
    const [most, more] = [(32 * 1024 * 1024) / LONGEST_BODY, 3]
    const refused: unknown[] = []
    let taking: Promise<unknown>[] = []
    await whileLocked(async () => {
      taking = Array.from({ length: most + more }, (_, index) =>
        receiveCallback(container, { body: body(index), contentType: "application/json", query: "" }).catch(
          (error: unknown) => refused.push(error),
        ),
      )
      await eventually(
        async () => refused.length,
        (count) => count >= more,
      )
    })
    await Promise.all(taking)
    expect(refused).toEqual(Array(more).fill(expect.any(TooManyWaitingError)))
    expect(await rowsOf("heavy-")).toHaveLength(most)
  })

  it("fifty callbacks at once and SIGKILL at the first answer: every 200 has its row", async () => {
    const acknowledged: string[] = []
    await new Promise<void>((resolve) => {
      for (let index = 0; index < CALLBACKS; index += 1) {
        const merchantRequestId = `killed-${index}`
        send(merchantRequestId).then(
          ({ status }) => {
            if (status === 200) acknowledged.push(merchantRequestId)
            resolve()
          },
          () => resolve(),
        )
      }
    })
    await store.stop()
    await untilNobodyWrites()
    const rows = await rowsOf("killed-")
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(acknowledged.filter((merchantRequestId) => !rows.includes(merchantRequestId))).toEqual([])
    store = await startStore({ almaraUrl: gateway.url, database })
    expect(await rowsOf("killed-")).toEqual(rows)
  })
})

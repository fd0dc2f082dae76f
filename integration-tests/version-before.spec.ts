import { Migration20261130120000 } from "../src/modules/almara/migrations/Migration20261130120000"
import { passTime } from "./setup/clock"
import { connect, TEMPLATE } from "./setup/database"
import { expectHeld, expectPaidOnce } from "./setup/expectations"
import { startGateway, type Gateway } from "./setup/gateway"
import { checkoutRow, inboxOf, makeDue, orderIdOf, orderOf, untilState, untilProcessed } from "./setup/shopper"
import { callJson, migrateStore, startStore, type RunningStore } from "./setup/store"
import { databaseOfVersionBefore, dump, rowsOf, schemaOf, type Row } from "./setup/version-before"

/**
 * A database of the version before is migrated with rows in flight: no open checkout, callback or held money is lost by
 * it.
 */

let gateway: Gateway
let store: RunningStore

const requestOf = (row: Row) => dump.newOrders[row].originatorConversationId
const rowOf = async (row: Row) =>
  (await store.database.query("select * from almara_checkout where merchant_request_id = $1", [requestOf(row)])).rows[0]
const detailOf = async (row: Row) =>
  (await store.admin(`/admin/almara/checkouts/${(await rowOf(row)).id}`)).body.checkout

beforeAll(async () => {
  gateway = await startGateway()
  // Almara knows the checkouts only when the store's address is known.
  await gateway.behave({ checkStatus: { mode: "error", status: 503 } })
  const database = await databaseOfVersionBefore()
  await migrateStore({ almaraUrl: gateway.url, database })
  store = await startStore({ almaraUrl: gateway.url, database })
  await tellGateway()
  await gateway.decide(requestOf("waiting"), { outcome: "paid", callback: { send: false } })
  await gateway.behave({ checkStatus: { mode: "ok" } })
}, 300_000)

afterAll(async () => {
  await store?.stop()
  await gateway?.stop()
})

/** The checkouts are opened at the gateway as they were, with the addresses that were signed then. */
async function tellGateway(): Promise<void> {
  const { body: token } = await callJson(`${gateway.url}/v1/oauth/token`, {
    method: "POST",
    body: { grant_type: "client_credentials", client_id: "almara-simulator", client_secret: "almara-simulator-secret" },
  })
  for (const order of Object.values(dump.newOrders)) {
    const here = (address: unknown) => String(address).replace(/^http:\/\/[^/]+/, store.url)
    const { status } = await callJson(`${gateway.url}/v1/checkout-order/new-order`, {
      method: "POST",
      headers: { authorization: `Bearer ${token.access_token}` },
      body: {
        ...order,
        checkoutDueDate: "2099-01-01T00:00:00Z",
        checkoutReturnUrl: here(order.checkoutReturnUrl),
        checkoutCancelUrl: here(order.checkoutCancelUrl),
        checkoutCallbackUrl: here(order.checkoutCallbackUrl),
      },
    })
    expect(status).toBe(200)
  }
}

async function expectPaidByOldAddress(row: Row): Promise<void> {
  const { id } = await rowOf(row)
  await gateway.decide(requestOf(row), { outcome: "paid" })
  await untilState(store, id, "paid")
  expect(await untilProcessed(store, id, 1)).toMatchObject([{ signed: true, merchant_request_id: requestOf(row) }])
}

describe("a database of the version before, migrated with rows in flight", () => {
  it("has the columns and indexes of a new one", async () => {
    const template = await connect(TEMPLATE)
    expect(await schemaOf(store.database)).toEqual(await schemaOf(template))
    await template.end()
  })

  it("pays an open order, by the address that was signed before", async () => {
    await expectPaidByOldAddress("open")
    await expectPaidOnce(store, (await rowOf("open")).order_id)
  })

  it("pays an open cart, which becomes an order", async () => {
    expect((await rowOf("payFirst")).placement).toBe("pay_first")
    await expectPaidByOldAddress("payFirst")
    await expectPaidOnce(store, await orderIdOf(store, { id: (await rowOf("payFirst")).cart_id }))
  })

  it("processes the callback that waits", async () => {
    const { id, order_id } = await rowOf("waiting")
    expect(await inboxOf(store, id)).toHaveLength(1)
    await passTime(store, "2 minutes")
    await untilState(store, id, "paid")
    await untilProcessed(store, id, 1)
    await expectPaidOnce(store, order_id)
  })

  it("has its held money resolved", async () => {
    const { id } = await rowOf("held")
    await expectHeld(store, id, "amount")
    const { status } = await store.admin(`/admin/almara/checkouts/${id}/resolve`, {
      method: "POST",
      body: { action: "refunded", note: "sent back" },
    })
    expect([status, (await checkoutRow(store, id)).state]).toEqual([200, "resolved"])
  })

  it("keeps what the merchant keeps, beyond its due date", async () => {
    const { id, order_id } = await rowOf("kept")
    await store.database.query("update almara_checkout set due_at = now() - interval '1 day' where id = $1", [id])
    await makeDue(store, id)
    await untilState(store, id, "expired")
    expect((await orderOf(store, order_id)).status).toBe("pending")
  })

  it("shows the timelines by the new names", async () => {
    const { rows } = await store.database.query(
      "select array_agg(distinct kind) as kinds, array_agg(distinct actor) as actors from almara_checkout_event",
    )
    const [{ kinds, actors }] = rows
    expect(kinds).toEqual(expect.arrayContaining(["status_check", "outdated"]))
    expect(kinds).not.toContain("asked")
    expect(actors).toContain("scheduler")
    expect(actors).not.toContain("clock")
    expect((await detailOf("paid")).timeline).toContainEqual(
      expect.objectContaining({
        kind: "status_check",
        actor: { kind: "callback", name: null },
        detail: expect.objectContaining({ reported: "paid" }),
      }),
    )
    expect((await detailOf("paid")).timeline).toContainEqual(
      expect.objectContaining({ kind: "received", detail: expect.objectContaining({ decision: "capture" }) }),
    )
    expect((await detailOf("outdated")).timeline).toContainEqual(
      expect.objectContaining({ kind: "outdated", detail: { requested: "7000", owes: "9200", currency_code: "kes" } }),
    )
    expect((await detailOf("held")).timeline).toContainEqual(
      expect.objectContaining({ kind: "accepted", detail: { amount_typed: true } }),
    )
    const { order_id } = await rowOf("expired")
    expect(
      (await store.database.query("select canceled_by, revision from almara_order where id = $1", [order_id])).rows,
    ).toEqual([{ canceled_by: "scheduler", revision: expect.any(Number) }])
  })
})

it("the migration can be reverted, and nothing is lost by it", async () => {
  const client = await connect(await databaseOfVersionBefore())
  const tables = dump.schema.flatMap((statement) => /^create table "(\w+)"/.exec(statement)?.[1] ?? [])
  const everything = async () => {
    const seen: unknown[] = [await schemaOf(client)]
    for (const table of tables) seen.push(await rowsOf(client, table))
    return seen
  }
  const before = await everything()
  for (const direction of ["up", "down"] as const) {
    const migration = new Migration20261130120000({} as never, {} as never)
    await migration[direction]()
    for (const query of migration.getQueries()) await client.query(String(query))
    if (direction === "up") expect(await everything()).not.toEqual(before)
  }
  expect(await everything()).toEqual(before)
  await client.end()
})

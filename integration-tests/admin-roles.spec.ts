import { startGateway, type Gateway } from "./setup/gateway"
import { inviteColleague, startStoreWithRoles, type Colleague } from "./setup/roles"
import { eventually, ledgerRow, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { callJson, type RunningStore } from "./setup/store"

let gateway: Gateway
let store: RunningStore
let order: WaitingOrder
let stranger: Colleague
let reader: Colleague
let clerk: Colleague

beforeAll(async () => {
  gateway = await startGateway()
  store = await startStoreWithRoles({ almaraUrl: gateway.url })
  order = await placeWaitingOrder(store)
  await gateway.decide(order.merchantRequestId, { outcome: "paid", amount: 6000 })
  await eventually(
    () => ledgerRow(store, order.paymentSessionId),
    (row) => row.state === "held",
  )
  stranger = await inviteColleague(store, "stranger", ["product:read"])
  reader = await inviteColleague(store, "reader", ["payment:read"])
  clerk = await inviteColleague(store, "clerk", ["payment:read", "payment:update"])
})

afterAll(async () => {
  await store?.stop()
  await gateway?.stop()
})

const LOOKS = [
  "/checkouts",
  "/checkouts/export",
  "/checkouts/:id",
  "/orders/:order",
  "/callbacks",
  "/statistics",
  "/settlement",
  "/status",
]
const ACTS = [
  "/checkouts/:id/settle",
  "/checkouts/:id/resolve",
  "/orders/:order/deadline",
  "/orders/:order/paid-otherwise",
  "/orders/:order/payment-links",
  "/orders/:order/payment-links/send",
  "/orders/:order/payment-links/withdraw",
  "/callbacks/:callback/replay",
  "/status/test-callback",
]

async function address(path: string): Promise<string> {
  const { rows } = await store.database.query("select id from almara_callback where checkout_id = $1 limit 1", [
    order.checkoutId,
  ])
  return `/admin/almara${path.replace(":id", order.checkoutId).replace(":order", order.orderId).replace(":callback", rows[0].id)}`
}

const stateNow = async () => (await ledgerRow(store, order.paymentSessionId)).state

describe("a store with Medusa's RBAC", () => {
  it.each(LOOKS)("who may not see payments is not shown GET %s, and is told which policy is missing", async (path) => {
    const { status, body } = await stranger.call(await address(path))
    expect([status, body.type]).toEqual([403, "forbidden"])
    expect(body.message).toMatch(/Insufficient permissions.*payment:read/)
  })

  it.each(ACTS)("who may only see payments cannot POST %s", async (path) => {
    for (const person of [stranger, reader]) {
      const { status, body } = await person.call(await address(path), {
        method: "POST",
        body: { action: "dismiss", note: "not mine to say" },
      })
      expect([status, body.type]).toEqual([403, "forbidden"])
      expect(body.message).toMatch(/payment:update/)
    }
    expect(await stateNow()).toBe("held")
  })

  it.each(LOOKS.filter((path) => path !== "/checkouts/export"))(
    "who may see payments is shown GET %s",
    async (path) => {
      expect((await reader.call(await address(path))).status).toBe(200)
    },
  )

  it("who may see payments may take them along as a file, and nobody else", async () => {
    const download = async ({ email, password }: Colleague) => {
      const { body } = await callJson(`${store.url}/auth/user/emailpass`, { method: "POST", body: { email, password } })
      return fetch(`${store.url}/admin/almara/checkouts/export`, { headers: { authorization: `Bearer ${body.token}` } })
    }
    const [forReader, forStranger] = [await download(reader), await download(stranger)]
    expect([forReader.status, forStranger.status]).toEqual([200, 403])
    expect(await forReader.text()).toContain(order.checkoutId)
    expect(await forStranger.text()).not.toContain(order.checkoutId)
  })

  it("tells who may only see payments that there is nothing for them to do", async () => {
    expect((await reader.call(await address("/checkouts/:id"))).body.checkout.actions).toEqual([])
    expect((await reader.call(`/admin/almara/checkouts?order_id=${order.orderId}`)).body.checkouts[0].actions).toEqual(
      [],
    )
    expect((await reader.call("/admin/almara/callbacks")).body.may_change).toBe(false)
    expect((await reader.call("/admin/almara/status")).body.may_change).toBe(false)
    expect((await clerk.call(await address("/checkouts/:id"))).body.checkout.actions).toEqual([
      "check",
      "accept",
      "refunded",
      "dismiss",
    ])
    expect((await clerk.call("/admin/almara/callbacks")).body.may_change).toBe(true)
  })

  it("who has no role at all sees nothing", async () => {
    const nobody = await inviteColleague(store, "nobody", [])
    expect((await nobody.call("/admin/almara/checkouts")).status).toBe(403)
  })

  it("who may update payments acts, and stands in the timeline", async () => {
    const { status, body } = await clerk.call(await address("/checkouts/:id/resolve"), {
      method: "POST",
      body: { action: "dismiss", note: "it is settled by phone" },
    })
    expect([status, body.checkout.state]).toEqual([200, "resolved"])
    expect(body.checkout.timeline.at(-1)).toMatchObject({ kind: "resolved", actor: { kind: "user", name: "clerk" } })
    expect(await stateNow()).toBe("resolved")
  })

  it("the super admin may do everything", async () => {
    expect((await store.admin(await address("/checkouts/:id/settle"), { method: "POST", body: {} })).status).toBe(200)
    expect((await store.admin("/admin/almara/status")).body.may_change).toBe(true)
  })
})

import { copyOfTemplate } from "./setup/database"
import { expectPaidOnce } from "./setup/expectations"
import { completeCart, eventually, fillCart, ledgerRow, untilState } from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"
import { withGateway } from "./setup/with-store"

/**
 * Two processes without Redis: each has Medusa's in-memory lock, which holds nothing between them. The loser of a race
 * between two completions asks the provider to cancel the payment that the winner has just captured (medusa-2.21.md,
 * finding 4).
 */

const RACES = 6

const gateway = withGateway()

describe.each(["order_first", "pay_first"] as const)("two servers with locks of their own, %s", (placement) => {
  let servers: [RunningStore, RunningStore]

  beforeAll(async () => {
    const database = await copyOfTemplate()
    const start = () => startStore({ almaraUrl: gateway.url, database, environment: { ALMARA_PLACEMENT: placement } })
    servers = [await start(), await start()]
    // Of two carts that are the first of a guest, Medusa refuses one: it writes the same customer twice.
    await fillCart(servers[0])
  })

  afterAll(() => Promise.all((servers ?? []).map((server) => server.stop())))

  /** Almara says paid, and its callback comes to both servers. */
  async function payAtBoth(merchantRequestId: string): Promise<void> {
    await gateway.decide(merchantRequestId, { outcome: "paid", callback: { send: false } })
    const { pathname, search } = new URL((await gateway.checkout(merchantRequestId)).request.checkoutCallbackUrl)
    await Promise.all(
      servers.map(({ url }) => gateway.callback(merchantRequestId, { url: `${url}${pathname}${search}`, copies: 2 })),
    )
  }

  /**
   * The shopper's browser completes the cart at both servers, twice each, while the callbacks come. Returns the
   * checkout.
   */
  async function race(): Promise<string> {
    const cart = await fillCart(servers[0])
    const complete = () => Promise.all([...servers, ...servers].map((server) => completeCart(server, cart.id)))
    const newest = () => ledgerRow(servers[0], cart.paymentSessionId)
    if (placement === "pay_first") {
      const { id, merchant_request_id } = await newest()
      await Promise.all([payAtBoth(merchant_request_id), complete()])
      return id
    }
    const completing = complete()
    const { id, merchant_request_id } = await eventually(newest, (seen) => seen !== undefined)
    await eventually(
      () => gateway.checkout(merchant_request_id),
      ({ request }) => request !== undefined,
    )
    await Promise.all([payAtBoth(merchant_request_id), completing])
    return id
  }

  it("callbacks and completions of carts race: one capture each, on its order, no payment is canceled", async () => {
    const [server] = servers
    for (let index = 0; index < RACES; index += 1) {
      const { order_id, payment_collection_id } = await untilState(server, await race(), "paid")
      const orders = await server.database.query(
        "select order_id from order_payment_collection where payment_collection_id = $1 and deleted_at is null",
        [payment_collection_id],
      )
      expect(orders.rows).toContainEqual({ order_id })
      await expectPaidOnce(server, order_id)
    }
  })
})

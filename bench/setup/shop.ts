import { adminToken, callJson, type RunningStore } from "../../integration-tests/setup/store"
import { connect } from "../../integration-tests/setup/database"
import { eventually, ledgerRow, placeWaitingOrder, type WaitingOrder } from "../../integration-tests/setup/shopper"
import type { Bench } from "./bench"

/** A store as a shopper and an admin user see it; the specs' helpers work on it. */
export type Shop = Pick<RunningStore, "url" | "database" | "shop" | "admin"> & { close(): Promise<void> }

/** Opens the store to a shopper and an admin user. */
export async function openShop(url: string, databaseName: string): Promise<Shop> {
  const database = await connect(databaseName)
  const token = await adminToken(url)
  return {
    url,
    database,
    admin: (route, init) => callJson(`${url}${route}`, { ...init, headers: { authorization: `Bearer ${token}` } }),
    shop: (route, init) =>
      callJson(`${url}${route}`, {
        ...init,
        headers: { "x-publishable-api-key": process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "" },
      }),
    close: () => database.end(),
  }
}

/** An order that waits for its payment, placed the way a storefront does. */
export async function waitingOrder(shop: Shop): Promise<WaitingOrder> {
  return placeWaitingOrder(shop)
}

/** The callback that Almara sends about a checkout: its signed address and its body. */
export async function callbackOf(bench: Bench, merchantRequestId: string): Promise<{ url: string; body: string }> {
  const { request, checkoutOutcome } = await bench.gateway.checkout(merchantRequestId)
  return { url: request.checkoutCallbackUrl, body: JSON.stringify({ ...request, checkoutOutcome }) }
}

/** Places an order and pays it, up to the end. */
export async function paidOrder(bench: Bench, shop: Shop): Promise<WaitingOrder> {
  const order = await waitingOrder(shop)
  await bench.gateway.decide(order.merchantRequestId, { outcome: "paid" })
  await eventually(
    () => ledgerRow(shop, order.paymentSessionId),
    (row) => row.state === "paid",
  )
  return order
}

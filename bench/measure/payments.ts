import { eventually } from "../../integration-tests/setup/shopper"
import type { ClonedOrder } from "../setup/clones"
import type { Bench } from "../setup/bench"
import { callbackOf, type Shop } from "../setup/shop"
import type { LoadRequest } from "./load"
import type { PaidClock } from "./paid-clock"

const SENDERS = 32

/** Milliseconds from the sending of a callback until its order is paid; done when everything is that it left to do. */
export async function timeToPaid(bench: Bench, shop: Shop, clock: PaidClock, order: ClonedOrder): Promise<number> {
  const { url, body } = await callbackOf(bench, order.merchantRequestId)
  const start = performance.now()
  const answered = fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } })
  const paid = await clock.paid(order.orderId)
  if (!(await answered).ok) throw new Error("The endpoint did not take a callback.")
  await untilDone(shop, order)
  return paid - start
}

/** Waits until nothing is left to do for an order: it must not fall into the next one's time. */
export async function untilDone(shop: Shop, order: ClonedOrder): Promise<void> {
  await eventually(
    async () =>
      (
        await shop.database.query(
          "select 1 from almara_checkout c left join almara_callback b on b.checkout_id = c.id where c.merchant_request_id = $1 and (c.leased_by is not null or b.state = 'waiting')",
          [order.merchantRequestId],
        )
      ).rows.length,
    (busy) => busy === 0,
  )
}

/**
 * Sends the callbacks of these orders, each twice, and waits until all are paid; returns for each the milliseconds
 * since the first was sent.
 */
export async function rushOf(callbacks: LoadRequest[], orders: ClonedOrder[], clock: PaidClock): Promise<number[]> {
  const start = performance.now()
  await sendTwice(callbacks)
  const times = await Promise.all(orders.map((order) => clock.paid(order.orderId)))
  return times.map((time) => time - start)
}

/** Sends callbacks, each twice, and waits for the answers only. Throws when one is no acknowledgement. */
export async function sendTwice(callbacks: LoadRequest[]): Promise<void> {
  const waiting = [...callbacks, ...callbacks]
  const send = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const answer = await fetch(next.url, {
        method: "POST",
        body: next.body,
        headers: { "content-type": "application/json" },
      })
      if (!answer.ok) throw new Error(`The endpoint answered ${answer.status} in the rush.`)
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, send))
}

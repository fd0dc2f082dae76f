import { completeCart, fillCart, type FilledCart } from "../../integration-tests/setup/shopper"
import { openShop } from "../setup/shop"
import { startPaidClock } from "../measure/paid-clock"
import { startGateway } from "../../integration-tests/setup/gateway"
import type { Row } from "./row"

const ORDERS = 10

/** Row 7: how often Almara is called for a paid order, counted at the stand-in for Almara. */
export const calls: Row = {
  name: "calls",
  what: "calls to Almara for a paid order",
  async measure(bench) {
    const gateway = await startGateway()
    const database = await bench.database()
    const store = await bench.store({ database, almaraUrl: gateway.url })
    const shop = await openShop(store.url, database)
    const clock = await startPaidClock(database)
    try {
      const carts: FilledCart[] = []
      for (let number = 0; number < ORDERS; number += 1) carts.push(await fillCart(shop))
      // All at once from the first moment: none has a token yet.
      const answers = await Promise.all(carts.map(({ id }) => completeCart(shop, id)))
      const { rows } = await shop.database.query("select merchant_request_id from almara_checkout")
      if (rows.length !== ORDERS) throw new Error(`${rows.length} checkouts were opened, not ${ORDERS}.`)
      await Promise.all(rows.map(({ merchant_request_id }) => gateway.decide(merchant_request_id, { outcome: "paid" })))
      await Promise.all(answers.map(({ body }) => clock.paid(body.order.id)))
      const counts = Object.entries(await gateway.counts())
      const of = (part: string) =>
        counts.filter(([path]) => path.includes(part)).reduce((total, [, number]) => total + number, 0)
      const [opened, asked, tokens] = [of("new-order"), of("check-status"), of("token")]
      const perOrder = (opened + asked) / ORDERS
      // By the ledger, which counts the checks of each; that none was asked beside it, the stand-in tells.
      const each: number[] = (await shop.database.query("select 1 + checks as calls from almara_checkout")).rows.map(
        ({ calls }) => calls,
      )
      return [
        {
          id: "7",
          what: `calls to Almara for each of ${ORDERS} paid orders that begin at once`,
          against: "the least possible: open it, and ask what became of it",
          ratio: perOrder / 2,
          spread: (Math.max(...each) - Math.min(...each)) / perOrder,
          aim: "1 × of 2 calls, and 1 token in all",
          met: perOrder === 2 && each.every((number) => number === 2) && tokens === 1,
          detail: { orders: ORDERS, opened, asked, tokens, each },
        },
      ]
    } finally {
      await clock.close()
      await shop.close()
      await store.stop()
      await gateway.stop()
    }
  },
}

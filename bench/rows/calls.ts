import { openShop, waitingOrder } from "../setup/shop"
import { startPaidClock } from "../measure/paid-clock"
import { startGateway } from "../../integration-tests/setup/gateway"
import type { Row } from "./row"

const ORDERS = 20

/** Row 7: how often Almara is called for a paid order, counted at the stand-in for Almara. */
export const calls: Row = {
  id: "7",
  name: "calls",
  what: "calls to Almara for a paid order",
  against: "the least possible: open it, and ask what became of it",
  aims: ["1 × of 2 calls and 1 token"],
  async measure(laboratory) {
    const gateway = await startGateway()
    const database = await laboratory.database()
    const store = await laboratory.store({ database, almaraUrl: gateway.url })
    const shop = await openShop(store.url, database)
    const clock = await startPaidClock(database)
    try {
      // All at once from the first moment: none has a token yet.
      const orders = await Promise.all(Array.from({ length: ORDERS }, () => waitingOrder(shop)))
      await Promise.all(
        orders.map(async ({ conversationId, orderId }) => {
          await gateway.decide(conversationId, { outcome: "paid" })
          await clock.paid(orderId)
        })
      )
      const counts = Object.entries(await gateway.counts())
      const of = (part: string) => counts.filter(([path]) => path.includes(part)).reduce((total, [, number]) => total + number, 0)
      const [opened, asked, tokens] = [of("new-order"), of("check-status"), of("token")]
      const perOrder = (opened + asked) / ORDERS
      return { ratio: perOrder / 2, spread: 0, met: perOrder === 2 && tokens === 1, detail: { orders: ORDERS, opened, asked, tokens } }
    } finally {
      await clock.close()
      await shop.close()
      await store.stop()
      await gateway.stop()
    }
  },
}

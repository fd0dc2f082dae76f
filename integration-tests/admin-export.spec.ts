import { eventually, ledgerRow, placeWaitingOrder, type WaitingOrder } from "./setup/shopper"
import { connect } from "./setup/database"
import { withStore } from "./setup/with-store"

const { gateway, store } = withStore()
let order: WaitingOrder

/** More than two batches of the export. */
const WRITTEN = 1_200

beforeAll(async () => {
  order = await placeWaitingOrder(store)
  await gateway.decide(order.merchantRequestId, { outcome: "paid" })
  await eventually(
    () => ledgerRow(store, order.paymentSessionId),
    (row) => row.state === "paid",
  )
})

async function download(query = ""): Promise<Response> {
  const { body } = await store.admin("/auth/token/refresh", { method: "POST", body: {} })
  return fetch(`${store.url}/admin/almara/checkouts/export${query}`, {
    headers: { authorization: `Bearer ${body.token}` },
  })
}

const linesOf = async (query = ""): Promise<string[]> => (await (await download(query)).text()).trim().split("\r\n")

describe("the export", () => {
  it("is a CSV file with formulas made harmless, and holds what is filtered", async () => {
    await store.database.query(`update almara_checkout set transaction_reference = '=HYPERLINK("x")' where id = $1`, [
      order.checkoutId,
    ])
    const answer = await download(`?order_id=${order.orderId}`)
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8")
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="almara-checkouts-\d{4}-\d\d-\d\d\.csv"$/,
    )
    const [head, line, end] = (await answer.text()).split("\r\n")
    expect(head).toMatch(/^"created_at","state","amount","currency","order_number","email"/)
    expect(line).toContain(`,"paid",7000,"KES",`)
    expect(line).toContain(`"'=HYPERLINK(""x"")"`)
    expect(end).toBe("")
    expect(await linesOf("?state=failed")).toHaveLength(1)
  })

  describe("of more than fits into one batch", () => {
    beforeAll(async () => {
      // All at the same moment, so that only the id tells them apart at the seams of the batches; and newer than the
      // order.
      await store.database.query(
        `insert into almara_checkout (id, state, placement, attempt, payment_session_id, merchant_request_id, checkout_reference, amount, raw_amount, currency_code, due_at, created_at)
         select 'almchk_same' || n, 'failed', placement, 1, 'payses_same' || n, 'same-' || n, 'ORD-SAME-' || n, amount, raw_amount, currency_code, now(), date_trunc('second', now()) + interval '1 minute'
         from almara_checkout, generate_series(1, ${WRITTEN}) as n where id = $1`,
        [order.checkoutId],
      )
    })

    it("holds each of them once", async () => {
      const lines = await linesOf()
      expect(lines).toHaveLength(WRITTEN + 2)
      expect(new Set(lines.slice(1).map((line) => line.split(",").at(-1))).size).toBe(WRITTEN + 1)
    })

    it("is sent while it is read: its beginning arrives before its end can be known", async () => {
      const { rows } = await store.database.query("select current_database() as name")
      const blocker = await connect(rows[0].name)
      try {
        // The last batch has the order's line, for which the order is looked up: until the lock is gone nobody can read
        // it.
        await blocker.query('begin; lock table "order" in access exclusive mode')
        const { body } = await download()
        const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
        let text = ""
        while (text.split("\r\n").length <= 1_000) text += (await reader.read()).value ?? ""
        expect(text).not.toContain(order.checkoutId)
        await blocker.query("commit")
        for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value
        expect(text.trim().split("\r\n")).toHaveLength(WRITTEN + 2)
        expect(text).toContain(order.checkoutId)
      } finally {
        await blocker.end()
      }
    })
  })
})

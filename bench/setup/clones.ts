import { randomUUID } from "node:crypto"
import type { Client } from "pg"
import type { WaitingOrder } from "../../integration-tests/setup/shopper"
import { CALLBACK_SECRET, callJson } from "../../integration-tests/setup/store"
import { gatewayPaths } from "../../simulator/wire"
import { signedUrl } from "../../src/core/callback/signed-address"
import type { LoadRequest } from "../measure/load"
import type { BareSession } from "../store/orders"
import type { Bench } from "./bench"
import { waitingOrder, type Shop } from "./shop"

/** Stands in a pattern for the number of the copy; no id holds it. */
const NUMBER = "~#~"
const TOLD_AT_ONCE = 8
/** What an order leaves behind besides itself, and what no copy needs. */
const NOT_COPIED = ["workflow_execution", "almara_job_run"]

export interface ClonedOrder extends BareSession {
  orderId: string
  merchantRequestId: string
}

interface Pattern {
  table: string
  text: string
}

/**
 * Places one order as a shopper does, and copies every row that it wrote, in whichever table, with ids of their own. So
 * a copy is for Medusa and for the ledger what the placed order is, and thousands take seconds.
 */
export class OrderPress {
  private constructor(
    private readonly database: Client,
    private readonly patterns: Pattern[],
    private readonly original: WaitingOrder,
    private readonly amount: number,
    private readonly reference: string,
  ) {}

  /** Makes the pattern from an order placed now; nothing else may write to the database meanwhile. */
  static async from(shop: Shop): Promise<OrderPress> {
    // The first order also makes what is shared by all, such as the customer.
    await waitingOrder(shop)
    const { rows } = await shop.database.query("select clock_timestamp() as now")
    const original = await waitingOrder(shop)
    const tables = await shop.database.query(
      "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'created_at' and table_name <> all($1)",
      [NOT_COPIED],
    )
    const written: { table: string; row: Record<string, unknown> }[] = []
    for (const { name } of tables.rows) {
      const found = await shop.database.query(`select to_jsonb(t) as row from "${name}" t where created_at >= $1`, [
        rows[0].now,
      ])
      written.push(...found.rows.map(({ row }) => ({ table: name, row })))
    }
    const ids = new Set(
      written
        .flatMap(({ row }) => [row.id, row.merchant_request_id, row.checkout_reference])
        .filter((id) => typeof id === "string" && id.length > 8) as string[],
    )
    const pattern = new RegExp([...ids].map((id) => id.replace(/[^\w-]/g, "\\$&")).join("|"), "g")
    const patterns = written.map(({ table, row }) => ({
      table,
      text: JSON.stringify(row).replace(pattern, (id) => `${id}${NUMBER}`),
    }))
    const { rows: found } = await shop.database.query(
      "select s.amount::float8 as amount, c.checkout_reference from payment_session s join almara_checkout c on c.payment_session_id = s.id where s.id = $1",
      [original.paymentSessionId],
    )
    return new OrderPress(shop.database, patterns, original, found[0].amount, found[0].checkout_reference)
  }

  /** Makes copies number `from` to `from + count - 1`. */
  async press(from: number, count: number): Promise<ClonedOrder[]> {
    await this.database.query("begin")
    await this.database.query("set local session_replication_role = replica")
    for (const { table, text } of this.patterns) {
      const columns = await this.database.query(
        "select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'",
        [table],
      )
      const names = columns.rows[0].names
      await this.database.query(
        `insert into "${table}" (${names}) select ${names} from generate_series($2::int, $3::int) n
         cross join lateral jsonb_populate_record(null::"${table}", replace($1, '${NUMBER}', '-' || n)::jsonb)`,
        [text, from, from + count - 1],
      )
    }
    // The clock is to ask about none of them unless a row says so.
    await this.database.query(
      "update almara_checkout set next_check_at = now() + interval '1 day' where payment_session_id like $1",
      [`${this.original.paymentSessionId}-%`],
    )
    await this.database.query("commit")
    // As Postgres itself does after a minute: until then it would look for the copies in tables that it believes empty.
    await this.database.query("analyze")
    return Array.from({ length: count }, (_, place) => ({
      id: `${this.original.paymentSessionId}-${from + place}`,
      amount: this.amount,
      orderId: `${this.original.orderId}-${from + place}`,
      merchantRequestId: `${this.original.merchantRequestId}-${from + place}`,
    }))
  }

  /**
   * Has Almara know the copies as checkouts that were paid, and say nothing of them until it is asked; one that decides
   * so by itself needs not be told that.
   */
  async tellAlmara(
    bench: Pick<Bench, "gateway">,
    orders: ClonedOrder[],
    decides: "when told" | "by itself" = "when told",
  ): Promise<void> {
    const { request } = await bench.gateway.checkout(this.original.merchantRequestId)
    const token = await callJson(`${bench.gateway.url}${gatewayPaths.token}`, {
      method: "POST",
      body: {
        client_id: "almara-simulator",
        client_secret: "almara-simulator-secret",
        grant_type: "client_credentials",
        scope: "PyPay_api",
      },
    })
    const tell = async (order: ClonedOrder) => {
      const known = await callJson(`${bench.gateway.url}${gatewayPaths.newOrder}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token.body.access_token}` },
        body: await this.requestOf(request, order),
      })
      if (known.status !== 200)
        throw new Error(`The simulator did not take a copied order: ${JSON.stringify(known.body)}`)
      if (decides === "when told")
        await bench.gateway.decide(order.merchantRequestId, {
          outcome: "paid",
          reference: randomUUID(),
          callback: { send: false },
        })
    }
    const waiting = [...orders]
    const tellOn = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await tell(next)
    }
    await Promise.all(Array.from({ length: TOLD_AT_ONCE }, tellOn))
  }

  /** The callbacks that Almara would send about these copies, which say "paid"; it must know the first of them. */
  async callbacks(bench: Pick<Bench, "gateway">, orders: ClonedOrder[]): Promise<LoadRequest[]> {
    const [known] = orders
    if (!known) return []
    const { request, checkoutOutcome } = await bench.gateway.checkout(known.merchantRequestId)
    const callbackOf = async (order: ClonedOrder) => {
      const sent = await this.requestOf(request, order)
      return { url: sent.checkoutCallbackUrl, body: JSON.stringify({ ...sent, checkoutOutcome }) }
    }
    return Promise.all(orders.map(callbackOf))
  }

  /** What the store would have asked Almara for, had it opened this copy's checkout itself. */
  private async requestOf(
    request: Record<string, unknown>,
    { merchantRequestId }: ClonedOrder,
  ): Promise<Record<string, unknown> & { checkoutCallbackUrl: string }> {
    const suffix = merchantRequestId.slice(this.original.merchantRequestId.length)
    const checkoutCallbackUrl = await signedUrl({
      baseUrl: new URL(String(request.checkoutCallbackUrl)).origin,
      endpoint: "callback",
      merchantRequestId,
      secrets: [CALLBACK_SECRET],
    })
    return {
      ...request,
      originatorConversationId: merchantRequestId,
      checkoutReference: `${this.reference}${suffix}`,
      checkoutCallbackUrl,
    }
  }
}

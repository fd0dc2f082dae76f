import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ALMARA_MODULE } from "../src/modules/almara"
import { Ledger } from "../src/modules/almara/ledger/ledger"
import { holdCanceledOrder } from "../src/use-cases/order-events/hold-canceled-order"
import { readMedusaSnapshot } from "../src/use-cases/medusa/snapshot"
import { connectionToCopy } from "./setup/database"

/**
 * What is read of Medusa's tables, and what follows from it at once: rows as Medusa leaves them, without a booted
 * store.
 */

let connection: Knex

beforeAll(async () => {
  connection = await connectionToCopy()
})

afterAll(() => connection?.destroy())

/** No more of a store's container than is asked for here. */
function containerOf(name: string): MedusaContainer {
  const parts: Record<string, unknown> = {
    [ContainerRegistrationKeys.PG_CONNECTION]: connection,
    [ContainerRegistrationKeys.QUERY]: { graph: async () => ({ data: [{ payment_collection_id: `paycol_${name}` }] }) },
    [ContainerRegistrationKeys.LOGGER]: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
    [Modules.EVENT_BUS]: { emit: async () => {} },
    [ALMARA_MODULE]: { ledger: new Ledger(connection) },
  }
  return { resolve: (key: string) => parts[key] } as unknown as MedusaContainer
}

const raw_amount = JSON.stringify({ value: "1", precision: 20 })

/** An order that is paid by captures of these sums. */
async function paidOrder(name: string, captures: number[], { status = "pending" } = {}): Promise<void> {
  const amount = captures.reduce((sum, one) => sum + one, 0)
  const sum = { amount, raw_amount, currency_code: "kes" }
  await connection("order").insert({
    id: `order_${name}`,
    status,
    currency_code: "kes",
    ...(status === "canceled" && { canceled_at: new Date() }),
  })
  // As its cart made it: so what it asks for is what Medusa has stored.
  await connection("order_cart").insert({ id: `ordcart_${name}`, order_id: `order_${name}`, cart_id: `cart_${name}` })
  await connection("order_summary").insert({
    id: `ordsum_${name}`,
    order_id: `order_${name}`,
    version: 1,
    totals: { current_order_total: amount },
  })
  await connection("payment_collection").insert({ id: `paycol_${name}`, ...sum, status: "completed" })
  await connection("order_payment_collection").insert({
    id: `ordpay_${name}`,
    order_id: `order_${name}`,
    payment_collection_id: `paycol_${name}`,
  })
  await connection("payment_session").insert({
    id: `payses_${name}`,
    ...sum,
    provider_id: "pp_almara_almara",
    data: {},
    status: "authorized",
    payment_collection_id: `paycol_${name}`,
  })
  await connection("payment").insert({
    id: `pay_${name}`,
    ...sum,
    provider_id: "pp_almara_almara",
    payment_collection_id: `paycol_${name}`,
    payment_session_id: `payses_${name}`,
    captured_at: new Date(),
  })
  for (const [place, one] of captures.entries())
    await connection("capture").insert({
      id: `capt_${name}_${place}`,
      amount: one,
      raw_amount,
      payment_id: `pay_${name}`,
    })
}

const book = (name: string, place: number, amount: number) =>
  connection("order_transaction").insert({
    id: `ordtrx_${name}_${place}`,
    order_id: `order_${name}`,
    amount,
    raw_amount,
    currency_code: "kes",
    reference: "capture",
    reference_id: `capt_${name}_${place}`,
  })

describe("whether a payment stands in its order's books", () => {
  it("only when each of its captures does", async () => {
    await paidOrder("parts", [4000, 3000])
    const isWritten = async () =>
      (
        await readMedusaSnapshot(containerOf("parts"), {
          payment_session_id: "payses_parts",
          payment_collection_id: null,
        })
      ).transactionWritten
    expect(await isWritten()).toBe(false)
    await book("parts", 0, 4000)
    expect(await isWritten()).toBe(false)
    await book("parts", 1, 3000)
    expect(await isWritten()).toBe(true)
    await connection("order_transaction").where({ id: "ordtrx_parts_0" }).update({ deleted_at: new Date() })
    expect(await isWritten()).toBe(false)
  })
})

describe("a paid order that was canceled", () => {
  const paidAndCanceled = async (name: string) => {
    await paidOrder(name, [7000], { status: "canceled" })
    await connection("almara_checkout").insert({
      id: name,
      state: "paid",
      placement: "order_first",
      attempt: 1,
      payment_session_id: `payses_${name}`,
      payment_collection_id: `paycol_${name}`,
      order_id: `order_${name}`,
      merchant_request_id: name,
      checkout_reference: `ORD-${name}`,
      amount: "7000",
      raw_amount: { value: "7000" },
      currency_code: "kes",
      due_at: new Date(),
    })
  }
  const stateOf = async (name: string) => (await connection("almara_checkout").where({ id: name }).first()).state

  it.each([
    ["its money is held", [], "held"],
    ["also where only a part was given back", [6999], "held"],
    ["unless the merchant had given all of it back before, in two parts too", [3000, 4000], "paid"],
  ])("%s", async (_, refunds, state) => {
    const name = `canceled_${refunds.length}`
    await paidAndCanceled(name)
    for (const [place, amount] of refunds.entries()) {
      await connection("refund").insert({
        id: `ref_${name}_${place}`,
        amount,
        raw_amount,
        payment_id: `pay_${name}`,
        created_at: connection.raw("now() - interval '5 minutes'"),
      })
    }
    expect(await holdCanceledOrder(containerOf(name), `order_${name}`)).toBe(state === "held")
    expect(await stateOf(name)).toBe(state)
  })
})

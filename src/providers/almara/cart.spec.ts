import { container } from "@medusajs/framework"
import { asValue } from "@medusajs/framework/awilix"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { checkoutLines } from "../../core/gateway/order-lines"
import { money } from "../../core/money"
import { readSessionContext } from "./cart"

type Graph = (query: { entity: string; filters: Record<string, unknown> }) => Promise<{ data: unknown[] }>

/** Puts something in the place of Medusa's query. */
const answerQueriesWith = (graph: Graph) => container.register(ContainerRegistrationKeys.QUERY, asValue({ graph }))
const rowsOf =
  (tables: Record<string, unknown[]>): Graph =>
  async ({ entity }) => ({ data: tables[entity] ?? [] })

const links = {
  payment_session: [{ id: "payses_1", payment_collection_id: "pay_col_1" }],
  order_payment_collection: [{ order_id: "order_1" }],
  cart_payment_collection: [{ cart_id: "cart_1" }],
}

const writtenLines = (lines: Parameters<typeof checkoutLines>[0]["lines"]) =>
  checkoutLines({ lines, total: money(100, "KES"), reference: "ORD-1" })
const ONE_LINE = [{ sku: "ORD-1", name: "Order ORD-1", price: 100 }]

afterEach(() => answerQueriesWith(rowsOf({})))

describe("the cart behind a payment session", () => {
  it("gives the lines that the shopper sees", async () => {
    const cart = {
      items: [{ product_title: "Black Shirt", variant_title: "XL", variant_sku: "SHRT", quantity: 2, total: 90 }],
      shipping_methods: [{ name: "Courier", total: 10 }],
    }
    answerQueriesWith(rowsOf({ ...links, cart: [cart] }))
    const context = await readSessionContext("payses_1")
    expect(context).toMatchObject({ paymentCollectionId: "pay_col_1", cartId: "cart_1", orderId: "order_1" })
    expect(writtenLines(context.lines)).toEqual([
      { sku: "SHRT", name: "2 × Black Shirt, XL", price: 90 },
      { sku: "SHIPPING", name: "Courier", price: 10 },
    ])
  })

  it.each<[string, Record<string, unknown[]>]>([
    ["the cart is gone", links],
    ["the cart has nothing that can be read", { ...links, cart: [{ items: [null], shipping_methods: [null] }] }],
    ["the collection belongs to no cart", { ...links, cart_payment_collection: [] }],
    ["Medusa does not know the session", {}],
  ])("cannot be read because %s: the checkout gets one line", async (_why, tables) => {
    answerQueriesWith(rowsOf(tables))
    expect(writtenLines((await readSessionContext("payses_1")).lines)).toEqual(ONE_LINE)
  })

  it("is not asked for without a session's id: an undefined filter would match every row", async () => {
    const graph = jest.fn(rowsOf(links))
    answerQueriesWith(graph)
    expect(await readSessionContext("")).toEqual({ paymentCollectionId: null, cartId: null, orderId: null, lines: [] })
    expect(graph).not.toHaveBeenCalled()
  })
})

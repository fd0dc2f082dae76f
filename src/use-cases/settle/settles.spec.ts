import type { ShopState } from "../medusa/order-state"
import { settlesOf } from "./settles"

const SESSION = { id: "payses_1", amount: "109.75" }
const shop = (change: Partial<ShopState>) => ({ paymentCollectionId: "pay_col_1", orderId: null, turn: 3, ...change }) as ShopState

describe("what money stands for", () => {
  it("a cart's payment collection, and the sum of the session as Medusa books it", () => {
    expect(settlesOf(shop({}), SESSION)).toEqual({ collection: "pay_col_1", session: "payses_1", booked: "109.75", order: null })
  })

  it("an order, by the turn in which it was read", () => {
    expect(settlesOf(shop({ orderId: "order_1" }), SESSION).order).toEqual({ id: "order_1", turn: 3 })
  })

  it.each<[string, ShopState, typeof SESSION | null]>([
    ["session", shop({}), null],
    ["payment collection", shop({ paymentCollectionId: null }), SESSION],
  ])("nothing without its %s", (_, shop, session) => {
    expect(() => settlesOf(shop, session)).toThrow(/cannot be put onto anything/)
    expect(() => settlesOf(shop, session)).toThrow(expect.objectContaining({ type: "unexpected_state" }))
  })
})

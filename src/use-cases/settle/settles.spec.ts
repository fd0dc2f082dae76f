import type { MedusaSnapshot } from "../medusa/snapshot"
import { settlesOf } from "./settles"

const SESSION = { id: "payses_1", amount: "109.75" }
const snapshot = (change: Partial<MedusaSnapshot>) =>
  ({ paymentCollectionId: "pay_col_1", orderId: null, revision: 3, ...change }) as MedusaSnapshot

describe("what money stands for", () => {
  it("a cart's payment collection, and the sum of the session as Medusa books it", () => {
    expect(settlesOf(snapshot({}), SESSION)).toEqual({
      collection: "pay_col_1",
      session: "payses_1",
      booked: "109.75",
      order: null,
    })
  })

  it("an order, by the revision that was read", () => {
    expect(settlesOf(snapshot({ orderId: "order_1" }), SESSION).order).toEqual({ id: "order_1", revision: 3 })
  })

  it.each<[string, MedusaSnapshot, typeof SESSION | null]>([
    ["session", snapshot({}), null],
    ["payment collection", snapshot({ paymentCollectionId: null }), SESSION],
  ])("nothing without its %s", (_, snapshot, session) => {
    expect(() => settlesOf(snapshot, session)).toThrow(/cannot be put onto anything/)
    expect(() => settlesOf(snapshot, session)).toThrow(expect.objectContaining({ type: "unexpected_state" }))
  })
})

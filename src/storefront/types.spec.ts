import Medusa from "@medusajs/js-sdk"
import type { AlmaraCheckout, AlmaraStep, AlmaraStore, ReturnAddress, WatchEnd } from "./index"
import * as helper from "./index"

/** True only when both types are the same. */
type Same<One, Other> =
  (<Type>() => Type extends One ? 1 : 2) extends <Type>() => Type extends Other ? 1 : 2 ? true : false
function holds<Fact extends true>(fact?: Fact): void {
  void fact
}

/** What the compiler must accept and refuse; `npm run typecheck` is what judges it. */
describe("the helper's types", () => {
  it("take js-sdk and its client as a store, and nothing without fetch", () => {
    const medusa = new Medusa({ baseUrl: "http://localhost:9000" })
    const stores: AlmaraStore[] = [medusa, medusa.client, helper.storeClient({ baseUrl: "" })]
    // @ts-expect-error a store must be able to fetch
    const nothing: AlmaraStore = {}
    expect([...stores, nothing]).toHaveLength(4)
  })

  it("give an address only when there is something to pay", () => {
    holds<Same<Extract<AlmaraStep, { kind: "pay" }>["url"], string>>()
    // @ts-expect-error a result has no address
    holds<Same<Extract<AlmaraStep, { kind: "result" }>["url"], string>>()
    holds<Same<AlmaraStep["kind"], "pay" | "result">>()
    expect(Object.keys(helper)).toContain("startAlmaraPayment")
  })

  it("know how a watch ends, and that a settled payment is there", () => {
    holds<Same<WatchEnd["end"], "settled" | "unconfirmed" | "unreachable" | "unknown" | "stopped">>()
    holds<Same<Extract<WatchEnd, { end: "settled" }>["checkout"], AlmaraCheckout>>()
    expect(Object.keys(helper)).toContain("watchAlmaraCheckout")
  })

  it("tell an order's number and not its id, with which Medusa tells its name and address", () => {
    holds<Same<keyof NonNullable<AlmaraCheckout["order"]>, "display_id">>()
    expect(Object.keys(helper)).toContain("startAlmaraPayment")
  })

  it("take the query as Next.js gives it", () => {
    const query: { [name: string]: string | string[] | undefined } = { payment_session_id: "payses_1" }
    const address: ReturnAddress = query
    expect(helper.readPaymentSessionId(address)).toBe("payses_1")
  })
})

import { judgeMedusa, judgeThisMedusa, TRIED_MEDUSA } from "./medusa-version"

const TOO_OLD = expect.stringMatching(/needs Medusa 2\.14\.1 or later, and this store runs Medusa .*: upgrade it\.$/)
const NO_WAITING_ORDERS = expect.stringMatching(
  /^placement "order_first" needs Medusa 2\.17\.2 or later, and this store runs Medusa .*: upgrade it, or set the option placement to "pay_first"\.$/,
)
const UNTRIED = expect.stringMatching(/tried up to 2\.21\.2/)

describe("a store's Medusa", () => {
  it.each([
    // version, placement, whether an order can wait
    ["2.21.2", "order_first", true, "fits"],
    ["2.21.9", "order_first", true, "fits"],
    ["2.17.2", "order_first", true, "fits"],
    ["2.17.0", "order_first", false, NO_WAITING_ORDERS],
    ["2.17.0", "pay_first", false, "fits"],
    ["2.14.1", "pay_first", false, "fits"],
    ["2.14.1", "order_first", false, NO_WAITING_ORDERS],
    ["2.14.0", "pay_first", false, TOO_OLD],
    ["2.9.0", "order_first", false, TOO_OLD],
    ["1.20.0", "pay_first", false, TOO_OLD],
    ["2.22.0", "order_first", true, UNTRIED],
    ["2.100.0", "pay_first", true, UNTRIED],
    ["3.0.0", "order_first", true, UNTRIED],
    ["2.21.2-preview-20261124", "order_first", true, "fits"],
    ["0.0.0-next-20261124", "order_first", true, UNTRIED],
    ["0.0.0-next-20250101", "order_first", false, NO_WAITING_ORDERS],
    [undefined, "order_first", true, UNTRIED],
    [undefined, "order_first", false, NO_WAITING_ORDERS],
    ["workspace", "pay_first", false, UNTRIED],
  ] as const)("%s with %s, where orders can wait: %s", (version, placement, knowsWaitingOrders, wanted) => {
    const fit = judgeMedusa({ version, placement, knowsWaitingOrders })
    const kind = wanted === "fits" ? "fits" : wanted === UNTRIED ? "untried" : "refused"
    expect(fit).toEqual(wanted === "fits" ? { kind } : { kind, sentence: wanted })
  })

  it("is found, and is the newest that was tried", () => {
    expect(judgeThisMedusa("order_first")).toEqual({ kind: "fits" })
    expect(judgeMedusa({ version: TRIED_MEDUSA.newest, placement: "order_first", knowsWaitingOrders: true })).toEqual({
      kind: "fits",
    })
  })
})

import { readReport } from "../../core/gateway/wire"
import { pickReport } from "./pick-report"

const saying = (Status: number, ResultCode: string) => ({
  report: null,
  payload: {
    originatorConversationId: "1",
    checkoutReference: `ORD-${ResultCode}`,
    checkoutOutcome: { Status, ResultCode },
  },
})

const paid = saying(4, "000")
const declined = saying(3, "1")
const alsoDeclined = saying(3, "18")
const unreadable = { report: null, payload: { checkoutReference: "ORD-nobody" } }

describe("what the signed callbacks of a checkout say together", () => {
  it.each([
    ["paid, also when a later one says otherwise", [declined, paid], "ORD-000"],
    ["paid, also when an earlier one said otherwise", [paid, declined], "ORD-000"],
    ["the first of those that say something else", [alsoDeclined, declined], "ORD-18"],
    ["paid, past one that cannot be read", [unreadable, declined, paid], "ORD-000"],
  ])("%s", (_, callbacks, reference) => {
    expect(pickReport(callbacks)?.checkoutReference).toBe(reference)
  })

  it("what was read when they came, and not what they sent", () => {
    expect(pickReport([{ ...unreadable, report: readReport(paid.payload) }])?.checkoutReference).toBe("ORD-000")
  })

  it("nothing, where there is none that can be read", () => {
    expect([pickReport([]), pickReport([unreadable])]).toEqual([null, null])
  })

  it("hides no fault of ours", () => {
    const broken = {
      report: null,
      payload: new Proxy(
        {},
        {
          ownKeys: () => {
            throw new TypeError("a fault of ours")
          },
        },
      ),
    }
    expect(() => pickReport([broken])).toThrow("a fault of ours")
  })
})

import { wayText } from "./way-text"

it("prints the files in their order, with the functions that ran, and counts them", () => {
  const ran = {
    "src/core/money.ts": ["money", "", "isSameMoney"],
    "src/api/checkout/cart/route.ts": ["POST"],
    "src/core/text.ts": [""],
  }
  expect(wayText(ran).split("\n")).toEqual([
    "src/api/checkout/cart/route.ts: POST",
    "src/core/money.ts: money, isSameMoney",
    "src/core/text.ts",
    "",
    "3 files from POST /checkout/cart to the capture",
  ])
})

import { spellId } from "./ids"

it("a GUID has one spelling; every other id is left as it was written, without the blanks around it", () => {
  expect([spellId(" 00A9F0D4-6E2B-4A8F-B9D3-5F7C2E1A4B66 "), spellId(" Order-A ")]).toEqual([
    "00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66",
    "Order-A",
  ])
})

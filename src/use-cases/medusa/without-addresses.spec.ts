import { withoutAddresses } from "./without-addresses"

const LINK = "https://shop.example/checkout/pay/abcdefghijklmnopqrstuvwx27"

it.each([
  ["whom it was sent to, also where that is no e-mail address", "550 wanjiku-desk unknown, twice wanjiku-desk"],
  ["another e-mail address", "550 achieng@example.com unknown"],
  ["a payment link, in whatever case", `550 spam: ${LINK} ${LINK.toUpperCase()}`],
])("withholds %s", (_, reason) => {
  const told = withoutAddresses(reason, ["", "wanjiku-desk"])
  expect(told).toMatch(/^550 .*\[withheld\]/)
  expect(told).not.toMatch(/desk|achieng|abcdefgh/i)
})

it("is one bounded line", () => {
  expect(withoutAddresses("refused\nby the\u0000provider", [])).toBe("refused by the provider")
  expect(withoutAddresses("no ".repeat(5_000), []).length).toBeLessThanOrEqual(300)
})

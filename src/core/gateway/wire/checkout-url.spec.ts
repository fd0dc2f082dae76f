import { fieldPaths, findCheckoutUrl } from "./checkout-url"

const page = "https://pay.almara.example/checkout/abc"
const own = {
  checkoutReturnUrl: "https://shop.example/checkout/return?signature=1",
  checkoutCancelUrl: "https://shop.example/checkout/cancel?signature=1",
  checkoutCallbackUrl: "https://shop.example/checkout/cart?signature=1",
}

describe("findCheckoutUrl", () => {
  it.each([
    ["flat", { checkoutUrl: page }],
    ["in message", { message: { checkoutUrl: page, remarks: "ok" } }],
    ["in data", { data: { paymentLink: page } }],
    ["in result", { result: { RedirectURL: page } }],
    ["with underscores", { checkout_url: page }],
    ["as payment_url", { message: { payment_url: page } }],
    ["as redirect-url", { "redirect-url": page }],
    ["in payload", { payload: { checkoutUrl: page } }],
    ["in a list", { data: [{ checkoutUrl: page }] }],
    ["in a bare list", [{ checkoutUrl: page }]],
    ["in an envelope of another letter case", { Data: { CheckoutUrl: page } }],
    ["as the message", { message: page }],
    ["as the answer", page],
    ["behind a worse name", { url: "https://other.example/", message: { checkoutLink: page } }],
    ["beside what is no address", { checkoutUrl: "abc", paymentUrl: page }],
    ["beside our own", { ...own, redirectUrl: own.checkoutReturnUrl, url: page }],
  ])("finds it %s", (_, answer) => {
    expect(findCheckoutUrl(answer)).toBe(page)
  })

  it.each([
    ["nothing", undefined],
    ["an empty answer", {}],
    ["a relative address", { checkoutUrl: "/checkout/abc" }],
    ["a script", { checkoutUrl: "javascript:alert(1)" }],
    ["a password", { checkoutUrl: "https://user:password@pay.almara.example" }],
    ["more than an address may be long", { checkoutUrl: `${page}?${"x".repeat(2000)}` }],
    ["what grows too long by its escapes", { checkoutUrl: `${page}?${"é".repeat(1000)}` }],
    ["another name", { message: { appDomainName: page } }],
    ["only our own", { ...own, message: { redirectUrl: "https://shop.example/checkout/return?other=2" } }],
  ])("finds nothing in %s", (_, answer) => {
    expect(findCheckoutUrl(answer)).toBeUndefined()
  })

  it("does not hand out an address that we sent, whatever it is called", () => {
    const answer = { url: "https://shop.example/checkout/cancel", link: page }
    expect(findCheckoutUrl(answer, undefined, [own.checkoutCancelUrl])).toBe(page)
    expect(findCheckoutUrl(answer, "url", [own.checkoutCancelUrl])).toBeUndefined()
  })

  it("takes the configured field and guesses nothing then", () => {
    const answer = { checkoutUrl: "https://other.example/", message: { page: { Address: page } } }
    expect(findCheckoutUrl(answer, "message.page.address")).toBe(page)
    expect(findCheckoutUrl(answer, "message.page.missing")).toBeUndefined()
    expect(findCheckoutUrl({ checkoutUrl: "https://other.example/", data: [{ at: page }] }, "data.0.at")).toBe(page)
    expect(findCheckoutUrl(answer, "constructor.name")).toBeUndefined()
  })
})

describe("fieldPaths", () => {
  it("names the fields of an answer, without their values", () => {
    expect(fieldPaths({ message: { page: "secret", list: [1] }, id: 1 })).toEqual([
      "message.page",
      "message.list",
      "id",
    ])
    expect(fieldPaths("text")).toEqual([])
    expect(fieldPaths({ a: { b: { c: { d: 1 } } } })).toEqual([])
  })
})

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
    expect(findCheckoutUrl(answer, "constructor.name")).toBeUndefined()
  })
})

describe("fieldPaths", () => {
  it("names the fields of an answer, without their values", () => {
    expect(fieldPaths({ message: { page: "secret", list: [1] }, id: 1 })).toEqual(["message.page", "message.list", "id"])
    expect(fieldPaths("text")).toEqual([])
  })
})

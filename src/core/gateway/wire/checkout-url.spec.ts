import { fieldPaths, findCheckoutUrl } from "./checkout-url"

const page = "https://pay.almara.example/checkout/abc"
const own = {
  checkoutReturnUrl: "https://shop.example/checkout/return?signature=1",
  checkoutCancelUrl: "https://shop.example/checkout/cancel?signature=1",
  checkoutCallbackUrl: "https://shop.example/checkout/cart?signature=1",
}

/** From the likeliest to the least likely. */
const names = [
  ...["checkoutUrl", "checkoutPageUrl", "checkoutLink", "hostedCheckoutUrl", "hostedPageUrl", "hostedUrl"],
  ...["paymentUrl", "paymentPageUrl", "paymentLink", "payUrl"],
  ...["redirectUrl", "redirectUri", "redirectLink", "redirect", "pageUrl", "webUrl", "url", "link", "href"],
]

describe("findCheckoutUrl", () => {
  it.each(names)("finds it under %s, before any name that is less likely", (name) => {
    const worse = names.slice(names.indexOf(name) + 1).map((each) => [each, "https://other.example/"])
    expect(findCheckoutUrl({ ...Object.fromEntries(worse), [name]: page })).toBe(page)
  })

  it.each(Object.keys(own))("finds nothing in what repeats our %s under another name", (name) => {
    expect(findCheckoutUrl({ [name]: page, url: page })).toBeUndefined()
  })

  it("takes an address of two thousand characters, by http as well, and what has blanks around it", () => {
    const longest = `http://pay.almara.example/${"x".repeat(1974)}`
    expect(findCheckoutUrl(longest)).toBe(longest)
    expect(findCheckoutUrl(`\u00a0${page}\ufeff`)).toBe(page)
  })

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
    ["a user", { checkoutUrl: "https://user@pay.almara.example" }],
    ["a password", { checkoutUrl: "https://:password@pay.almara.example" }],
    ["a scheme that ends like ours", { checkoutUrl: "shttp://pay.almara.example" }],
    ["more blanks than an address may be long", { checkoutUrl: `${page}${" ".repeat(2000)}` }],
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
    expect(findCheckoutUrl(answer, "message.missing.0")).toBeUndefined()
  })

  it("counts the items of a list in digits", () => {
    const list = { data: Array.from({ length: 11 }, (_, index) => `${page}/${index}`) }
    expect(["data.1", "data.10", "data.+1", "data.0x1"].map((field) => findCheckoutUrl(list, field))).toEqual([
      `${page}/1`,
      `${page}/10`,
      undefined,
      undefined,
    ])
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
    expect(fieldPaths({ a: { b: { c: 1 } } })).toEqual(["a.b.c"])
  })

  it("names forty of them at the most, and sixty characters of each", () => {
    expect(fieldPaths(Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`a${index}`, 1])))).toHaveLength(40)
    expect(fieldPaths({ ["x".repeat(61)]: 1 })).toEqual(["x".repeat(60)])
  })
})

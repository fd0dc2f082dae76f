import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { withoutLinkToken, queryOf, keepSignaturesOutOfTheLog, withoutSignature } from "./addresses"

const token = "abcdefghijklmnopqrstuvwxyz234567".repeat(4).slice(0, 109)

describe("withoutSignature", () => {
  it.each([
    ["/checkout/cart", "/checkout/cart"],
    ["/admin/almara/checkouts?order_id=order_1", "/admin/almara/checkouts?order_id=order_1"],
    ["/store/almara/checkouts/payses_1/retry", "/store/almara/checkouts/payses_1/retry"],
    [`/checkout/cart?hash=${token}`, "/checkout/cart?[withheld]"],
    [`//checkout/cart?hash=${token}`, "//checkout/cart?[withheld]"],
    [`/checkout/%63art?h%61sh=${token}`, "/checkout/cart?[withheld]"],
    [`/checkout/cart%3Fhash=${token}`, "/checkout/cart?[withheld]"],
    [`/checkout/cart;hash=${token}`, "/checkout/cart?[withheld]"],
    [`/checkout/cart/${token}`, "/checkout/cart/[withheld]?[withheld]"],
    [`/any?checkout=x%2526signature[]=${token.slice(0, 43)}`, "/any?[withheld]"],
    [`/nowhere?signature[]=${token.slice(0, 43)}`, "/nowhere?[withheld]"],
    [`/any?hash[]=${token}`, "/any?[withheld]"],
    ["/static/17000-signature%20blend.png", "/static/17000-signature%20blend.png"],
    ["/store/products/hash-caf%C3%A9", "/store/products/hash-caf%C3%A9"],
    [`/checkout/success/${"a".repeat(50)}`, `/checkout/success/${"a".repeat(50)}`],
    [
      "/hooks/other?signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      "/hooks/other?signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ],
    ["/ad!min/users;hash=x", "/ad!min/users;hash=x"],
    [`https://shop.example/checkout/return?hash=${token}`, "https://shop.example/checkout/return?[withheld]"],
    ["/checkout/\u009b\u202ecart?hash=a", "/checkout/cart?[withheld]"],
    [`/${"a".repeat(5_000)}`, "?[withheld]"],
  ])("%s", (address, shown) => {
    expect(withoutSignature(address)).toBe(shown)
  })
})

describe("withoutLinkToken", () => {
  const link = "edfgadqpbpub2xeniovoaw367m"

  it.each([
    "/checkout/pay/X",
    "/checkout/pay//X",
    "/checkout//pay/X",
    "/checkout/./pay/X",
    "/x/../checkout/pay/X",
    "/checkout/pay;x/X",
    "/checkout\\pay\\X",
    "/checkout/pay%2FX",
    "/checkout%252Fpay%252FX",
    "/checkout/p%61y/X",
    "http://shop.example/checkout/pay/X?a=1",
    "/login?next=https%3A%2F%2Fshop.example%2Fcheckout%2Fpay%2FX&a=1",
    "/store/almara/payment-links?token=X",
    "/store/almara/payment-links/X",
  ])("%s", (address) => {
    for (const token of [link, link.toUpperCase()])
      expect(withoutLinkToken(address.replace("X", token))).toBe(address.replace("X", "withheld"))
  })

  it("leaves other ids and other addresses as they are", () => {
    for (const address of ["/store/almara/payment-links/01M8PGX8BXRHY0QXR0C21TJMK2", `/static/${link}.png`])
      expect(withoutLinkToken(address)).toBe(address)
  })
})

describe("keepSignaturesOutOfTheLog", () => {
  it("takes the query off an endpoint's address in the spans of requests; the endpoint itself knows it", async () => {
    keepSignaturesOutOfTheLog()
    const seen: unknown[] = []
    const server = createServer((request, response) => {
      seen.push([request.url, queryOf(request)])
      response.end()
    })
    await once(server.listen(0, "127.0.0.1"), "listening")
    const ask = (address: string) =>
      fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${address}`, {
        headers: { connection: "close" },
      })
    for (const address of [
      `/checkout/cart?hash=${token}`,
      `//checkout/return?a=1&hash=${token}`,
      `/checkout/cart%3Fhash=${token}`,
      "/store/carts?fields=id",
    ])
      await ask(address)
    await new Promise((resolve) => server.close(resolve))
    expect(seen).toEqual([
      ["/checkout/cart", `?hash=${token}`],
      ["//checkout/return", `?a=1&hash=${token}`],
      ["/checkout/cart", `?hash=${token}`],
      ["/store/carts?fields=id", "?fields=id"],
    ])
  })
})

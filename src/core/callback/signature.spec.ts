import { createHmac } from "node:crypto"
import fc from "fast-check"
import { AlmaraError } from "../errors"
import { type Endpoint, signatureFor, verifySignature } from "./signature"
import { signedUrl, signedUrls, readAddress } from "./signed-address"

const old = "o".repeat(32)
const current = "c".repeat(32)
const id = "00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66"
const endpoints: Endpoint[] = ["callback", "return", "cancel"]

describe("signedUrl", () => {
  it.each([
    ["callback", "https://shop.example/api/checkout/cart"],
    ["return", "https://shop.example/api/checkout/return"],
    ["cancel", "https://shop.example/api/checkout/cancel"],
  ] as const)("leads to the endpoint %s and can be verified there", async (endpoint, address) => {
    const baseUrl = "https://shop.example/api"
    const url = await signedUrl({ baseUrl, endpoint, merchantRequestId: id, secrets: [current, old] })
    expect(url).toMatch(new RegExp(`^${address}\\?hash=[a-z2-7]{109}$`))
    const text = JSON.stringify(["medusa-payment-almara:v1", endpoint, id])
    const signature = createHmac("sha256", current).update(text).digest("base64url")
    expect(readAddress(new URL(url).search)).toEqual({ claim: { merchantRequestId: id, signature } })
    expect(await verifySignature({ endpoint, merchantRequestId: id, signature, secrets: [current] })).toBe(true)
  })

  it("gives all three at once", async () => {
    const urls = await signedUrls({ baseUrl: "https://shop.example", merchantRequestId: id, secrets: [current] })
    for (const endpoint of endpoints) {
      const alone = { baseUrl: "https://shop.example", endpoint, merchantRequestId: id, secrets: [current] }
      expect(urls[endpoint]).toBe(await signedUrl(alone))
    }
  })

  it("cannot sign without a secret", async () => {
    const refused = signatureFor("callback", id, [])
    await expect(refused).rejects.toThrow(AlmaraError)
    await expect(refused).rejects.toMatchObject({ kind: "configuration" })
  })

  it("makes a secret's key once, keeps sixteen, and gives none of them away", async () => {
    const importKey = jest.spyOn(crypto.subtle, "importKey")
    const keysMadeFor = async (...secrets: string[]) => {
      importKey.mockClear()
      for (const secret of secrets) await signatureFor("callback", id, [secret])
      return importKey.mock.results.length
    }
    // Other specs have left keys behind. Once the first is made anew, it and the newest are all that is kept.
    let others = 0
    await keysMadeFor("first")
    do await keysMadeFor(`other ${(others += 1)}`)
    while ((await keysMadeFor("first")) === 0)
    const fourteen = Array.from({ length: 14 }, (_, index) => `secret ${index}`)
    expect(await keysMadeFor(...fourteen)).toBe(14)
    expect(await importKey.mock.results[0]?.value).toMatchObject({ extractable: false })
    expect(await keysMadeFor("first", `other ${others}`, ...fourteen)).toBe(0)
    expect(await keysMadeFor("one more", "first")).toBe(2)
    importKey.mockRestore()
  })
})

describe("verifySignature", () => {
  it("takes any secret while they are being changed, and no other", async () => {
    const signature = await signatureFor("callback", id, [old])
    const claim = { endpoint: "callback" as const, merchantRequestId: id, signature }
    expect(await verifySignature({ ...claim, secrets: [current, old] })).toBe(true)
    expect(await verifySignature({ ...claim, secrets: [old, current] })).toBe(true)
    expect(await verifySignature({ ...claim, secrets: [current] })).toBe(false)
    expect(await verifySignature({ ...claim, secrets: [] })).toBe(false)
    expect(await verifySignature({ ...claim, secrets: [""] })).toBe(false)
  })

  it("keeps the endpoints and the checkouts apart", async () => {
    for (const signedEndpoint of endpoints) {
      const signature = await signatureFor(signedEndpoint, id, [current])
      for (const endpoint of endpoints) {
        const claim = { endpoint, merchantRequestId: id, signature, secrets: [current] }
        expect(await verifySignature(claim)).toBe(endpoint === signedEndpoint)
        expect(await verifySignature({ ...claim, merchantRequestId: `${id} ` })).toBe(false)
      }
    }
  })

  it.each([
    undefined,
    null,
    "",
    "x",
    "=".repeat(43),
    "é".repeat(43),
    "A".repeat(42),
    "A".repeat(44),
    `${"A".repeat(42)}B`,
    `é${"A".repeat(43)}`,
    `${"A".repeat(43)}é`,
    ["A".repeat(43)],
    ["a", "b"],
    [],
    1,
    {},
  ])("is false for %p", async (signature) => {
    expect(await verifySignature({ endpoint: "return", merchantRequestId: id, signature, secrets: [current] })).toBe(
      false,
    )
  })

  it("is false for a missing or repeated id", async () => {
    const signature = await signatureFor("return", id, [current])
    for (const merchantRequestId of [undefined, null, 7, {}, [id], { toJSON: () => id }, ""]) {
      expect(await verifySignature({ endpoint: "return", merchantRequestId, signature, secrets: [current] })).toBe(
        false,
      )
    }
  })

  it("is true for what was signed and false after any change, for all ids", async () => {
    const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    const change = fc.record({
      merchantRequestId: fc.string({ unit: "binary", maxLength: 80 }),
      position: fc.nat(42),
      character: fc.constantFrom(...characters),
    })
    await fc.assert(
      fc.asyncProperty(change, async ({ merchantRequestId, position, character }) => {
        const signature = await signatureFor("callback", merchantRequestId, [current])
        const claim = { endpoint: "callback" as const, merchantRequestId, secrets: [old, current] }
        expect(await verifySignature({ ...claim, signature })).toBe(true)
        const changed = signature.slice(0, position) + character + signature.slice(position + 1)
        expect(await verifySignature({ ...claim, signature: changed })).toBe(changed === signature)
        expect(await verifySignature({ ...claim, signature: `${signature}A` })).toBe(false)
      }),
      { numRuns: 100 },
    )
  }, 60_000)
})

import fc from "fast-check"
import { signedUrl, addressProblem, readAddress, verifyAddress } from "./signed-address"
import { signatureFor, type Endpoint } from "./signature"

const secrets = ["a".repeat(32), "b".repeat(32)]
const id = "00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66"

const newQuery = async (endpoint: Endpoint = "callback", merchantRequestId = id) =>
  new URL(await signedUrl({ baseUrl: "https://shop.example", endpoint, merchantRequestId, secrets })).search
const oldQuery = async (merchantRequestId = id) =>
  `?${new URLSearchParams({ checkout: merchantRequestId, signature: await signatureFor("callback", merchantRequestId, secrets) })}`
const verify = (query: string, endpoint: Endpoint = "callback") => verifyAddress({ endpoint, query, secrets })

const double = (query: string) => `${query}${query}`
const MANGLINGS: [string, (query: string) => string][] = [
  ["as it is", (query) => query],
  ["without its ?", (query) => query.slice(1)],
  ["&amp; for &", (query) => `${query}&state=paid`.replaceAll("&", "&amp;")],
  ["; for &", (query) => `${query}&state=paid`.replaceAll("&", ";")],
  ["%26 for &", (query) => `${query}&state=paid`.replaceAll("&", "%26")],
  ["escaped twice", (query) => `${query}&state=paid`.replaceAll("&", "%2526").replaceAll("=", "%253D")],
  ["all of it escaped", (query) => `?${encodeURIComponent(query.slice(1))}`],
  ["a second ? for another parameter", (query) => `${query}?status=4`],
  ["a second ? before it", (query) => `?status=4${query}`],
  ["the query twice", double],
  ["the query twice, as parameters", (query) => `${query}&${query.slice(1)}`],
  ["a blank behind it", (query) => `${query}%20`],
  ["a blank before it", (query) => query.replaceAll("hash=", "hash=%20")],
  ["a plus before it", (query) => query.replaceAll("hash=", "hash=+")],
  ["a mark of the byte order before it", (query) => query.replaceAll("hash=", "hash=%EF%BB%BF")],
  ["quoted", (query) => `${query.replaceAll("hash=", "hash=%22")}%22`],
  ["in angle brackets", (query) => `${query.replaceAll("hash=", "hash=%3C")}%3E`],
  ["an empty one before it", (query) => query.replaceAll("hash=", "hash=&hash=")],
  ["a plus behind it", (query) => `${query}+`],
  ["a line's end behind it", (query) => `${query}%0D%0A`],
  [
    "the first parameters as lists",
    (query) =>
      query.replace("hash=", "hash[]=").replace("signature=", "signature[]=").replace("checkout=", "checkout[0]="),
  ],
]

describe("an address that was touched on its way", () => {
  it.each(MANGLINGS)("is ours: %s", async (_name, mangle) => {
    expect(await verify(mangle(await newQuery()))).toBe(id)
    expect(await verify(mangle(await oldQuery()))).toBe(id)
  })

  it.each([
    ["lower case", (query: string) => query.toLowerCase()],
    ["upper case", (query: string) => query.toUpperCase()],
  ])("is ours in %s, where it has a token", async (_name, mangle) => {
    expect(await verify(mangle(await newQuery()))).toBe(id)
    expect(await verify(mangle(await oldQuery()))).toBeUndefined()
  })

  it.each<[string, (query: string) => string, "nothing" | "unreadable"]>([
    ["the query was cut off", () => "", "nothing"],
    ["another's query", () => "?status=4&rehash=1", "nothing"],
    ["a token that was cut", (query) => query.slice(0, 60), "unreadable"],
    ["a token with a character more", (query) => `${query}a`, "unreadable"],
    ["no token at all", () => "?hash=", "unreadable"],
    ["no base32", () => "?hash=018%", "unreadable"],
    ["signs without end before it", () => `?hash=${"%20".repeat(600)}a`, "unreadable"],
    ["longer than any", () => `?x=${"a".repeat(3_000)}&hash=abc`, "nothing"],
    ["a broken escape", () => "?%&%zz&hash=%e0%a4%a", "unreadable"],
  ])("is nobody's: %s", async (_name, mangle, kind) => {
    const query = mangle(await newQuery())
    expect(await verify(query)).toBeUndefined()
    expect(readAddress(query)).toEqual(kind === "nothing" ? undefined : { claim: null })
    expect(addressProblem(query)).toBe(kind === "nothing" ? "missing" : "unreadable")
  })

  it("is at most 256 characters long, with the longest backendUrl that the options take", async () => {
    const baseUrl = `https://${"a".repeat(117)}`
    expect(baseUrl).toHaveLength(125)
    for (const endpoint of ["callback", "return", "cancel"] as const) {
      expect((await signedUrl({ baseUrl, endpoint, merchantRequestId: id, secrets })).length).toBeLessThanOrEqual(256)
    }
  })
})

describe("a token", () => {
  it("belongs to one endpoint and one checkout", async () => {
    expect(await verify(await newQuery("return"))).toBeUndefined()
    expect(await verify(await newQuery("return"), "return")).toBe(id)
    expect(
      await verifyAddress({ endpoint: "callback", query: await newQuery(), secrets: ["c".repeat(32)] }),
    ).toBeUndefined()
    expect(addressProblem(await newQuery())).toBe("wrong")
  })

  it("is true for every id, and for nothing after a change", async () => {
    const changes = fc.record({
      merchantRequestId: fc.string({ unit: "binary", minLength: 1, maxLength: 60 }),
      at: fc.nat(),
      to: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz234567"),
    })
    await fc.assert(
      fc.asyncProperty(changes, async ({ merchantRequestId, at, to }) => {
        const query = await newQuery("callback", merchantRequestId)
        expect(await verify(query)).toBe(merchantRequestId)
        const place = "?hash=".length + (at % (query.length - "?hash=".length))
        const changed = query.slice(0, place) + to + query.slice(place + 1)
        if (changed !== query) expect(await verify(changed)).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  it("is read from any text without an error", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string().map((text) => `?hash=${text}&checkout=${text}&signature=${text}`),
        ),
        (text) => void readAddress(text),
      ),
      { numRuns: 2_000 },
    )
  })
})

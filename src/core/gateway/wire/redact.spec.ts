import { readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { parseBody } from "../../callback/parse-body"
import { maskQuery, maskText, withheld } from "../../text"
import { readCallback, reportFromCallback } from "./index"
import { redact } from "./redact"

const fixture = join(__dirname, "../../../../integration-tests/fixtures/checkout-callback.json")
const documented = parseBody(readFileSync(fixture, "utf8"))

describe("redact", () => {
  it("keeps the documented callback, and what it reports", () => {
    expect(redact(documented)).toEqual(documented)
    expect(reportFromCallback(readCallback(redact(documented) as typeof documented))).toEqual(
      reportFromCallback(readCallback(documented)),
    )
  })

  it("withholds the query strings of the three addresses", () => {
    const signed = "https://shop.example/checkout/cart?checkout=1&signature=marked"
    const body = { checkoutReturnUrl: signed, CheckoutCancelUrl: signed, checkoutCallbackUrl: `${signed}#marked` }
    const kept = `https://shop.example/checkout/cart?${withheld}`
    expect(redact(body)).toEqual({ checkoutReturnUrl: kept, CheckoutCancelUrl: kept, checkoutCallbackUrl: kept })
  })

  it("keeps the names of unknown fields, and nothing of their values", () => {
    const body = {
      cardNumber: "4111111111111111",
      customer: { name: "Jane", emails: ["jane@example.com"], vip: true, none: null },
      name: "Jane",
      price: 12,
      checkoutNotes: { text: "marked" },
      checkoutRequestLines: [{ sku: "A", name: "Shirt", price: 5, cvv: "123" }, "marked"],
    }
    expect(redact(body)).toEqual({
      cardNumber: withheld,
      customer: { name: withheld, emails: [withheld], vip: withheld, none: null },
      name: withheld,
      price: withheld,
      checkoutNotes: { text: withheld },
      checkoutRequestLines: [{ sku: "A", name: "Shirt", price: 5, cvv: withheld }, withheld],
    })
  })

  it("keeps no name that reaches into a prototype", () => {
    const redacted = redact(JSON.parse('{"id": "1", "__proto__": {"Status": 4}}'))
    expect(Object.entries(redacted as object)).toEqual([
      ["id", "1"],
      [withheld, { Status: withheld }],
    ])
    expect(Object.getPrototypeOf(redacted)).toBe(Object.prototype)
  })

  it("masks personal things in documented texts, and card numbers in every documented field", () => {
    const card = "4111111111111111"
    const body = {
      checkoutNotes: `card ${card}, jane@example.com, +254 712 345 678`,
      checkoutAccountNo: card,
      checkoutRouteChannelType: Number(card),
      checkoutReference: card,
      checkoutOutcome: { StatusDesc: card, ThirdPartyPayload: { Reference: card, ResponseCode: card } },
    }
    expect(redact(body)).toEqual({
      checkoutNotes: `card ${withheld}, ${withheld}, ${withheld}`,
      checkoutAccountNo: withheld,
      checkoutRouteChannelType: withheld,
      checkoutReference: withheld,
      checkoutOutcome: { StatusDesc: withheld, ThirdPartyPayload: { Reference: withheld, ResponseCode: withheld } },
    })
  })

  it("keeps ids of ours that only look like card numbers", () => {
    const body = {
      originatorConversationId: "41111111-1111-4111-8111-411111111111",
      checkoutReference: "ORD-20260126-784823",
    }
    expect(redact(body)).toEqual(body)
  })

  it("keeps large prices, and no card number that is written as one", () => {
    const lines = (price: unknown) => ({ checkoutRequestLines: [{ price }] })
    expect(redact(lines(1_500_000_000.5))).toEqual(lines(1_500_000_000.5))
    expect(redact(lines("411111111111.1111"))).toEqual(lines(withheld))
  })

  it("is bounded in depth and size", () => {
    const deep = Array.from({ length: 10_000 }).reduce<unknown>((inner) => ({ inner }), "marked")
    expect(JSON.stringify(redact(deep)).length).toBeLessThan(200)
    const lists = Array.from({ length: 10_000 }).reduce<unknown>((inner) => [inner], "marked")
    expect(JSON.stringify(redact({ checkoutNotes: lists })).length).toBeLessThan(200)
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field${index}`, [index, index]]))
    expect(JSON.stringify(redact(wide)).length).toBeLessThan(100_000)
    expect(redact({ checkoutNotes: "x".repeat(30_000) })).toEqual({ checkoutNotes: withheld })
    expect(redact("text")).toBe(withheld)
  })

  it("never lets a card number or an e-mail address through, wherever it stands", () => {
    const names = [...Object.keys(documented), "StatusDesc", "Reference", "sku", "name", "price", "message", "other"]
    const marked = fc.constantFrom("4111111111111111", 5500005555555559, "5500 0055 5555 5559", "x jane@example.com y")
    const tree = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        marked,
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names, "4111111111111111"), tie("node"), { maxKeys: 5 }),
      ),
    }))
    fc.assert(
      fc.property(tree.node, (body) => {
        expect(JSON.stringify(redact(body))).not.toMatch(/4111|5559|jane/)
      }),
      { numRuns: 2000 },
    )
  })
})

describe("maskText", () => {
  it.each([
    ["4111 1111 1111 1111", withheld],
    ["4111-1111-1111-1111", withheld],
    ["pan:4111.1111.1111.1111!", `pan:${withheld}!`],
    ["4111 1111 1111 1111 123", withheld],
    ["13 4111 1111 1111 1111", withheld],
    ["378282246310005", withheld],
    ["12345678901234567890123", withheld],
    ["jane.doe+1@mail.example.co.ke", withheld],
    ["+254712345678", withheld],
    ["0712 345 678", withheld],
    ["254712345678", withheld],
    ["(020) 555-1234", withheld],
  ])("masks %s", (text, masked) => {
    expect(maskText(text)).toBe(masked)
  })

  it.each([
    "TXN565FDR43211",
    "Request Processed",
    "2 × Black Shirt XL",
    "4111111111111112",
    "411 1111111111111234",
    "2026-12-31T23:59:59Z",
    "ORD-20260126-7848",
    "60255512345",
  ])("keeps %s", (text) => {
    expect(maskText(text)).toBe(text)
  })

  it("is quick whatever the text", () => {
    const texts = [
      "1 ".repeat(10_000),
      "a@".repeat(10_000),
      "a.".repeat(10_000),
      `a@${"b.".repeat(9_990)}`,
      "+".repeat(20_000),
    ]
    // The best of three: a machine that pauses says nothing about the work.
    const times = [1, 2, 3].map(() => {
      const started = performance.now()
      texts.forEach((text) => maskText(text))
      return performance.now() - started
    })
    expect(Math.min(...times)).toBeLessThan(2000)
  })
})

describe("maskQuery", () => {
  it.each([
    ["https://shop.example/a", "https://shop.example/a"],
    ["https://user:password@shop.example/a?b=c", `https://shop.example/a?${withheld}`],
    ["not an address", withheld],
    ["javascript:alert(1)", withheld],
  ])("%s becomes %s", (address, masked) => {
    expect(maskQuery(address)).toBe(masked)
  })
})

it("keeps the names of a few unknown fields, and of more that there were any", () => {
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, place) => [`field ${place}`, place]))
  const kept = Object.keys(redact({ originatorConversationId: "a", ...many }) as object)
  expect(kept).toHaveLength(202)
  expect([kept.at(-2), kept.at(-1)]).toEqual(["field 199", withheld])
})

it("keeps nothing that Postgres refuses, neither in values nor in names", () => {
  const kept = JSON.stringify(redact({ checkoutNotes: "a\u0000b\ud800", ["x\u0000"]: 1 }))
  expect(kept).not.toMatch(/\\u0000|\\ud800/)
  expect(kept).toContain("a\uFFFDb\uFFFD")
})

describe("an outcome that was written as a text", () => {
  it("is kept as what it is", () => {
    const written = JSON.stringify({
      Status: 4,
      ResultCode: "000",
      ThirdPartyPayload: { Reference: "TXN1" },
      Note: "marked",
    })
    expect(redact({ originatorConversationId: "a", checkoutOutcome: written })).toEqual({
      originatorConversationId: "a",
      checkoutOutcome: { Status: 4, ResultCode: "000", ThirdPartyPayload: { Reference: "TXN1" }, Note: "[withheld]" },
    })
    expect(redact({ checkoutNotes: written, checkoutOutcome: "{marked" })).toMatchObject({
      checkoutOutcome: "[withheld]",
    })
  })
})

describe("a list in the place of an outcome", () => {
  it("is kept as the outcomes that it is of; one in the place of a text is not", () => {
    const outcome = { Status: 4, ResultCode: "000", Note: "marked" }
    expect(
      redact({ checkoutOutcome: [outcome, JSON.stringify(outcome), "marked"], checkoutNotes: ["marked"] }),
    ).toEqual({
      checkoutOutcome: [{ ...outcome, Note: "[withheld]" }, { ...outcome, Note: "[withheld]" }, "[withheld]"],
      checkoutNotes: ["[withheld]"],
    })
  })

  it("keeps nothing of the items beyond those that are looked at, nor of lists in it", () => {
    const outcomes = Array.from({ length: 21 }, () => '{"Status":4}')
    const kept = redact({ checkoutOutcome: outcomes, outcome: [outcomes] }) as Record<string, unknown[]>
    expect(kept.checkoutOutcome?.slice(19)).toEqual([{ Status: 4 }, "[withheld]"])
    expect(kept.outcome).toEqual([outcomes.map(() => "[withheld]")])
  })
})

it("keeps the lines that are read, as the lines that they are", () => {
  const lines = [...Array.from({ length: 200 }, () => ({ price: 5 })), { price: 6 }]
  const kept = redact({ checkoutRequestLines: lines }) as { checkoutRequestLines: unknown[] }
  expect(kept.checkoutRequestLines.slice(199)).toEqual([{ price: 5 }, { price: "[withheld]" }])
  expect(redact({ checkoutRequestLines: ['{"price":5}'] })).toEqual({ checkoutRequestLines: ["[withheld]"] })
})

import { readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { parseBody } from "../../callback/parse-body"
import { AlmaraError } from "../../errors"
import { classifyOutcome } from "../../checkout/outcome"
import { merchantRequestIdIn, readCallback, readReport, redact, reportFromCallback, reportFromStatus } from "./index"

const fixture = join(__dirname, "../../../../integration-tests/fixtures/checkout-callback.json")
const documented = parseBody(readFileSync(fixture, "utf8"))
const id = "00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66"

function reportOf(more: Record<string, unknown>): ReturnType<typeof reportFromCallback> {
  return reportFromCallback(readCallback({ ...documented, ...more }))
}

describe("the documented callback", () => {
  it("is a report", () => {
    expect(reportOf({})).toEqual({
      merchantRequestId: id,
      checkoutReference: "ORD-20260126-7848",
      money: { amount: "7000", currency: "KES" },
      outcome: {
        status: 4,
        statusDescription: "Completed",
        resultCode: "000",
        resultDescription: "Request Processed",
      },
      transactionReference: "TXN565FDR43211",
      channelType: 172,
    })
  })

  it("keeps fields that are not documented", () => {
    expect(readCallback({ ...documented, somethingNew: { a: 1 } })).toMatchObject({ somethingNew: { a: 1 } })
  })
})

describe("readCallback", () => {
  it.each([undefined, null, "", "  ", 5, {}, [id], "x".repeat(201), "a\u0000b", "a\nb", "\ud800"])(
    "refuses %p as the id",
    (originatorConversationId) => {
      expect(() => readCallback({ ...documented, originatorConversationId })).toThrow(AlmaraError)
      expect(() => merchantRequestIdIn({ ...documented, originatorConversationId })).toThrow(AlmaraError)
    },
  )

  it("refuses an id that comes twice with two values", () => {
    expect(() => readCallback({ ...documented, OriginatorConversationId: "another" })).toThrow(AlmaraError)
    expect(() => merchantRequestIdIn({ ...documented, OriginatorConversationId: "another" })).toThrow(AlmaraError)
    expect(merchantRequestIdIn({ ...documented, OriginatorConversationId: id })).toBe(id)
    expect(readCallback({ ...documented, OriginatorConversationId: id }).originatorConversationId).toBe(id)
  })

  it("finds the names in any letter case, and takes null for absent", () => {
    const { checkoutOutcome, originatorConversationId, checkoutNotes, ...rest } = documented
    const odd = {
      ...rest,
      OriginatorConversationId: String(originatorConversationId).toUpperCase(),
      checkoutNotes: null,
      CheckoutOutcome: {
        status: "4",
        statusDesc: null,
        resultCode: 0,
        thirdPartyPayload: { reference: "TXN565FDR43211" },
      },
    }
    const report = reportFromCallback(readCallback(odd))
    expect(report).toMatchObject({ merchantRequestId: id, transactionReference: "TXN565FDR43211" })
    expect(report.outcome).toEqual({ status: "4", resultCode: 0 })
    expect(classifyOutcome(report.outcome).kind).toBe("paid")
  })

  it("is read as a line that can be shown: nothing in it hides or turns the reading round", () => {
    const shown = "TXN\u202e\u009b[31m\u200b=1\n+1\u202c"
    const said = { StatusDesc: shown, ResultDesc: shown, ThirdPartyPayload: { Reference: shown } }
    const { transactionReference, outcome } = reportOf({ originatorConversationId: id, checkoutOutcome: said })
    for (const text of [transactionReference, outcome?.statusDescription, outcome?.resultDescription])
      expect(text).toBe("TXN [31m=1 +1")
  })
})

describe("the report that is stored", () => {
  it("says what the callback says", () => {
    expect(readReport(redact(documented))).toEqual(reportOf({}))
  })

  it("is small, and holds nothing that is withheld from what is stored of the callback", () => {
    const telltale = "Card 4111111111111111 of payer@example.com, +254 712 345 678"
    const free = `${telltale} ${"\u20ac".repeat(15_000)}`
    const body = {
      originatorConversationId: id,
      ...Object.fromEntries(["checkoutReference", "conversationId", "checkoutId"].map((name) => [name, free])),
      checkoutCurrencyName: "KES",
      checkoutRequestLines: Array.from({ length: 200 }, () => ({ name: telltale, price: "999999999999.999999" })),
      checkoutOutcome: {
        ...{ Status: free, StatusDesc: free, ResultCode: free, ResultDesc: free },
        ThirdPartyPayload: { Reference: free },
      },
    }
    const payload = redact(body)
    const { money: sum, outcome, ...ids } = readReport(payload)
    expect(sum).toEqual({ amount: "199999999999999.9998", currency: "KES" })
    const texts = Object.values({ ...outcome, ...ids })
    expect(texts).toHaveLength(9)
    for (const text of texts) expect(JSON.stringify(payload)).toContain(text)
    const stored = JSON.stringify({ outcome, ...ids })
    expect(Buffer.byteLength(stored)).toBeLessThan(8 * 1024)
    expect(stored).not.toMatch(/4111111111111111|payer@example.com/)
    expect(JSON.stringify(outcome)).not.toContain("712 345 678")
  })
})

describe("the money of a report", () => {
  it.each([
    ["the number as a text", { checkoutCurrencyCode: "404" }],
    ["no number", { checkoutCurrencyCode: null }],
    ["no name", { checkoutCurrencyName: undefined }],
    ["the name in lower case", { checkoutCurrencyName: "kes" }],
    ["the name in both", { checkoutCurrencyCode: "KES" }],
    ["prices as texts", { checkoutRequestLines: [{ price: "2500.00" }, { price: " 4500.0 " }] }],
  ])("is read with %s", (_, more) => {
    expect(reportOf(more).money).toEqual({ amount: "7000", currency: "KES" })
  })

  it.each([
    ["number and name disagree", { checkoutCurrencyCode: 840 }],
    ["the currency is unknown", { checkoutCurrencyCode: 0, checkoutCurrencyName: null }],
    ["the number is unknown", { checkoutCurrencyCode: 1 }],
    ["there is no currency", { checkoutCurrencyCode: null, checkoutCurrencyName: "" }],
    ["there are no lines", { checkoutRequestLines: [] }],
    ["the lines are none", { checkoutRequestLines: "2500" }],
    [
      "there are far more lines than are sent",
      { checkoutRequestLines: Array.from({ length: 201 }, () => ({ price: 1 })) },
    ],
    ["a line is none", { checkoutRequestLines: [{ price: 2500 }, null] }],
    ["a price is missing", { checkoutRequestLines: [{ price: 2500 }, { sku: "x" }] }],
    ["a price is no number", { checkoutRequestLines: [{ price: 2500 }, { price: "free" }] }],
    ["a price is below zero", { checkoutRequestLines: [{ price: 2500 }, { price: -1 }] }],
    ["a price is infinite", { checkoutRequestLines: [{ price: Infinity }] }],
  ])("is absent when %s", (_, more) => {
    expect(reportOf(more)).not.toHaveProperty("money")
    expect(reportOf(more).merchantRequestId).toBe(id)
  })

  it("reads currencies of all kinds of minor units", () => {
    const lines = { checkoutRequestLines: [{ price: "1.005" }, { price: 2 }] }
    expect(reportOf({ ...lines, checkoutCurrencyCode: 414, checkoutCurrencyName: "KWD" }).money).toEqual({
      amount: "3.005",
      currency: "KWD",
    })
    expect(reportOf({ ...lines, checkoutCurrencyCode: "036", checkoutCurrencyName: "AUD" }).money?.currency).toBe("AUD")
  })
})

describe("the outcome of a report", () => {
  it.each([
    ["missing", undefined],
    ["null", null],
    ["a text", "paid"],
    ["a list", [4, "000"]],
    ["empty", {}],
    ["a status that is true", { Status: true, ResultCode: "000" }],
    ["a code that is an object", { Status: 4, ResultCode: { code: 0 } }],
    ["a status that is true, with a failure", { Status: true, ResultCode: "18" }],
    ["two statuses", { Status: 4, status: 3, ResultCode: "000" }],
    ["two codes", { Status: 4, ResultCode: "000", resultCode: "18" }],
  ])("is not final when it is %s", (_, checkoutOutcome) => {
    expect(classifyOutcome(reportOf({ checkoutOutcome }).outcome).kind).toBe("pending")
  })

  const paid = { Status: 4, ResultCode: "000", ThirdPartyPayload: { Reference: "TXN1" } }
  const failed = { Status: 4, ResultCode: "18" }
  const pending = { Status: 1, ResultCode: "14" }
  const nothing = [null, {}, [paid], "paid", { Note: 1 }]

  it.each([
    ["paid", "paid", false, [paid]],
    ["paid, written as a text", "paid", false, [JSON.stringify(paid)]],
    ["failed", "failed", false, [failed]],
    ["paid, beside what says nothing", "paid", false, [...nothing, paid]],
    ["pending, then paid", "paid", false, [pending, paid]],
    ["paid twice, in two spellings", "paid", false, [paid, { status: "4", resultCode: 0 }]],
    ["paid and failed", "pending", true, [failed, paid]],
    ["paid, and more than anybody looks at", "pending", true, [paid, ...Array(20).fill(null)]],
    ["nothing", "pending", false, nothing],
  ])("is that of a list of one or more that says %s", (_, kind, needsReview, list) => {
    for (const message of [{ checkoutOutcome: list }, { checkoutOutcome: null, outcome: list }]) {
      const { outcome, transactionReference } = reportOf(message)
      expect(classifyOutcome(outcome)).toMatchObject({ kind, needsReview })
      expect(transactionReference).toBe(kind === "paid" ? "TXN1" : undefined)
    }
  })

  it("never becomes paid by any change to one of its fields but to an equal one", () => {
    fc.assert(
      fc.property(fc.constantFrom("Status", "ResultCode"), fc.anything(), (name, value) => {
        const expected = name === "Status" ? 4 : 0
        fc.pre(!["string", "number"].includes(typeof value) || Number(value) !== expected)
        const checkoutOutcome = { Status: 4, ResultCode: "000", [name]: value }
        expect(classifyOutcome(reportOf({ checkoutOutcome }).outcome).kind).not.toBe("paid")
      }),
      { numRuns: 2000 },
    )
  })
})

describe("reportFromStatus", () => {
  const { checkoutOutcome, ...order } = documented
  const status = { ...order, id: "7", conversationId: "c-1", checkoutId: 99, checkoutCurrencyCode: "404" }

  it.each([
    ["in checkoutOutcome", { ...status, checkoutOutcome }],
    ["in outcome", { ...status, outcome: checkoutOutcome }],
    ["flat", { ...status, ...(checkoutOutcome as object) }],
    ["in an envelope", { message: { ...status, checkoutOutcome } }],
    ["beside an empty one", { ...status, checkoutOutcome: {}, ...(checkoutOutcome as object) }],
    [
      "beside one of nulls",
      { ...status, checkoutOutcome: { Status: null, ResultCode: null }, outcome: checkoutOutcome },
    ],
  ])("reads the outcome %s", (_, answer) => {
    const report = reportFromStatus(answer)
    expect(report).toMatchObject({
      merchantRequestId: id,
      gatewayConversationId: "c-1",
      gatewayCheckoutId: "99",
      transactionReference: "TXN565FDR43211",
      money: { amount: "7000", currency: "KES" },
    })
    expect(classifyOutcome(report.outcome).kind).toBe("paid")
  })

  it("is that of the report with an outcome, of several about one id; and none where they do not agree", () => {
    const failed = { ...status, checkoutOutcome: { ...(checkoutOutcome as object), ResultCode: "18" } }
    const paid = { ...status, checkoutOutcome }
    const kindOf = (answer: unknown) => classifyOutcome(reportFromStatus(answer, id).outcome).kind
    expect(kindOf({ originatorConversationId: id, data: paid })).toBe("paid")
    expect([kindOf([paid, paid]), kindOf([failed, failed])]).toEqual(["paid", "failed"])
    const respelled = { ...status, checkoutOutcome: { ...(checkoutOutcome as object), Status: "4", ResultCode: 0 } }
    expect([kindOf([paid, respelled]), kindOf({ ...status, Status: 200, ResultCode: 0, data: paid })]).toEqual([
      "paid",
      "paid",
    ])
    for (const several of [
      [failed, paid],
      [paid, failed],
    ]) {
      expect(classifyOutcome(reportFromStatus(several, id).outcome)).toMatchObject({
        kind: "pending",
        needsReview: true,
      })
    }
  })

  it("is not final without an outcome, or with half of one", () => {
    expect(reportFromStatus(status)).not.toHaveProperty("outcome")
    expect(reportFromStatus({ ...status, status: 4 })).not.toHaveProperty("outcome")
  })

  it.each([undefined, null, "text", [], {}, { message: "not found" }, { id: "7", idType: 1, message: "no" }])(
    "refuses %p",
    (answer) => {
      expect(() => reportFromStatus(answer)).toThrow(AlmaraError)
    },
  )
})

describe("the sum", () => {
  const withoutLines = { checkoutRequestLines: undefined }

  it.each([
    ["a sum where no lines came", { ...withoutLines, totalAmount: "6999.50" }, "6999.5"],
    ["the lines, whatever a sum says", { amount: 1 }, "7000"],
    ["a sum that is written twice", { ...withoutLines, amount: 5, Amount: 5, checkoutAmount: "5.00" }, "5"],
  ])("is read of %s", (_, more, amount) => {
    expect(reportOf(more).money).toEqual({ amount, currency: "KES" })
  })

  it.each([
    ["no lines", withoutLines],
    ["two sums that differ", { ...withoutLines, amount: 5, totalAmount: 6 }],
    ["a sum that is none", { ...withoutLines, amount: "5 KES" }],
    ["a negative sum", { ...withoutLines, amount: -5 }],
    ["a currency's name that is no code", { checkoutCurrencyName: "Kenyan Shilling" }],
    ["a line without a price", { checkoutRequestLines: [{ sku: "a", name: "b" }] }],
  ])("is not read of %s", (_, more) => {
    expect(reportOf(more).money).toBeUndefined()
  })
})

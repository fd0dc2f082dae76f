import { readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { parseBody } from "./parse-body"
import { AlmaraError } from "../errors"
import { classifyOutcome } from "../checkout/outcome"
import { readCallback, reportFromCallback } from "../gateway/wire"

const documented = readFileSync(join(__dirname, "../../../integration-tests/fixtures/checkout-callback.json"), "utf8")
const strict = JSON.parse(documented.replace(/,(\s*})/g, "$1")) as Record<string, unknown>
const documentedReport = reportFromCallback(readCallback(strict))

function asForm(value: unknown, notation: (path: string[]) => string, path: string[] = []): [string, string][] {
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, field]) => asForm(field, notation, [...path, key]))
    : [[notation(path), String(value)]]
}

const brackets = ([first, ...rest]: string[]): string => `${first}${rest.map((part) => `[${part}]`).join("")}`
const dots = (path: string[]): string => path.join(".")
const mixed = (path: string[]): string => dots(path).replace(/\.(\d+)/g, "[$1]")

describe("parseBody", () => {
  it("takes the documented callback as it stands, with its stray comma", () => {
    expect(() => JSON.parse(documented) as unknown).toThrow(SyntaxError)
    expect(parseBody(documented, "application/json")).toEqual(strict)
  })

  it.each([
    undefined,
    "",
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
  ])("reads the bytes and not the content type %p", (contentType) => {
    expect(parseBody(documented, contentType)).toEqual(strict)
    expect(parseBody("a=1&b=2", contentType)).toEqual({ a: "1", b: "2" })
  })

  it("tolerates a byte order mark and blanks around", () => {
    expect(parseBody(`\ufeff \n${documented}\r\n`)).toEqual(strict)
    expect(parseBody("\ufeffa=1")).toEqual({ a: "1" })
  })

  it.each([
    ["brackets", brackets],
    ["dots", dots],
    ["brackets for lists, dots for names", mixed],
  ])("reads the same callback from a form with %s", (_, notation) => {
    const form = new URLSearchParams(asForm(strict, notation)).toString()
    const report = reportFromCallback(readCallback(parseBody(form, "application/x-www-form-urlencoded")))
    expect(report).toEqual({ ...documentedReport, outcome: { ...documentedReport.outcome, status: "4" } })
    expect(classifyOutcome(report.outcome).kind).toBe("paid")
    expect(report.money).toEqual({ amount: "7000", currency: "KES" })
  })

  it("reads the same callback from flat fields that are JSON themselves", () => {
    const flat = Object.entries(strict).map(([key, value]) => [
      key,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ])
    const report = reportFromCallback(readCallback(parseBody(new URLSearchParams(flat).toString())))
    expect(report).toEqual(documentedReport)
  })

  it.each([
    ["encoded", `${encodeURIComponent(documented)}=`, strict],
    ["encoded, without the equals sign", encodeURIComponent(documented), strict],
    ["as it is", `${documented}=`, strict],
    ["with signs of a form in it", `{"a":"x&y=1","b":"2+2"}=`, { a: "x&y=1", b: "2+2" }],
  ])("reads a JSON document as the only name of a form, %s", (_, body, expected) => {
    expect(parseBody(body, "application/x-www-form-urlencoded")).toEqual(expected)
  })

  it.each([
    ["a[]=1&a[]=2", { a: ["1", "2"] }],
    ["a[1]=y&a[0]=x", { a: ["x", "y"] }],
    ["a[0][b]=1&a[0][c]=2&a[1][b]=3", { a: [{ b: "1", c: "2" }, { b: "3" }] }],
    ["a=1&a=2", { a: "2" }],
    ["a=1&a[b]=2", { a: { b: "2" } }],
    ["a=%7Bcurly%7D&b=%5B1%2C%7B%22c%22%3A2%7D%5D", { a: "{curly}", b: [1, { c: 2 }] }],
    ["a=%zz&b=%E0%A4%A", { a: "%zz", b: expect.any(String) }],
    ["a=1&<b>=2", { a: "1" }],
    ["a=", { a: "" }],
    ["a={curly}&b=[1]", { a: "{curly}", b: [1] }],
  ])("reads the form %s", (form, expected) => {
    expect(parseBody(form)).toEqual(expected)
  })

  it.each([
    ["", "empty"],
    [" \n\ufeff", "empty"],
    ["[]", "a list"],
    ['[{"a":1}]', "a list"],
    ["null", "neither"],
    ["42", "neither"],
    ['"a=b"', "neither"],
    ["hello world", "neither"],
    ["<html lang=en>", "neither"],
    ["{", "neither"],
    ['{"a":1', "neither"],
    ['{"a":1} trailing', "neither"],
    ['{"a":1,"b":"https://x.example/?c=1&d=2"', "neither"],
    ['{"a":1 /* comment */}', "neither"],
    ["{'a':1}", "neither"],
    ['{"a":1,,}', "neither"],
    ["[".repeat(100_000), "too deep"],
    [`${'{"a":'.repeat(40)}1${"}".repeat(40)}`, "too deep"],
    [`{"a":[${"1,".repeat(2000)}1]}`, "too many fields"],
    [`{${",".repeat(2_001)}`, "too many fields"],
    [`{/*"*/"a":${"[".repeat(100)}`, "neither"],
    [`{"a\\":${"[".repeat(100)}`, "neither"],
    [`{"a":"\\"",${'"b":['.repeat(33)}`, "too deep"],
    ["a=1&".repeat(2001), "neither"],
    ["a[][][][][][][][]=1&".repeat(300), "neither"],
    [`a${"[b]".repeat(32)}=1`, "neither"],
    [`a${".b".repeat(32)}=1`, "neither"],
    ['a=["b","c"]&'.repeat(700), "neither"],
    [`{"a":"${"x".repeat(1024 * 1024)}"}`, "too long"],
  ])("refuses %.40p: %s", (body, why) => {
    expect(() => parseBody(body, "text/odd")).toThrow(AlmaraError)
    expect(() => parseBody(body, "text/odd")).toThrow(new RegExp(`^Expected JSON or a form .*${why}.*"text/odd"`))
  })

  it("reads as much as may come, and not a character more", () => {
    const whole = (length: number) => `{"a":"${"x".repeat(length - 8)}"}`
    expect(Object.keys(parseBody(whole(1024 * 1024)))).toEqual(["a"])
    expect(() => parseBody(whole(1024 * 1024 + 1))).toThrow(/too long/)
  })

  it("says nothing of a content type that is missing, and of a long one its beginning", () => {
    expect(() => parseBody("")).toThrow(/^Expected JSON or a form with named fields, but the body is empty\.$/)
    expect(() => parseBody("", "x".repeat(61))).toThrow(/It was declared as "x{60}"\.$/)
  })

  it("repeats of a content type only what a terminal prints", () => {
    expect(() => parseBody("", "text/\u009b31m\u202exml\n")).toThrow(/It was declared as "text\/ 31mxml "\.$/)
  })

  it.each([
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":{"__proto__":{"polluted":1},"b":1}}',
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":{"__proto__":{"polluted":1},"b":1,},}',
    String.raw`{"\u005f_proto__":{"polluted":1},"a":{"\u005f_proto__":{"polluted":1},"b":1}}`,
    "a[b]=1&__proto__[polluted]=1&constructor[prototype][polluted]=1&a[__proto__][polluted]=1&a.constructor.x=1",
  ])("drops names that reach into prototypes: %s", (body) => {
    const parsed = parseBody(body)
    expect(Object.keys(parsed)).toEqual(["a"])
    expect(Object.keys(parsed.a as object)).toEqual(["b"])
    expect((parsed.a as Record<string, unknown>).polluted).toBeUndefined()
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it("gives an object or an AlmaraError for whatever comes, 20,000 times and more", () => {
    const mutations = fc
      .array(fc.tuple(fc.nat(documented.length), fc.nat(8), fc.string({ unit: "binary", maxLength: 4 })), {
        maxLength: 6,
      })
      .map((changes) =>
        changes.reduce((text, [at, gone, put]) => text.slice(0, at) + put + text.slice(at + gone), documented),
      )
    const names = fc.constantFrom("a", "a[b]", "a[]", "a[0]", "a.b", "__proto__[x]", "constructor", "a[", "{", "%")
    const forms = fc
      .array(fc.tuple(names, fc.oneof(fc.string(), fc.json(), fc.constant("{,}"))), { maxLength: 8 })
      .map((pairs) => pairs.map((pair) => pair.join("=")).join("&"))
    const noise = fc
      .array(fc.constantFrom(...'{}[]",:=&%\\/*1e-. \n\ufeff\u0000aé'), { maxLength: 60 })
      .map((all) => all.join(""))
    const bodies = fc.oneof(
      { weight: 3, arbitrary: mutations },
      { weight: 3, arbitrary: forms },
      { weight: 3, arbitrary: noise },
      { weight: 1, arbitrary: fc.json() },
      { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
    )
    const seen = { objects: 0, errors: 0 }
    fc.assert(
      fc.property(bodies, (body) => {
        try {
          seen.objects += Object.getPrototypeOf(parseBody(body)) === Object.prototype ? 1 : NaN
        } catch (error) {
          seen.errors += error instanceof AlmaraError && error.kind === "unreadable" ? 1 : NaN
        }
        return !Number.isNaN(seen.objects + seen.errors)
      }),
      { numRuns: 25_000 },
    )
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(seen.objects).toBeGreaterThan(2000)
    expect(seen.errors).toBeGreaterThan(2000)
  }, 60_000)
})

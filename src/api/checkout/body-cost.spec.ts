import { execFileSync } from "node:child_process"
import { Session, type Profiler } from "node:inspector"
import { root } from "../../../support/places"
import type * as Body from "../../core/callback/parse-body"
import type * as Errors from "../../core/errors"
import type * as Wire from "../../core/gateway/wire"

const KIB_64 = 64 * 1024

/**
 * For each character of the body: so many blocks of code may be run, and so many characters be handed to what the
 * engine does itself. Both are the same on every machine: the costliest body that is known takes nine tenths.
 */
const MOST_BLOCKS_FOR_A_CHARACTER = 12
const MOST_NATIVE_FOR_A_CHARACTER = 10
/** A body that is shorter may cause as much work as one of this length. */
const SHORTEST = 8 * 1024
/** So many pairs of a form may be made of a body: each costs more than its few characters. */
const MOST_PAIRS = 2_001

interface Work {
  /** How often a block of JavaScript was begun, in the libraries as well. */
  blocks: number
  /** Characters that a regular expression, the engine's JSON or its reader of forms has looked at. */
  native: number
  pairs: number
}

const session = new Session()
session.connect()
/** What the endpoint does with a body before it is written down. */
let take: (body: string) => void

beforeAll(() => {
  session.post("Profiler.enable")
  // Only what is compiled after this is counted block by block.
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true })
  const { parseBody } = jest.requireActual<typeof Body>("../../core/callback/parse-body")
  const { isAlmaraError } = jest.requireActual<typeof Errors>("../../core/errors")
  const { merchantRequestIdIn, readReport, redact } = jest.requireActual<typeof Wire>("../../core/gateway/wire")
  take = (body) => {
    try {
      const parsed = parseBody(body)
      merchantRequestIdIn(parsed)
      readReport(redact(parsed))
    } catch (error) {
      if (!isAlmaraError(error)) throw error
    }
  }
})
afterAll(() => session.disconnect())

/** The blocks that were begun since the last look. */
function blocksSince(): number {
  let blocks = 0
  session.post(
    "Profiler.takePreciseCoverage",
    (_error: Error | null, { result }: Profiler.TakePreciseCoverageReturnType) => {
      for (const { functions, url } of result) {
        if (url.includes("body-cost.spec")) continue
        for (const { ranges } of functions) for (const { count } of ranges) blocks += count
      }
    },
  )
  return blocks
}

/** An error's making takes as long as looking at about so many. */
const CHARACTERS_FOR_AN_ERROR = 500

function countNative(count: (characters: number, pairs?: number) => void): () => void {
  const [parse, exec, Form] = [JSON.parse, RegExp.prototype.exec, URLSearchParams]
  JSON.parse = (text: string, ...more: []) => {
    count(text.length)
    try {
      return parse(text, ...more) as unknown
    } catch (error) {
      count(CHARACTERS_FOR_AN_ERROR)
      throw error
    }
  }
  // With it replaced, `replace`, `test`, `match` and `matchAll` call it for each step.
  RegExp.prototype.exec = function (this: RegExp, text: string) {
    const from = this.global || this.sticky ? this.lastIndex : 0
    const found = exec.call(this, text)
    count((found ? found.index + found[0].length : text.length) - from)
    return found
  }
  globalThis.URLSearchParams = class extends Form {
    constructor(text: string) {
      super(text)
      count(text.length, this.size)
    }
  } as typeof URLSearchParams
  return () => {
    JSON.parse = parse
    RegExp.prototype.exec = exec
    globalThis.URLSearchParams = Form
  }
}

function workOf(body: string): Work {
  const work = { blocks: 0, native: 0, pairs: 0 }
  const restore = countNative((characters, pairs = 0) => {
    work.native += characters
    work.pairs += pairs
  })
  blocksSince()
  try {
    take(body)
  } finally {
    work.blocks = blocksSince()
    restore()
  }
  return work
}

const filled = (piece: string, length = KIB_64): string => piece.repeat(Math.floor(length / piece.length))
const saying = (fields: Record<string, unknown>): string => JSON.stringify({ originatorConversationId: "x", ...fields })
/** Three texts as long as any that is looked at. */
const texts = (piece: string): string =>
  saying(Object.fromEntries(["checkoutNotes", "StatusDesc", "ResultDesc"].map((name) => [name, filled(piece, 19_990)])))
const named = (name: (place: number) => string): string =>
  saying(Object.fromEntries(Array.from({ length: 1900 }, (_, place) => [name(place), 1])))

/** As many lines as are read. */
const lines = (line: Record<string, unknown>, length = 200): string =>
  saying({ checkoutCurrencyCode: 404, checkoutRequestLines: Array.from({ length }, () => line) })
const almostCards = "1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 x"

const longObject = (length: number): string => `{"a":[${filled("1,", length - 10)}1]}`
/** An outcome whose payload is a text of JSON as well. */
const nested = (length: number): string => JSON.stringify({ ThirdPartyPayload: longObject(length) })

/** Each was dear once, or is of a kind that could be. */
const COSTLY: Record<string, string> = {
  "a brace and nothing but commas": `{${filled(",")}`,
  "a brace and nothing but quotes": `{${filled('"')}`,
  "brackets behind a quote in a comment": `{/*"*/"a":${filled("[")}`,
  "empty lists": saying({ a: [] }).replace("[]", `[${filled("[],")}[]]`),
  "lists, as many as are read": saying({ a: [] }).replace("[]", `[${"[],".repeat(1_900)}[]]`),
  escapes: `{"a":"${filled("\\u0041")}"}`,
  "stray commas": `{"a":[${filled("{,},", 7_000)}]}`,
  "notes full of card numbers": texts("4111 1111 1111 1111 112 "),
  "notes full of single digits": texts("1 "),
  "notes full of almost card numbers": texts(almostCards),
  "notes full of too few digits": texts("1 2 3 4 5 6 7 8 9 1 2 3x"),
  "notes with one @ at the end": texts(`${"a".repeat(19_989)}@`),
  "notes full of almost addresses": texts(`${"a".repeat(64)}@${"a.".repeat(126)}`),
  "names like card numbers": named((place) => `1 2 3 4 5 6 7 8 9 1 ${place}`),
  "names like addresses": named((place) => `a${place}@a.a.a.a.a.a.a.a`),
  "as many lines as are read": lines({ price: 12_345.678 }),
  "lines full of almost card numbers": lines({ price: "12345.678", sku: almostCards, name: almostCards.repeat(5) }),
  "lines with all that is masked": lines({ price: 1.5, name: "0712345678 a@b.cd, +254712345678".repeat(8) }),
  "as many lines as a body may have": lines({ price: 12_345.678 }, 950),
  "lines that are texts": saying({ checkoutRequestLines: Array.from({ length: 1_900 }, () => '{"price":1}') }),
  "lists of lists of texts": saying({
    checkoutOutcome: Array.from({ length: 90 }, () => Array(20).fill('{"Status":4}')),
  }),
  "a form's value of commas": `a={${filled(",")}`,
  "a form as deep as it may be": filled(`a${"[]".repeat(31)}=1&`),
  "a form full of values that are no JSON": `originatorConversationId=x&${"a=[&".repeat(1_900)}`,
  "a form full of lists": filled(`a[]=[${"[],".repeat(10)}[]]&`),
  "a form of names": filled("a&"),
  "a form of what is no name": `a=1&${filled("!&")}`,
  "a form of one name": `a${filled("[b]")}=1`,
  "a form of dots": `a${filled(".b")}=1`,
  "an outcome that is a text of JSON": saying({ checkoutOutcome: longObject(19_990) }),
  "every envelope a text of JSON": saying({
    message: longObject(19_990),
    data: longObject(19_990),
    payload: longObject(19_990),
  }),
  "a text of JSON full of escapes": saying({ checkoutOutcome: `{"a":"${filled("\\u0041", 19_980)}"}` }),
  "a text of nothing but brackets": saying({
    checkoutOutcome: `{"a":${filled("[", 19_980)}`,
    message: `{"a":${filled("[[],", 19_980)}`,
  }),
  "outcomes that are texts, as many as are read": saying({
    checkoutOutcome: Array.from({ length: 1_900 }, () => '{"Status":4}'),
  }),
  "outcomes that are texts and no JSON": saying({
    checkoutOutcome: Array.from({ length: 1_900 }, () => '{"Status":4,,}'),
  }),
  "lines that are texts and no JSON": saying({ checkoutRequestLines: Array.from({ length: 1_900 }, () => "{,") }),
  "texts of stray commas": saying({ checkoutOutcome: `{"a":[${filled("{,},", 19_900)}]}` }),
  "a text in a text": saying({ checkoutOutcome: nested(9_900) }),
  "a form that is a document, encoded": encodeURIComponent(saying({ a: [] }).replace("[]", `[${"1,".repeat(1_900)}1]`)),
}

const works: Record<string, Work> = {}

it.each(Object.entries(COSTLY))("%s: no more work than a body of its length may cause", (name, body) => {
  take(body)
  const { blocks, native, pairs } = workOf(body.slice(0, KIB_64))
  works[name] = { blocks, native, pairs }
  const length = Math.max(SHORTEST, body.length)
  expect(blocks / length).toBeLessThan(MOST_BLOCKS_FOR_A_CHARACTER)
  expect(native / length).toBeLessThan(MOST_NATIVE_FOR_A_CHARACTER)
  expect(pairs).toBeLessThanOrEqual(MOST_PAIRS)
})

/**
 * Prints for the dearest bodies the milliseconds of processor time of the fastest of many runs: a single one, or the
 * first few, tell how busy the machine is.
 */
const TIMING = `
  const { readFileSync } = require("node:fs")
  const { parseBody } = require("./src/core/callback/parse-body")
  const { merchantRequestIdIn, readReport, redact } = require("./src/core/gateway/wire")
  const take = (body) => {
    try {
      const parsed = parseBody(body)
      merchantRequestIdIn(parsed)
      readReport(redact(parsed))
    } catch {}
  }
  const fastest = (body, runs) => Math.min(...Array.from({ length: runs }, () => {
    const began = process.cpuUsage()
    take(body)
    const { user, system } = process.cpuUsage(began)
    return (user + system) / 1000
  }))
  const bodies = Object.entries(JSON.parse(readFileSync(0, "utf8")))
  const timed = bodies.map(([name, body]) => [name, fastest(body, 10), body]).sort((one, other) => other[1] - one[1])
  const again = timed.slice(0, 6).map(([name, , body]) => [name, fastest(body, 100)])
  console.log(JSON.stringify(again.sort((one, other) => other[1] - one[1])))`

// In a process of its own: what is counted here is slower for that. To be looked at, and written into SECURITY.md:
// a machine that is busy is slow with any body.
it("prints the dearest of all, with their milliseconds beside their work", () => {
  const printed = execFileSync(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", TIMING], {
    cwd: root,
    input: JSON.stringify(COSTLY),
    encoding: "utf8",
  })
  const times = JSON.parse(printed) as [string, number][]
  expect(times).toHaveLength(6)
  for (const [name, milliseconds] of times) {
    const length = (COSTLY[name] ?? "").length
    const { blocks = 0, native = 0, pairs = 0 } = works[name] ?? {}
    process.stdout.write(
      `${name}, ${length} characters: ${milliseconds.toFixed(1)} ms of processor time; for each character ${(blocks / length).toFixed(1)} blocks and ${(native / length).toFixed(1)} characters looked at, and ${pairs} pairs.\n`,
    )
  }
})

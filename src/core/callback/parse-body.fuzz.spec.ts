import { readFileSync } from "node:fs"
import path from "node:path"
import v8 from "node:v8"
import vm from "node:vm"
import { scaled } from "../../../support/scale"
import { parseBody } from "./parse-body"
import { isAlmaraError } from "../errors"
import { readCallback, redact, reportFromCallback } from "../gateway/wire"

const EXAMPLE = readFileSync(path.join(__dirname, "../../../integration-tests/fixtures/checkout-callback.json"), "utf8")
const BODIES = scaled(200_000)
/** After so many everything is loaded and compiled. */
const WARM = BODIES / 10
const LONGEST_BODY = 64 * 1024
const MEBIBYTE = 1024 * 1024
/** Of a run ten times as long the heap itself takes more; a body that is kept is larger than either allows. */
const MOST_GROWTH_IN_BYTES = Math.max(2 * MEBIBYTE, scaled(8 * MEBIBYTE))
const PIECES = [
  '{"',
  "}}}}",
  "[[[[",
  "\u0000",
  '"__proto__":{',
  "&a[b]=c",
  "%00",
  "\\u0000",
  "1e999",
  "null",
  ",",
  ":",
  "\\",
  "-",
  "\ud800",
  "=",
  "[",
  "/*",
  "*/",
  "//",
  '/*"*/',
  '"',
  '\\"',
  "\\\\",
  "\\u0022",
  "{,",
  ",]",
  "&a=",
  "4111 1111 1111 1111 ",
  "a@a.",
  '"checkoutOutcome":{"Status":4}',
  '{"price":1.5},',
  '{"sku":"1 2 3 4 5 6 7 8 9 1 2 3 4","name":"a@b.cd"},',
  " ",
  "\uFEFF",
]

v8.setFlagsFromString("--expose-gc")
const collectGarbage = vm.runInNewContext("gc") as () => void

/** What is really in use, in bytes. */
function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** A small seeded generator (mulberry32), so that a body that breaks something can be made again. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** One in so many pieces is put over and over, up to as far as a body may go; half of them into the list of lines. */
const REPEATED = 500

/** Puts, cuts and copies pieces of the documented example. */
function mutated(next: (below: number) => number): string {
  let text = EXAMPLE
  for (let round = next(5); round >= 0; round--) {
    const piece = PIECES[next(PIECES.length)] ?? ""
    const isRepeated = next(REPEATED) === 0
    const at = isRepeated && next(2) === 0 ? text.indexOf("[") + 1 : next(text.length + 1)
    const length = isRepeated ? 0 : next(30)
    const pieces = [
      isRepeated ? piece.repeat(next(Math.floor(LONGEST_BODY / piece.length))) : piece,
      "",
      text.slice(next(text.length + 1)).slice(0, length),
      String.fromCharCode(next(0xffff)),
    ]
    text = text.slice(0, at) + (pieces[next(pieces.length)] ?? "") + text.slice(at + length)
  }
  return text
}

/** Returns whether money was read. */
function take(body: string, contentType?: string, isKept = true): boolean {
  const parsed = parseBody(body, contentType)
  const report = reportFromCallback(readCallback(parsed))
  if (isKept) JSON.stringify(redact(parsed))
  return report.money !== undefined
}

/** What a body costs, in milliseconds: the least of many runs. A single one also tells what it had to wait for. */
function costOf(body: string): number {
  const times = Array.from({ length: 30 }, () => {
    const began = performance.now()
    try {
      take(body)
    } catch (error) {
      if (!isAlmaraError(error)) throw error
    }
    return performance.now() - began
  })
  return Math.min(...times)
}

it(`throws only AlmaraError for ${BODIES} mutated bodies, sees no money that is not named, keeps none`, () => {
  const next = numbersFrom(20261123)
  let understood = 0
  let warm = 0
  let dearest = { index: 0, length: 0, milliseconds: 0 }
  for (let index = 0; index < BODIES; index++) {
    const body = mutated(next)
    if (index === WARM) warm = heapUsed()
    const began = performance.now()
    try {
      const isKept = index % 5 === 0 || body.length > EXAMPLE.length * 2
      const isMoney = take(body, index % 2 ? "application/json" : undefined, isKept)
      understood += 1
      if (isMoney && !body.includes("price")) throw new Error(`Money was read from body ${index}.`)
    } catch (error) {
      if (!isAlmaraError(error)) throw new Error(`Body ${index} broke the parser.`, { cause: error })
    }
    const milliseconds = performance.now() - began
    if (index < WARM || milliseconds <= dearest.milliseconds) continue
    const cost = costOf(body)
    if (cost > dearest.milliseconds) dearest = { index, length: body.length, milliseconds: cost }
  }
  // To be looked at. What a body may cost is a matter of src/api/checkout/body-cost.spec.ts.
  process.stdout.write(
    `The dearest of ${BODIES} bodies, number ${dearest.index} of ${dearest.length} characters: ${dearest.milliseconds.toFixed(1)} ms.\n`,
  )
  // Both ways were taken, else the mutations prove nothing.
  expect(understood).toBeGreaterThan(BODIES / 100)
  expect(understood).toBeLessThan(BODIES)
  expect(heapUsed() - warm).toBeLessThan(MOST_GROWTH_IN_BYTES)
  expect(({} as Record<string, unknown>).Status).toBeUndefined()
}, 600_000)

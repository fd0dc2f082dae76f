import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { root } from "../../support/places"
import { EXPLAINED } from "./explained"
import { FILES, specOf } from "./files"
import { isEnough, scoreOf, tell, tellFile, type Explained, type FileScore, type Report } from "./score"

const file = "src/core/sum.ts"
const source = "export function sum(one, other) {\n  return one + other\n}\n"
const plus = (status: string, replacement = "one - other") => ({
  status,
  replacement,
  location: { start: { line: 2, column: 10 }, end: { line: 2, column: 21 } },
})
const body = (status: string) => ({
  status,
  replacement: "{}",
  location: { start: { line: 1, column: 33 }, end: { line: 3, column: 2 } },
})
const reportOf = (...mutants: Report["files"][string]["mutants"]): Report => ({
  files: { [file]: { source, mutants } },
})
const explained: Explained = { file, from: "return one + other", to: "return one - other", why: "a spec" }
const scored = (changes: Partial<FileScore>): FileScore => ({
  file,
  killed: 0,
  explained: 0,
  survived: [],
  idle: [],
  ...changes,
})
const survivors = (count: number) => Array.from({ length: count }, () => ({ line: 1, from: "a", to: "b", isRun: true }))

describe("the score of a file", () => {
  it("counts what a spec saw, also as an endless loop, and names what none saw", () => {
    const score = scoreOf(
      file,
      reportOf(
        plus("Killed"),
        plus("Timeout"),
        plus("Survived"),
        body("NoCoverage"),
        plus("Ignored"),
        plus("RuntimeError"),
      ),
      [],
    )
    expect(score).toEqual({
      file,
      killed: 2,
      explained: 0,
      idle: [],
      survived: [
        { line: 2, from: "return one + other", to: "return one - other", isRun: true },
        { line: 1, from: "export function sum(one, other) {", to: "export function sum(one, other) {}", isRun: false },
      ],
    })
    expect(tellFile(score).split("\n")).toEqual([
      "src/core/sum.ts: 2 killed, 0 explained, 2 survived",
      "  line 2 survived",
      "    - return one + other",
      "    + return one - other",
      "  line 1 survived, no spec runs it",
      "    - export function sum(one, other) {",
      "    + export function sum(one, other) {}",
    ])
  })

  it("takes an explanation for this file and this very fault, and says which explains nothing", () => {
    expect(scoreOf(file, reportOf(plus("Survived")), [explained])).toMatchObject({
      explained: 1,
      survived: [],
      idle: [],
    })
    expect(scoreOf(file, reportOf(plus("Survived", "one * other")), [explained])).toMatchObject({
      explained: 0,
      survived: [{}],
      idle: [explained],
    })
    expect(
      scoreOf(file, reportOf(plus("Killed")), [explained, { ...explained, file: "src/core/other.ts" }]),
    ).toMatchObject({ killed: 1, idle: [explained] })
  })
})

describe("the run", () => {
  it("is green from 95 % on, and never rounds up to it", () => {
    expect(isEnough([scored({ killed: 90, explained: 5, survived: survivors(5) })])).toBe(true)
    expect(isEnough([scored({ killed: 94_999, survived: survivors(5001) })])).toBe(false)
    expect(isEnough([scored({ killed: 100 }), scored({ killed: 85, survived: survivors(15) })])).toBe(false)
    expect(isEnough([])).toBe(true)
  })

  it("is red where an explanation explains nothing any more", () => {
    expect(isEnough([scored({ killed: 100, idle: [explained] })])).toBe(false)
  })

  it("says in one line what became of all", () => {
    expect(tell([scored({ killed: 10, explained: 1 }), scored({ killed: 5, survived: survivors(1) })])).toBe(
      "in all: 15 killed, 1 explained, 1 survived: 94.1 % (wanted: 95 %)",
    )
  })
})

it("the files and the specs beside them are there, and so is each line that is explained", () => {
  expect(FILES.flatMap((one) => [one, specOf(one)]).filter((one) => !existsSync(path.join(root, one)))).toEqual([])
  expect(
    EXPLAINED.filter(
      (one) => !FILES.includes(one.file) || !readFileSync(path.join(root, one.file), "utf8").includes(one.from),
    ),
  ).toEqual([])
  expect(EXPLAINED.filter(({ why }) => !/^[A-Z].+\.$/.test(why))).toEqual([])
})

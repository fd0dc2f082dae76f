import { csvLine } from "./csv"

describe("csvLine", () => {
  it("quotes every text, leaves numbers bare, and writes nothing for null", () => {
    expect(csvLine(["ORD-1", 12, null, "7000.50", "-12.5", ""])).toBe('"ORD-1",12,,7000.50,-12.5,\r\n')
  })

  it.each(['a "b"', "c,d", "e\nf", " g", "x;=1+1", "x\t=1+1", "x|=1"])(
    "keeps %j in one cell, whatever the separator is",
    (text) => {
      expect(csvLine([text, "next"])).toBe(`"${text.replaceAll('"', '""')}","next"\r\n`)
    },
  )

  it.each([
    "=1+1",
    "+254700",
    "-cmd",
    "@SUM(A1)",
    "\t=1",
    "\ttext",
    "\rtext",
    "  =HYPERLINK(1)",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
    "\u200b=1",
    "\ufeff=1",
    "\u2060\u200d＝1",
    "\u0000=1",
    "\u0085=1",
    "\u202e=1",
    "\u00a0=1",
    "\u3000＝1",
    "\u3164=1",
    "\u0301=1",
    "\u00ad-1",
  ])("makes the formula %j harmless by its first visible character", (text) => {
    expect(csvLine([text])).toBe(`"'${text.replaceAll('"', '""')}"\r\n`)
  })

  it("leaves a text that no spreadsheet would run", () => {
    expect(csvLine(["a=1", "ORD-20260126-7848", "*", "(1)", "2 shirts", "1.5.2"])).toBe(
      '"a=1","ORD-20260126-7848","*","(1)","2 shirts","1.5.2"\r\n',
    )
  })
})

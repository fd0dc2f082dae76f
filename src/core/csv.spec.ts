import { csvLine } from "./csv"

describe("csvLine", () => {
  it("writes plain values as they are, and nothing for null", () => {
    expect(csvLine(["ORD-1", 12, null, "7000.50"])).toBe("ORD-1,12,,7000.50\r\n")
  })

  it("quotes what would break the line", () => {
    expect(csvLine(['a "b"', "c,d", "e\nf", " g"])).toBe('"a ""b""","c,d","e\nf"," g"\r\n')
  })

  it.each(["=1+1", "+254700", "-cmd", "@SUM(A1)", "\t=1", "  =HYPERLINK(1)", "=cmd|' /C calc'!A0"])("makes the formula %j harmless", (text) => {
    expect(csvLine([text])).toMatch(/^"?'/)
  })

  it("keeps negative numbers as numbers", () => {
    expect(csvLine(["-12.5"])).toBe("-12.5\r\n")
  })
})

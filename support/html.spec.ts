import { findForm, formFields, readableText, refreshAddress } from "./html"

const page = `<!doctype html><head><title>x</title><meta http-equiv="refresh" content="3; url=/checkout?a=1&amp;b=2" /></head>
<body><h1>Fish &amp; chips</h1>
<form id="other" action="/other"></form>
<form id="order" method="post" action="/order?x=1">
  <input type="hidden" name="note" value="&quot;now&quot;" />
  <input type="radio" name="way" value="slow" /><input type="radio" name="way" value="fast" checked />
  <select name="count"><option value="0">0</option><option value="2" selected>2</option></select>
  <select name="first"><option value="a">a</option></select>
  <input value="nameless" />
</form><script>ignored()</script></body>`

describe("reading a page as a browser without scripts", () => {
  it("sends what a browser would send", () => {
    const form = findForm(page, ({ id }) => id === "order")
    expect(form).toMatchObject({ action: "/order?x=1", method: "post" })
    expect(form && formFields(form)).toEqual([
      ["note", '"now"'],
      ["way", "fast"],
      ["count", "2"],
      ["first", "a"],
    ])
  })

  it("knows where the page refreshes itself to, and what it says", () => {
    expect(refreshAddress(page)).toBe("/checkout?a=1&b=2")
    expect(refreshAddress("<p>still</p>")).toBeUndefined()
    expect(readableText(page)).toBe("Fish & chips 0 2 a")
  })
})

import { ALMARA_LANGUAGES } from "../../core/views/language"
import { MERCHANT_NOTICE_KINDS } from "../../core/views/merchant-notice"
import { merchantMail, merchantWords, noticeData, type MerchantMessage } from "./merchant-message"

const url = 'https://store.example/app/almara?a="1"&b=<2>'
const payment = { checkoutId: "almchk_1", orderId: "order_1", displayId: 12, reference: "ORD-<7>$&" }
const message: MerchantMessage = {
  kind: "held_money",
  count: 1,
  subject: "almchk_1",
  payment,
  isOver: false,
  url,
  language: "en",
}

describe.each(ALMARA_LANGUAGES)("in the language %s", (language) => {
  it.each(MERCHANT_NOTICE_KINDS)("%s has words for one and many, at its begin and its end", (kind) => {
    const of = (change: Partial<MerchantMessage>) => merchantWords({ ...message, kind, language, ...change })
    const told = [1, 300].flatMap((count) => [false, true].map((isOver) => of({ count, isOver })))
    for (const { title } of told) expect(title).not.toMatch(/[{}]/)
    expect(told.map(({ text }) => text !== "")).toEqual([true, false, true, false])
    const isOfWholeStore = kind === "no_callbacks" || kind === "token_refused"
    expect(new Set(told.map(({ title }) => title)).size).toBe(isOfWholeStore ? 2 : 4)
    expect(of({ count: 300 }).title.includes("300")).toBe(!isOfWholeStore)
  })
})

it("names the order, or our reference where there is none yet, as it is", () => {
  expect(merchantWords(message).title).toBe("Money waits for you: order #12")
  const unordered = { ...payment, orderId: null, displayId: null }
  expect(merchantWords({ ...message, payment: unordered }).title).toBe("Money waits for you: payment ORD-<7>$&")
  const job = { ...message, kind: "job_stands_still", payment: undefined, subject: "reconcile" } as const
  expect(merchantWords({ ...job, isOver: true }).title).toBe("All well again: the scheduled job reconcile runs")
})

it("writes an e-mail whose HTML nothing breaks out of", () => {
  const { subject, text, html } = merchantMail({ title: '<b>"12"</b>', text: "a < b" }, message)
  expect([subject, text]).toEqual(['<b>"12"</b>', `<b>"12"</b>\n\na < b\n\nOpen the page: ${url}`])
  expect(html).toContain("&lt;b&gt;&quot;12&quot;&lt;/b&gt;")
  expect(html).toContain('href="https://store.example/app/almara?a=&quot;1&quot;&amp;b=&lt;2&gt;"')
  expect(html).not.toMatch(/<b>|<2>/)
})

it("announces ids and no words; of several at once no payment", () => {
  expect(noticeData(message)).toEqual({
    kind: "held_money",
    subject: "almchk_1",
    count: 1,
    order_id: "order_1",
    checkout_id: "almchk_1",
    url,
    ended: false,
  })
  const many = { ...message, count: 2, subject: "store", payment: undefined, isOver: true }
  expect(noticeData(many)).toEqual({ kind: "held_money", subject: "store", count: 2, url, ended: true })
})

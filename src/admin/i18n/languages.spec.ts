import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { ATTENTION_REASONS, ATTENTION_REFUNDS, CLOSINGS, type AttentionReason } from "../../core/checkout/attention"
import { KEPT_REASONS } from "../../core/checkout/kept-reasons"
import { HOLD_REASONS, type HoldReason } from "../../core/checkout/hold-reasons"
import { CHECKOUT_STATES } from "../../core/checkout/states"
import { almaraErrorKinds } from "../../core/errors"
import { BUSINESS_ERRORS, businessErrorSentence, type BusinessErrorCode } from "../../core/views/admin/business-errors"
import { resultCodes } from "../../core/checkout/result-codes"
import { DIFFERENCE_KINDS } from "../../core/views/admin/settlement"
import { ROUTE_PROBLEMS } from "../../core/views/admin/status"
import { JOB_PROBLEMS } from "../../core/views/admin/job-problem"
import { JOB_COUNTS } from "../../core/views/admin/job-summary"
import { RESOLVE_ACTIONS, TIMELINE_ACTORS, TIMELINE_KINDS } from "../../core/views/admin/checkout"
import { ADDRESS_PROBLEMS } from "../../core/callback/signed-address"
import { formatMoney, money } from "../../core/money"
import { JOB_NAMES } from "../../modules/almara/jobs/job-runs"
import { CALLBACK_STATES } from "../../core/views/admin/callback"
import type { StoredCheckout } from "../../modules/almara/ledger/rows"
import type { RefundSums } from "../../core/views/admin/attention-sentence"
import { MERCHANT_NOTICE_KINDS } from "../../core/views/merchant-notice"
import { adminCheckout } from "../../use-cases/admin/map-checkout"
import { SERIES } from "../components/series"
import languages from "."

const admin = path.resolve(__dirname, "..")

/** Every path through the texts that ends in words. */
function keysOf(texts: object, before = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [`${before}${key}`] : keysOf(value as object, `${before}${key}.`),
  )
}

function textAt(texts: object, key: string): string {
  return String(key.split(".").reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], texts))
}

const english = languages.en.almara
const keys = keysOf(english)
const sources = readdirSync(admin, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith("i18n"))
  .map((file) => readFileSync(path.join(admin, file), "utf8"))
  .join("\n")

describe.each(Object.entries(languages))("the language %s", (_, { almara }) => {
  it("has every key, and no other", () => {
    expect(keysOf(almara).sort()).toEqual([...keys].sort())
  })

  it("says something for each, with the same places to fill in", () => {
    const places = (text: string) => (text.match(/{{\w+}}/g) ?? []).sort()
    for (const key of keys) {
      expect([key, textAt(almara, key).trim().length > 0, places(textAt(almara, key))]).toEqual([
        key,
        true,
        places(textAt(english, key)),
      ])
    }
  })
})

/** What may stand in the place of a value in a key, by the key: "outcomes.*.label". */
const MADE: Record<string, readonly string[]> = {
  "outcomes.*.label": [...CHECKOUT_STATES, "partly_paid", "review"],
  "outcomes.*.sentence": [...CHECKOUT_STATES, "partly_paid"],
  "holdReasons.*": Object.keys(HOLD_REASONS),
  "attentions.*": Object.keys(ATTENTION_REASONS),
  "attentionRefunds.*": Object.keys(ATTENTION_REFUNDS),
  "resultCodes.*": [...Object.keys(resultCodes), "unknown"],
  "timeline.*": TIMELINE_KINDS,
  "timeline.reports.*": ["paid", "failed", "pending", "no_answer", "unreadable"],
  "timeline.resolutions.*": CLOSINGS,
  "timeline.keptBecause.*": Object.keys(KEPT_REASONS),
  "actors.*": TIMELINE_ACTORS,
  "actions.*": RESOLVE_ACTIONS,
  "actions.*Title": RESOLVE_ACTIONS,
  "actions.*Text": RESOLVE_ACTIONS,
  "term.*": ["move", "paid"],
  "term.*Text": ["move", "paid"],
  "term.*Now": ["move", "paid"],
  "links.*": ["copy", "send"],
  "links.*Text": ["copy", "send"],
  "links.*Now": ["copy", "send"],
  "links.*Rest": ["copy", "send"],
  "businessErrors.*": Object.keys(BUSINESS_ERRORS),
  "almaraErrors.*": Object.keys(almaraErrorKinds),
  "inbox.states.*": CALLBACK_STATES,
  "chart.*": SERIES.map(({ key }) => key),
  "jobs.*": JOB_NAMES,
  "jobSummary.*": JOB_COUNTS,
  "settings.jobProblems.*": JOB_PROBLEMS,
  "settings.noticeKinds.*": MERCHANT_NOTICE_KINDS,
  "settings.addressReasons.*": ADDRESS_PROBLEMS,
  "settings.routeProblems.*": ROUTE_PROBLEMS,
  "settings.differenceKinds.*": DIFFERENCE_KINDS,
}

const isThere = (key: string) => keys.includes(key) || (keys.includes(`${key}_one`) && keys.includes(`${key}_other`))

describe("the texts that the admin asks for", () => {
  it("are all there", () => {
    // By a call, or handed on as a value; the zones of widgets look alike.
    const asked = [...sources.matchAll(/\bt\(\s*"([\w.]+)"|(?<!zone: )"((?:\w+\.)+\w+)"/g)]
      .map((match) => match[1] ?? match[2] ?? "")
      .filter((text) => (text.split(".")[0] ?? "") in english)
    expect(asked.length).toBeGreaterThan(100)
    expect(asked.filter((key) => !isThere(key))).toEqual([])
  })

  it("are there for the names of the menu, which Medusa looks up", () => {
    const labels = [...sources.matchAll(/defineRouteConfig\(\{ label: "([\w.]+)", translationNs: "almara"/g)].map(
      (match) => match[1] ?? "",
    )
    expect(labels).toHaveLength([...sources.matchAll(/defineRouteConfig\(/g)].length)
    expect(labels.filter((key) => !keys.includes(key))).toEqual([])
  })

  it("that are made of a value are all there, for each value", () => {
    const made = new Set(
      [...sources.matchAll(/`((?:\w+\.)+)\$\{[^`]*?\}((?:\.?\w+)?)`/g)]
        .map((match) => `${match[1]}*${match[2]}`)
        .filter((key) => (key.split(".")[0] ?? "") in english),
    )
    expect([...made].sort()).toEqual(Object.keys(MADE).sort())
    const wanted = Object.entries(MADE).flatMap(([key, values]) => values.map((value) => key.replace("*", value)))
    expect(wanted.filter((key) => !isThere(key))).toEqual([])
  })

  it("are all used", () => {
    const made = Object.entries(MADE).flatMap(([key, values]) => values.map((value) => key.replace("*", value)))
    const isUsed = (key: string) => {
      const plain = key.replace(/_(one|other)$/, "")
      return made.includes(plain) || sources.includes(`"${plain}"`)
    }
    expect(keys.filter((key) => !isUsed(key))).toEqual([])
  })
})

describe("what the admin says in English is what its API says", () => {
  const row = { currency_code: "kes", amount: "7000", created_at: new Date(0), due_at: new Date(0) } as StoredCheckout
  const told = (changes: Partial<StoredCheckout>, outstanding: string | null = null, refund?: RefundSums) =>
    adminCheckout({ ...row, ...changes }, { order: null, outstanding, reported: undefined, refund })
  const en = (key: string) => textAt(english, key)

  it.each(CHECKOUT_STATES)("of a checkout that is %s", (state) => {
    const { label, sentence } = told({ state }).outcome
    expect([label, sentence]).toEqual([en(`outcomes.${state}.label`), en(`outcomes.${state}.sentence`)])
  })

  it("of a paid one whose order asks for more by now, and only then", () => {
    expect(told({ state: "paid" }, "0.01").outcome).toEqual({
      label: en("outcomes.partly_paid.label"),
      color: "orange",
      sentence: en("outcomes.partly_paid.sentence"),
    })
    for (const outstanding of ["0", "-1", null])
      expect(told({ state: "paid" }, outstanding).outcome.label).toBe(en("outcomes.paid.label"))
    expect(told({ state: "open" }, "7000").outcome.label).toBe(en("outcomes.open.label"))
  })

  it.each(Object.keys(HOLD_REASONS) as HoldReason[])("of money that is held for %s", (hold_reason) => {
    expect(told({ state: "held", hold_reason }).outcome.sentence).toBe(en(`holdReasons.${hold_reason}`))
  })

  it.each(Object.keys(ATTENTION_REASONS) as AttentionReason[])("of the case %s", (attention) => {
    const { label, sentence } = told({ state: "paid", attention, attention_detail: {} }).outcome
    const filled = en(`attentions.${attention}`).replace(/{{\w+}}/g, formatMoney(money("0", "KES")))
    expect([label, sentence]).toEqual([en("outcomes.held.label"), filled])
  })

  it.each([
    ["part", "500"],
    ["all", "0"],
  ])("of what was marked as refunded before: %s", (refunds, left_amount) => {
    const attention_detail = { amount: "3000", refunded_amount: "2500", left_amount }
    const { sentence } = told({ state: "paid", attention: "overpaid", attention_detail }).outcome
    const sums: Record<string, string> = attention_detail
    const filled = [en("attentions.overpaid"), en(`attentionRefunds.${refunds}`)]
      .join(" ")
      .replace(/{{(\w+)}}/g, (_, place: string) => formatMoney(money(sums[place]!, "KES")))
    expect(sentence).toBe(filled)
  })

  it("of held money that went back in part before", () => {
    const refund = { refunded_amount: "2500", left_amount: "4500" }
    const { sentence } = told({ state: "held", hold_reason: "order_canceled" }, null, refund).outcome
    const sums: Record<string, string> = refund
    const filled = en("attentionRefunds.part").replace(/{{(\w+)}}/g, (_, place: string) =>
      formatMoney(money(sums[place]!, "KES")),
    )
    expect(sentence).toBe(`${en("holdReasons.order_canceled")} ${filled}`)
  })

  it.each([...Object.keys(resultCodes), "77"])("of the result code %s", (result_code) => {
    const known = result_code in resultCodes ? result_code : "unknown"
    const { outcome, result_meaning } = told({ state: "open", needs_review: true, closed_at: null, result_code })
    const sentence = en(`resultCodes.${known}`)
    expect([outcome.label, outcome.sentence, result_meaning]).toEqual([en("outcomes.review.label"), sentence, sentence])
  })

  it.each(Object.keys(BUSINESS_ERRORS) as BusinessErrorCode[])("of what it refuses for %s", (code) => {
    expect(businessErrorSentence(code)).toBe(en(`businessErrors.${code}`))
  })
})

import {
  ATTENTION_FAMILIES,
  ATTENTION_REASONS,
  attentionShown,
  closingsOf,
  familyOf,
  isAttentionReason,
  overBy,
  statesOf,
  type AttentionReason,
} from "./attention"
import { attentionSentence } from "../views/admin/attention-sentence"
import { actionsFor } from "../views/admin/checkout"
import { CHECKOUT_STATES } from "./states"

const REASONS = Object.keys(ATTENTION_REASONS) as AttentionReason[]
const sentenceOf = (...[reason, detail]: Parameters<typeof attentionShown>) =>
  attentionSentence(attentionShown(reason, detail))

describe("a case that needs a person", () => {
  it.each(REASONS)("%s belongs to one matter, and its sentence leaves no place open", (reason) => {
    expect(ATTENTION_FAMILIES).toContain(familyOf(reason))
    const sentence = sentenceOf(reason, {
      amount: "2200",
      almara_amount: "7000",
      medusa_amount: "4700",
      currency_code: "kes",
    })
    expect(sentence).not.toMatch(/{{|}}/)
    expect(sentence.split(". ").length).toBeGreaterThan(1)
  })

  it.each(REASONS.filter((reason) => familyOf(reason) === "overpaid"))(
    "%s says how much too much was paid",
    (reason) => {
      expect(sentenceOf(reason, { amount: "2200", currency_code: "kes" })).toMatch(
        /paid KES\s2,200\.00 more than the order asks now/,
      )
    },
  )

  it("says what both books have, also where one has nothing", () => {
    expect(sentenceOf("books_differ", { almara_amount: "7000", medusa_amount: null, currency_code: "kes" })).toMatch(
      /ours count KES\s7,000\.00 from Almara, Medusa's count KES\s0\.00/,
    )
  })

  it("has nothing of what its detail does not say", () => {
    expect(attentionShown("overpaid", null)).toEqual({
      reason: "overpaid",
      amounts: { amount: "0" },
      currency_code: "",
    })
    expect(attentionShown("overpaid", { amount: "5" })).toEqual({
      reason: "overpaid",
      amounts: { amount: "5" },
      currency_code: "",
    })
  })

  it("says what was marked as refunded before, and asks for the rest alone", () => {
    const detail = { amount: "3000", refunded_amount: "2500", left_amount: "500", currency_code: "kes" }
    expect(attentionShown("overpaid", detail).amounts).toEqual({
      amount: "3000",
      refunded_amount: "2500",
      left_amount: "500",
    })
    expect(sentenceOf("overpaid", detail)).toMatch(
      / say so here\. But KES\s2,500\.00 of it was marked as refunded before: only KES\s500\.00 is left to refund\.$/,
    )
    expect(sentenceOf("overpaid", { ...detail, left_amount: "0" })).toMatch(
      / But KES\s2,500\.00 of it was marked as refunded before, .* Check before you send more\.$/,
    )
    expect(sentenceOf("overpaid", { amount: "3000", currency_code: "kes" })).toMatch(/ say so here\.$/)
  })

  it("has a reason that is one of these", () => {
    expect([...REASONS, "toString", "late", "", null, 1, ["unclear"]].filter(isAttentionReason)).toEqual(REASONS)
  })

  it("means something in these states", () => {
    expect(REASONS.filter((reason) => statesOf(reason) !== undefined)).toEqual(["not_booked", "unclear"])
  })

  it("is closed by a person, but for what is tried again and ends by itself", () => {
    expect(REASONS.filter((reason) => closingsOf(reason).length === 0)).toEqual(["not_booked", "usage_kept"])
    expect(actionsFor("paid", null, { mayCheck: true, fits: false }, "overpaid")).toEqual(["refunded", "dismiss"])
    expect(actionsFor("received", null, { mayCheck: true, fits: false }, "not_booked")).toEqual(["check"])
    expect(actionsFor("expired", null, { mayCheck: true, fits: false }, "unclear")).toEqual([
      "check",
      "refunded",
      "dismiss",
    ])
  })
})

describe("what ends by itself", () => {
  it("money that could not be booked, when it comes to any other state; it is raised in none", () => {
    for (const state of CHECKOUT_STATES)
      expect([state, overBy({ state }).includes("not_booked")]).toEqual([
        state,
        !statesOf("not_booked")?.includes(state),
      ])
    expect(overBy({})).toEqual([])
  })

  it("what was not clear, by a clear answer and by money", () => {
    expect(overBy({ needs_review: false })).toEqual(["unclear"])
    expect(overBy({ needs_review: true })).toEqual([])
    for (const state of CHECKOUT_STATES)
      expect([state, overBy({ state, needs_review: true }).includes("unclear")]).toEqual([
        state,
        !statesOf("unclear")?.includes(state),
      ])
  })
})

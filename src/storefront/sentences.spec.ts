import { PUBLIC_STATUS } from "../core/views/public-checkout"
import { shopperMessage } from "../core/views/shopper-texts"
import { ALMARA_LANGUAGES, chooseLanguage } from "../core/views/language"
import { payableUntil, problemSentence, sentenceFor, shopperState } from "./sentences"
import { checkoutLike } from "./spec-store"
import { SHOPPER_STATES } from "./states"
import { TRANSLATIONS } from "./translations"

function textsOf(value: object, path = ""): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
      typeof inner === "object" && inner !== null
        ? [...textsOf(inner, `${path}${key}.`)]
        : [[`${path}${key}`, String(inner)] as const],
    ),
  )
}

describe("what a shopper reads", () => {
  const english = textsOf(TRANSLATIONS.en)

  it.each(ALMARA_LANGUAGES)("nothing is missing, empty or left over in %s", (language) => {
    const texts = textsOf(TRANSLATIONS[language])
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort())
    expect([...texts].filter(([, text]) => text.trim() === "")).toEqual([])
  })

  it.each(["sw", "fr"] as const)("nothing is left in English in %s", (language) => {
    const texts = textsOf(TRANSLATIONS[language])
    expect([...texts].filter(([key, text]) => text === english.get(key))).toEqual([])
  })

  it("is short and without codes", () => {
    const all = ALMARA_LANGUAGES.flatMap((language) => [...textsOf(TRANSLATIONS[language]).values()])
    expect(all.filter((text) => text.length > 180 || /\d|_|error|code/i.test(text))).toEqual([])
  })

  it.each(ALMARA_LANGUAGES)("every state has a title, a text and an action in %s", (language) => {
    for (const state of SHOPPER_STATES) {
      const sentence = sentenceFor(state, language)
      expect([sentence.title, sentence.text].every((text) => text.length > 3)).toBe(true)
      expect(sentence.actionLabel === undefined).toBe(sentence.action === "wait")
    }
  })

  it("says why it failed, and until when it can be paid", () => {
    const now = new Date("2026-11-24T12:00:00Z")
    const checkout = checkoutLike({
      status: "failed",
      reason: "declined",
      can_retry: true,
      due_at: "2026-11-24T12:30:00.000Z",
    })
    const text = (language: "en" | "sw" | "fr", changes: Partial<typeof checkout> = {}) =>
      sentenceFor("failed", language, { checkout: { ...checkout, ...changes }, timeZone: "Africa/Nairobi", now }).text
    expect(text("en")).toBe("The card was declined. You can try again until 15:30, also with another card.")
    expect(text("sw")).toBe("Kadi ilikataliwa. Unaweza kujaribu tena hadi 15:30, hata kwa kadi nyingine.")
    expect(text("fr")).toBe("La carte a été refusée. Vous pouvez réessayer jusqu’à 15:30, aussi avec une autre carte.")
    expect(text("en", { due_at: "2026-11-24T21:30:00.000Z" })).toContain("until 25 November at 00:30,")
    expect(text("en", { reason: null })).toBe("You can try again until 15:30, also with another card.")
    expect(sentenceFor("failed", "en").text).toBe("You can try again, also with another card.")
    expect(payableUntil(checkout, "en", { timeZone: "Africa/Nairobi", now })).toBe("You can pay until 15:30.")
  })

  it("understands a store that names no reason, and a time that is none", () => {
    const older = JSON.parse(JSON.stringify(checkoutLike({ status: "failed", reason: undefined, due_at: "" })))
    expect(sentenceFor("failed", "en", { checkout: older }).text).toBe("You can try again, also with another card.")
  })

  it("offers to try again only where that is what can be done, and calls it paying after a cancellation", () => {
    for (const state of SHOPPER_STATES) {
      const { action, text } = sentenceFor(state, "en")
      expect([state, /You can (try again|still pay)/.test(text)]).toEqual([state, action === "retry"])
    }
    expect(ALMARA_LANGUAGES.map((language) => sentenceFor("canceled", language).actionLabel)).toEqual([
      "Pay now",
      "Lipa sasa",
      "Payer maintenant",
    ])
  })

  it("speaks of an order only where that is true of pay first as well", () => {
    const all = ALMARA_LANGUAGES.flatMap((language) => SHOPPER_STATES.map((state) => sentenceFor(state, language).text))
    expect(
      all.filter((text) =>
        /order (was|is) (canceled|kept)|commande (a été annulée|est gardée)|Oda (imefutwa|yako imehifadhiwa)/.test(
          text,
        ),
      ),
    ).toEqual([])
  })

  it("is in English what the store's API says of the same payment", () => {
    for (const status of Object.values(PUBLIC_STATUS))
      for (const reason of [
        null,
        "declined",
        "received",
        "unclear",
        "dealt_with",
        "order_paid",
        "order_canceled",
      ] as const)
        for (const can_retry of [true, false])
          for (const is_outdated of [true, false])
            for (const order of [null, { display_id: 1 }]) {
              const checkout = checkoutLike({ status, reason, can_retry, is_outdated, order, due_at: "" })
              const { title, text } = sentenceFor(shopperState(checkout), "en", { checkout })
              expect(shopperMessage(checkout, order !== null)).toBe(`${title}. ${text}`)
            }
  })

  it("says problems in the shopper's language", () => {
    expect(problemSentence("offline", "fr")).toMatch(/deux fois/)
  })
})

describe("which state is told", () => {
  it("every status of the store has one, and failed is only said when it is known", () => {
    const told = Object.values(PUBLIC_STATUS).map((status) => [
      status,
      shopperState(checkoutLike({ status, can_retry: true })),
    ])
    expect(Object.fromEntries(told)).toEqual({
      created: "not_started",
      open: "not_started",
      failed: "failed",
      canceled: "canceled",
      expired: "expired",
      paid: "partly_paid",
      review: "review",
    })
  })

  it.each([
    ["being created", { status: "created" }, undefined, "preparing"],
    ["waiting for the shopper, or for Almara", { status: "open" }, undefined, "confirming"],
    ["failed before it had its page", { status: "created", can_retry: true }, "settled", "not_started"],
    ["neither paid nor failed, for a person to look at", { status: "review", reason: "unclear" }, "settled", "unclear"],
    ["money that is held", { status: "review", reason: "received" }, "settled", "review"],
    ["without another try, failed is for good", { status: "failed" }, undefined, "failed_for_good"],
    ["without another try, canceled is for good", { status: "canceled" }, undefined, "canceled_for_good"],
    ["paid without an order is being placed", { status: "paid", order: null }, undefined, "placing"],
    ["paid, and the order asks for more by now", { status: "paid", can_retry: true }, undefined, "partly_paid"],
    [
      "another sum is owed than its page asks for",
      { status: "open", can_retry: true, is_outdated: true },
      undefined,
      "changed",
    ],
    ["outdated, and nothing is left to pay", { status: "open", is_outdated: true }, undefined, "confirming"],
    ["nothing came", { status: "open" }, "unconfirmed", "unconfirmed"],
    ["nothing came, but it is paid", { status: "paid", order: null }, "unconfirmed", "placing"],
    ["the store is away, though the payment was open", { status: "open" }, "unreachable", "unreachable"],
  ] as const)("%s", (_, changes, end, state) => {
    expect(shopperState(checkoutLike(changes), end)).toBe(state)
  })

  it("nothing is known yet, or there is nothing", () => {
    expect([
      shopperState(undefined),
      shopperState(undefined, "unknown"),
      shopperState(undefined, "unreachable"),
    ]).toEqual(["preparing", "unknown", "unreachable"])
  })
})

describe("which language", () => {
  it.each([
    ["fr-CH, fr;q=0.9, en;q=0.8", "fr"],
    ["de, sw;q=0.5, en;q=0.4", "sw"],
    ["en;q=0.4, sw;q=0.8", "sw"],
    ["sw-KE", "sw"],
    ["fr;q=0", "en"],
    ["de", "en"],
    ["", "en"],
    [";;q=x,,", "en"],
    [null, "en"],
    [undefined, "en"],
  ] as const)("%s: %s", (header, language) => {
    expect(chooseLanguage(header)).toBe(language)
  })

  it("takes a browser's list", () => {
    expect(chooseLanguage(["de-DE", "fr", "sw"])).toBe("fr")
  })
})

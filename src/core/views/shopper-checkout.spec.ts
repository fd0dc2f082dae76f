import { FAILURE_SENTENCES, shopperMessage, shopperSentence } from "./shopper-texts"
import { resultCodes } from "../checkout/result-codes"
import { mayRetry, shopperView, primaryAttempt, type Attempt, type ShopperContext } from "./shopper-checkout"

const NOW = new Date("2026-11-24T12:00:00Z")
const PAGE = "https://pay.example/1"
const context = { isWaiting: true, isOrder: true, maximumAttempts: 3, now: NOW }
const attempt = (changes: Partial<Attempt> = {}): Attempt => ({
  state: "open",
  checkout_url: PAGE,
  due_at: "2026-11-24T13:00:00Z",
  created_at: "2026-11-24T11:59:00Z",
  closed_at: null,
  result_code: null,
  last_error: null,
  needs_review: false,
  attention: null,
  outdated_at: null,
  ...changes,
})
const viewOf = (attempts: Attempt[], changes: Partial<ShopperContext> = {}) => {
  const primary = primaryAttempt(attempts)
  return primary && shopperView(attempts, primary, { ...context, ...changes })
}

describe("whether an order may be given up", () => {
  const mayStartOver = (attempts: Attempt[], changes: Parameters<typeof viewOf>[1] = {}) =>
    viewOf(attempts, { isOrderToGiveUp: true, ...changes })?.can_start_over

  it.each<Attempt["state"]>(["creating", "open", "failed", "canceled", "refused"])(
    "an order that waits, with an attempt that is %s",
    (state) => {
      expect(mayStartOver([attempt({ state })])).toBe(true)
    },
  )

  it.each<[string, Attempt[], Parameters<typeof viewOf>[1]]>([
    ["a cart", [attempt()], { isOrderToGiveUp: false }],
    ["what is not known to be an order", [attempt()], { isOrderToGiveUp: undefined }],
    ["an order that does not wait any more", [attempt()], { isWaiting: false }],
    ["an order of whose money some is held", [attempt()], { isMoneyHeld: true }],
    ["an order for which money is being booked", [attempt({ state: "received" })], {}],
    ["an order with money of an earlier attempt", [attempt(), attempt({ state: "held" })], {}],
    ["an order that a person has to ask about", [attempt(), attempt({ state: "canceled", needs_review: true })], {}],
  ])("not %s", (_, attempts, changes) => {
    expect(mayStartOver(attempts, changes)).toBe(false)
  })
})

describe("what the shopper is told", () => {
  it("names Almara's page while it can be paid there", () => {
    expect(viewOf([attempt()])).toMatchObject({ status: "open", reason: null, checkout_url: PAGE, can_retry: false })
  })

  it.each([
    ["the time is over", [attempt({ due_at: NOW })], {}],
    ["its payment session is gone, and there is no other", [attempt()], { session: "none" as const }],
    ["the order was canceled", [attempt()], { isWaiting: false }],
    ["Almara reports what a person must look at", [attempt({ needs_review: true })], {}],
    [
      "nobody has dealt yet with what is unclear after its time",
      [attempt({ state: "failed" }), attempt({ state: "expired", closed_at: NOW, attention: "unclear" })],
      {},
    ],
    ["an earlier attempt may have been paid", [attempt(), attempt({ state: "canceled", needs_review: true })], {}],
    ["money is being booked", [attempt({ state: "received" })], {}],
    ["money of an earlier attempt is held", [attempt(), attempt({ state: "held" })], {}],
    ["money of another payment of the order is held", [attempt()], { isMoneyHeld: true }],
    ["the same, and this one was declined", [attempt({ state: "failed" })], { isMoneyHeld: true }],
    ["the same, and this one is for another sum", [attempt({ outdated_at: NOW })], { isMoneyHeld: true }],
    ["the same, and a part is paid", [attempt({ state: "paid" })], { isMoneyHeld: true }],
    [
      "money of an earlier attempt was dealt with, and no order stands there",
      [attempt(), attempt({ state: "resolved" })],
      { isOrder: false },
    ],
    [
      "an earlier attempt is paid, and the order owes nothing",
      [attempt(), attempt({ state: "paid" })],
      { isWaiting: false },
    ],
    [
      "an earlier attempt is paid, and no order stands there",
      [attempt(), attempt({ state: "paid" })],
      { isOrder: false },
    ],
  ])("names no page, and offers no other try, when %s", (_, attempts, changes) => {
    expect(viewOf(attempts, changes)).toMatchObject({ checkout_url: null, can_retry: false })
  })

  it("offers to try again what Almara refused only where the merchant has asked for it since", () => {
    const refused = [attempt({ state: "refused", closed_at: NOW }), attempt({ state: "failed" })]
    const offered = [undefined, 1, 2].map(
      (moreAttempts) => viewOf(refused, { hasTime: true, ...(moreAttempts && { moreAttempts }) })?.can_retry,
    )
    expect(offered).toEqual([false, false, true])
  })

  it("names no page of a payment session that is gone, and offers to go on with another one", () => {
    const told = viewOf([attempt()], { session: "another" })
    expect(told).toMatchObject({ status: "open", checkout_url: null, can_retry: true, is_outdated: false })
    expect(told?.message).toMatch(/You can/)
  })

  it.each([
    ["paid, although a later attempt is held", [attempt({ state: "held" }), attempt({ state: "paid" })], "paid", null],
    ["held money, although a later attempt is open", [attempt(), attempt({ state: "held" })], "review", "received"],
    [
      "held money before an attempt that is unclear",
      [attempt({ needs_review: true }), attempt({ state: "held" })],
      "review",
      "received",
    ],
    ["what is unclear", [attempt({ needs_review: true })], "review", "unclear"],
    ["a decline that became unclear", [attempt({ state: "failed", needs_review: true })], "review", "unclear"],
    [
      "what stayed unclear until its time was over",
      [attempt({ state: "canceled", needs_review: true, closed_at: NOW })],
      "canceled",
      null,
    ],
    [
      "what is unclear after its time, while nobody has dealt with it and its order still waits",
      [attempt({ state: "expired", needs_review: true, closed_at: NOW, attention: "unclear" })],
      "review",
      "unclear",
    ],
    ["an order that Almara refused", [attempt({ state: "refused" })], "failed", "service"],
    ["a failure without a code", [attempt({ state: "failed" })], "failed", null],
    ["no reason while it is open, whatever code came", [attempt({ result_code: "18" })], "open", null],
  ] as const)("tells %s", (_, attempts, status, reason) => {
    expect(viewOf([...attempts])).toMatchObject({ status, reason })
  })

  it("tells of money that another payment of the order has brought and that is held, but for what is paid", () => {
    for (const state of ["open", "failed", "canceled", "expired"] as const)
      expect(viewOf([attempt({ state })], { isMoneyHeld: true })).toMatchObject({
        status: "review",
        reason: "received",
        message: shopperSentence("review"),
      })
    expect(viewOf([attempt({ state: "paid" })], { isMoneyHeld: true })).toMatchObject({ status: "paid", reason: null })
  })

  it("offers another page of an order whose deadline is later than its attempt's, and says so", () => {
    const ended = attempt({ state: "expired", closed_at: NOW, due_at: NOW })
    expect(viewOf([ended])).toMatchObject({ status: "expired", can_retry: false })
    expect(viewOf([ended], { hasTime: false })).toMatchObject({ status: "expired", can_retry: false })
    expect(viewOf([ended], { hasTime: true })).toMatchObject({
      status: "canceled",
      can_retry: true,
      checkout_url: null,
      message: expect.stringMatching(/You can still pay/),
    })
    expect(viewOf([ended, attempt({ state: "held" })], { hasTime: true })).toMatchObject({ can_retry: false })
  })

  it.each<Attempt["state"]>(["creating", "open", "failed", "canceled", "expired", "refused"])(
    "an order that something else has paid is called paid, where its attempt is %s",
    (state) => {
      expect(viewOf([attempt({ state })], { isWaiting: false, orderState: "order_paid" })).toMatchObject({
        status: "paid",
        reason: "order_paid",
        checkout_url: null,
        can_retry: false,
        message: shopperSentence("order_paid"),
      })
    },
  )

  it.each<Attempt["state"]>(["creating", "open", "canceled"])(
    "an order that was canceled is called canceled, where its attempt is %s",
    (state) => {
      expect(viewOf([attempt({ state })], { isWaiting: false, orderState: "order_canceled" })).toMatchObject({
        status: "canceled",
        reason: "order_canceled",
        checkout_url: null,
        can_retry: false,
        message: shopperSentence("order_canceled"),
      })
    },
  )

  it.each<Attempt["state"]>(["received", "paid", "held"])(
    "what became of its order hides no money, where its attempt is %s",
    (state) => {
      for (const orderState of ["order_paid", "order_canceled"] as const)
        expect(viewOf([attempt({ state })], { isWaiting: false, orderState })).toEqual(
          viewOf([attempt({ state })], { isWaiting: false }),
        )
    },
  )

  it("says that a payment was dealt with, and offers to pay where its order still owes", () => {
    const resolved = [attempt({ state: "resolved" })]
    expect(viewOf(resolved)).toMatchObject({
      status: "canceled",
      reason: "dealt_with",
      can_retry: true,
      message: shopperSentence("dealt_with"),
    })
    expect(viewOf(resolved, { isWaiting: false, orderState: "order_paid" })).toMatchObject({
      reason: "dealt_with",
      can_retry: false,
      message: shopperSentence("dealt_with_for_good"),
    })
  })

  it("says that another sum is owed by now, and names no page of the old one", () => {
    const outdated = viewOf([attempt({ outdated_at: NOW })])
    expect(outdated).toMatchObject({
      status: "open",
      checkout_url: null,
      can_retry: true,
      is_outdated: true,
      message: expect.stringContaining("do not pay on the old one"),
    })
    expect(viewOf([attempt({ state: "paid", outdated_at: NOW })])).toMatchObject({
      is_outdated: false,
      message: shopperSentence("partly_paid"),
    })
  })

  it("has a reason for every code that failed, and words for it", () => {
    const failed = Object.entries(resultCodes).filter(([, { disposition }]) => disposition === "failed")
    for (const [code, { failure }] of failed) {
      expect(viewOf([attempt({ state: "failed", result_code: code })])).toMatchObject({
        reason: failure,
        message: expect.stringContaining(FAILURE_SENTENCES[failure as "card"]),
      })
    }
  })
})

describe("another try", () => {
  it.each([
    ["after a decline", [attempt({ state: "failed" })]],
    ["after a cancellation", [attempt({ state: "canceled" })]],
    [
      "after a failure that was written down",
      [attempt({ state: "creating", last_error: "Almara did not answer.", created_at: NOW })],
    ],
    ["after a process died", [attempt({ state: "creating" })]],
    [
      "after a process died whose clock was ahead",
      [attempt({ state: "creating", created_at: "2026-11-24T12:00:10Z" })],
    ],
    ["when the page's address got lost", [attempt({ checkout_url: null })]],
    [
      "for what the order owes beside what was paid, however late",
      [attempt({ state: "paid", closed_at: NOW, due_at: NOW })],
    ],
    ["where the order owes another sum than its page asks for", [attempt({ outdated_at: NOW })]],
    [
      "for another sum, also when no other attempt for this one is allowed",
      [attempt({ state: "failed", outdated_at: NOW }), attempt({ state: "failed" }), attempt({ state: "failed" })],
    ],
    [
      "of the attempt that failed, also when no other one is allowed",
      [attempt({ state: "creating" }), attempt({ state: "failed" }), attempt({ state: "failed" })],
    ],
    ["for the order whose money was dealt with", [attempt({ state: "resolved" })]],
    ["for the same, where another page is open", [attempt(), attempt({ state: "resolved" })]],
  ])("is offered %s", (_, attempts) => {
    expect(mayRetry(attempts, context)).toBe(true)
  })

  it.each([
    ["while an attempt is just being created", [attempt({ state: "creating", created_at: NOW })], {}],
    ["while one is open", [attempt()], {}],
    ["after the due date", [attempt({ state: "failed", due_at: NOW })], {}],
    [
      "after as many as are allowed",
      [attempt({ state: "failed" }), attempt({ state: "failed" }), attempt({ state: "failed" })],
      {},
    ],
    ["when nothing waits for it", [attempt({ state: "failed" })], { isWaiting: false }],
    ["when it is closed", [attempt({ state: "failed", closed_at: NOW })], {}],
    ["when there was none", [], {}],
    ["after Almara refused", [attempt({ state: "refused" })], {}],
    ["after Almara refused before there was a page", [attempt({ state: "refused", checkout_url: null })], {}],
    ["while a process may still be at it", [attempt({ state: "creating", created_at: "2026-11-24T11:59:45Z" })], {}],
    [
      "after an earlier attempt was paid, and the order owes nothing",
      [attempt({ state: "failed" }), attempt({ state: "paid" })],
      { isWaiting: false },
    ],
    [
      "after an earlier attempt was paid that has no order",
      [attempt({ state: "failed" }), attempt({ state: "paid" })],
      { isOrder: false },
    ],
    [
      "after an earlier attempt was paid, while money of another one is held",
      [attempt({ state: "held" }), attempt({ state: "paid" })],
      {},
    ],
    [
      "while money of an earlier attempt is being booked",
      [attempt({ state: "failed" }), attempt({ state: "received" })],
      {},
    ],
    ["while money of an earlier attempt is held", [attempt({ state: "failed" }), attempt({ state: "held" })], {}],
    [
      "after money of an earlier attempt was dealt with that has no order",
      [attempt({ state: "failed" }), attempt({ state: "resolved" })],
      { isOrder: false },
    ],
    ["where no payment session is left", [attempt({ state: "failed" })], { session: "none" as const }],
    ["after money was dealt with, and the order owes nothing", [attempt({ state: "resolved" })], { isWaiting: false }],
    [
      "after money was dealt with, and the time is over",
      [attempt({ state: "resolved", closed_at: NOW })],
      { hasTime: false },
    ],
    [
      "while an earlier attempt is unclear",
      [attempt({ state: "failed" }), attempt({ state: "canceled", needs_review: true })],
      {},
    ],
  ])("is not offered %s", (_, attempts, changes) => {
    expect(mayRetry(attempts, { ...context, ...changes })).toBe(false)
  })
})

it("offers another try in words only when there is one", () => {
  for (const status of ["created", "open", "failed", "canceled"] as const) {
    const told = { status, reason: null, is_outdated: false }
    expect(shopperMessage({ ...told, can_retry: true }, true)).toMatch(/You can (try again|still pay)[.,]/)
    expect(shopperMessage({ ...told, can_retry: false }, true)).not.toMatch(/You can/)
  }
})

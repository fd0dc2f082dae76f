import { randomInt } from "node:crypto"
import { readFileSync } from "node:fs"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import fc from "fast-check"
import { scaled } from "../support/scale"
import { MOST_UNMATCHED } from "../src/modules/almara/inbox/inbox"
import { MOST_KEPT_OF_ONE } from "../src/modules/almara/inbox/insert"
import { LINES_IN_A_MINUTE } from "../src/telemetry/log"
import { CHECK_AFTER } from "../src/use-cases/callbacks/prune-unmatched"
import { CALLBACK_WORKERS } from "../src/use-cases/callbacks/process-callbacks"
import { expectPaidOnce, expectUnpaid } from "./setup/expectations"
import { linkFor } from "./setup/payment-link"
import {
  checkoutOf,
  eventually,
  inboxOf,
  ledgerRow,
  orderOf,
  placeWaitingOrder,
  untilState,
  untilProcessed,
  type WaitingOrder,
} from "./setup/shopper"
import { STATEMENTS } from "./setup/store"
import { withStore } from "./setup/with-store"

const EXAMPLE = readFileSync(path.join(__dirname, "fixtures/checkout-callback.json"), "utf8")
const EXAMPLE_ID = "00a9f0d4-6e2b-4a8f-b9d3-5f7c2e1a4b66"

const MINUTES = 60_000
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567"

const ATTACKS = scaled(10_000)
const BODIES = scaled(10_000)
const TOKENS = scaled(10_000)
/** After so many bodies everything is loaded and compiled, and the heap has its size. */
const WARM = Math.max(1_000, scaled(3_000))

// A small heap is collected often: what grows in it is a leak, not laziness.
const { gateway, store } = withStore({
  environment: { NODE_OPTIONS: `--max-old-space-size=300 --max-semi-space-size=8 ${STATEMENTS}` },
})

/** Runs many calls, some at a time, and counts their answers by status. */
async function requestMany(
  count: number,
  call: (index: number) => Promise<Response>,
  callers = 16,
): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {}
  let next = 0
  const caller = async () => {
    while (next < count) {
      const answer = await call(next++)
      await answer.arrayBuffer()
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return statuses
}

const saysPaid = (order: WaitingOrder, reference: string) =>
  EXAMPLE.replace(EXAMPLE_ID, order.merchantRequestId).replace("ORD-20260126-7848", reference)
const timelineOf = async ({ checkoutId }: WaitingOrder) =>
  (
    await store.database.query("select * from almara_checkout_event where checkout_id = $1 order by created_at", [
      checkoutId,
    ])
  ).rows

async function payOrder(): Promise<WaitingOrder> {
  const order = await placeWaitingOrder(store)
  await gateway.decide(order.merchantRequestId, { outcome: "paid" })
  await untilState(store, order.checkoutId, "paid")
  await untilProcessed(store, order.checkoutId, 1)
  return order
}

/** Asked about at least once, and never twice within five seconds. */
async function expectFewChecks({ checkoutId }: WaitingOrder): Promise<void> {
  const { rows } = await store.database.query(
    "select extract(epoch from created_at - lag(created_at) over (order by created_at))::float8 as pause from almara_checkout_event where checkout_id = $1 and kind = 'status_check' order by created_at",
    [checkoutId],
  )
  expect(rows.length).toBeGreaterThan(0)
  for (const { pause } of rows.slice(1)) expect(pause).toBeGreaterThanOrEqual(4.9)
}

describe("strangers at the endpoints", () => {
  it(
    `${ATTACKS} forged, tampered, replayed and cross-checkout callbacks and returns move no money`,
    async () => {
      const [one, other, paid] = [await placeWaitingOrder(store), await placeWaitingOrder(store), await payOrder()]
      // However long the attack takes, the clock asks about neither: a status check would be a stranger's doing.
      await store.database.query(
        "update almara_checkout set next_check_at = now() + interval '1 day' where id = any($1)",
        [[one.checkoutId, other.checkoutId]],
      )
      const { request: ofOther } = await gateway.checkout(other.merchantRequestId)
      const { request: ofPaid, checkoutOutcome } = await gateway.checkout(paid.merchantRequestId)
      const { request } = await gateway.checkout(one.merchantRequestId)
      const reference = (await ledgerRow(store, one.paymentSessionId)).checkout_reference
      const body = saysPaid(one, reference)
      const genuine = new URL(request.checkoutCallbackUrl)
      const token = genuine.searchParams.get("hash") ?? ""
      const before = [await timelineOf(paid), await ledgerRow(store, paid.paymentSessionId)]
      const tampered = (index: number) => {
        const at = index % token.length
        return `${token.slice(0, at)}${token[at] === "a" ? "b" : "a"}${token.slice(at + 1)}`
      }
      const addressOf = (name: string, hash: string) => `${store.url}/checkout/${name}?${new URLSearchParams({ hash })}`
      const attacks: ((index: number) => Promise<Response>)[] = [
        (index) => fetch(addressOf("cart", tampered(index)), { method: "POST", body }),
        () => fetch(ofOther.checkoutCallbackUrl, { method: "POST", body }),
        () =>
          fetch(
            `${store.url}/checkout/cart?${new URLSearchParams({ checkout: one.merchantRequestId, signature: "A".repeat(43) })}`,
            { method: "POST", body },
          ),
        () =>
          fetch(addressOf("cart", new URL(request.checkoutReturnUrl).searchParams.get("hash") ?? ""), {
            method: "POST",
            body,
          }),
        (index) => fetch(addressOf("return", tampered(index)), { method: "POST", body, redirect: "manual" }),
        () => fetch(addressOf("return", token), { method: "POST", body, redirect: "manual" }),
        (index) => fetch(addressOf("cancel", tampered(index)), { redirect: "manual" }),
        // Almara's own callback to its own address, word for word.
        () =>
          fetch(ofPaid.checkoutCallbackUrl, { method: "POST", body: JSON.stringify({ ...ofPaid, checkoutOutcome }) }),
      ]
      const statuses = await requestMany(
        ATTACKS,
        (index) => attacks[index % attacks.length]?.(index) ?? Promise.reject(new Error("There is no such attack.")),
      )
      // 4 of 8 are callbacks, taken for unsigned ones; 3 of 8 are browsers, sent to the storefront; 1 of 8 is a replay,
      // written down.
      expect(statuses).toEqual({ 200: (ATTACKS * 5) / 8, 303: (ATTACKS * 3) / 8 })
      for (const order of [one, other]) {
        expect(await ledgerRow(store, order.paymentSessionId)).toMatchObject({
          state: "open",
          canceled_by_shopper_at: null,
        })
        expect((await orderOf(store, order.orderId)).payment_status).toBe("awaiting")
      }
      // What does not verify counts as unsigned: one status check in five seconds, and none about whom it does not
      // name.
      await expectFewChecks(one)
      expect((await ledgerRow(store, other.paymentSessionId)).checks).toBe(0)
      const replayed = await untilProcessed(store, paid.checkoutId, ATTACKS / 8 + 1)
      expect(new Set(replayed.slice(1).map(({ duplicate_of, tries }) => `${duplicate_of} ${tries}`))).toEqual(
        new Set([`${replayed[0].id} 0`]),
      )
      expect(replayed.length).toBeLessThanOrEqual(MOST_KEPT_OF_ONE)
      expect([await timelineOf(paid), await ledgerRow(store, paid.paymentSessionId)]).toEqual(before)
      await expectPaidOnce(store, paid.orderId)
    },
    10 * MINUTES,
  )

  it.each([
    ["thirty times at once", 16, 0],
    ["thirty times, one after the other", 1, 200],
  ])(
    "a signed address that was overheard, and a body that says paid, sent %s: Almara, asked, is believed",
    async (_, callers, pauseInMilliseconds) => {
      const order = await placeWaitingOrder(store)
      const { request } = await gateway.checkout(order.merchantRequestId)
      const body = saysPaid(order, (await ledgerRow(store, order.paymentSessionId)).checkout_reference)
      const send = async () => {
        await pause(pauseInMilliseconds)
        return fetch(request.checkoutCallbackUrl, { method: "POST", body })
      }
      const began = Date.now()
      expect(await requestMany(30, send, callers)).toEqual({ 200: 30 })
      const [waiting, ...others] = await eventually(
        () => inboxOf(store, order.checkoutId),
        (seen) => (seen[0]?.tries ?? 0) > 1,
        2 * MINUTES,
      )
      expect([waiting.times, others]).toEqual([30, []])
      const { state, checks } = await ledgerRow(store, order.paymentSessionId)
      expect(state).toBe("open")
      // One status check for each read, not one for each of them; the longer it takes, the more reads.
      expect(checks).toBeLessThan(8 + (Date.now() - began) / 2_000)
      await expectUnpaid(store, order)
    },
    3 * MINUTES,
  )

  it("returns and cancellations that are replayed move no money, neither to an order nor away from it", async () => {
    const [paid, open] = [await payOrder(), await placeWaitingOrder(store)]
    const before = await timelineOf(paid)
    const [ofPaid, ofOpen] = [
      (await gateway.checkout(paid.merchantRequestId)).request,
      (await gateway.checkout(open.merchantRequestId)).request,
    ]
    const replays = [ofPaid.checkoutReturnUrl, ofPaid.checkoutCancelUrl, ofOpen.checkoutReturnUrl]
    const body = saysPaid(open, (await ledgerRow(store, open.paymentSessionId)).checkout_reference)
    expect(
      await requestMany(300, (index) =>
        fetch(replays[index % replays.length], { method: "POST", body, redirect: "manual" }),
      ),
    ).toEqual({ 303: 300 })
    expect(await timelineOf(paid)).toEqual(before)
    await expectPaidOnce(store, paid.orderId)
    await eventually(
      () => ledgerRow(store, open.paymentSessionId),
      (seen) => seen.leased_by === null,
    )
    expect(await ledgerRow(store, open.paymentSessionId)).toMatchObject({ state: "open", canceled_by_shopper_at: null })
    expect((await orderOf(store, open.orderId)).payment_status).toBe("awaiting")
  })

  it(
    `${BODIES} mutated bodies over HTTP give no 5xx and no growth of memory`,
    async () => {
      const mutation = fc.tuple(
        fc.nat(EXAMPLE.length),
        fc.nat(40),
        fc.oneof(
          fc.string({ maxLength: 40 }),
          fc.constantFrom(
            '{"',
            "}}}}",
            "[[[[",
            "/*",
            "*/",
            '/*"*/',
            '\\"',
            "\\\\",
            "{,,,",
            ",]",
            "[".repeat(40_000),
            ",".repeat(40_000),
            "1 ".repeat(20_000),
            "\u0000",
            "__proto__",
            "&a[b]=c",
            "%00",
            "\\u0000",
            "1e999",
            "null",
          ),
        ),
      )
      const bodies = fc
        .sample(fc.array(mutation, { minLength: 1, maxLength: 6 }), { numRuns: Math.max(WARM, BODIES), seed: 20261123 })
        .map((mutations) =>
          mutations.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), EXAMPLE),
        )
      let slowest = { index: 0, milliseconds: 0 }
      const send = async (index: number) => {
        const sentAt = performance.now()
        const answer = await fetch(`${store.url}/checkout/cart`, {
          method: "POST",
          body: bodies[index],
          headers: { "content-type": index % 3 ? "application/json" : "application/x-www-form-urlencoded" },
        })
        const milliseconds = performance.now() - sentAt
        if (milliseconds > slowest.milliseconds) slowest = { index, milliseconds }
        return answer
      }
      const began = performance.now()
      await requestMany(WARM, send)
      slowest = { index: 0, milliseconds: 0 }
      const before = store.memory()
      const statuses = await requestMany(BODIES, send)
      // To be looked at: sixteen are answered at once, each waits for the others.
      process.stdout.write(
        `The slowest of ${BODIES} bodies over HTTP, number ${slowest.index} of ${bodies[slowest.index]?.length} characters: ${slowest.milliseconds.toFixed(1)} ms, with 15 others at once.\n`,
      )
      const told = store
        .output()
        .split("\n")
        .filter((line) => line.includes("event=callback.unreadable"))
      // Of each minute, also of the one that had begun before, and of the one that is not over, the first ones and
      // their number.
      expect(told.length).toBeLessThanOrEqual((LINES_IN_A_MINUTE + 1) * ((performance.now() - began) / MINUTES + 2))
      expect(
        Object.keys(statuses)
          .map(Number)
          .filter((status) => ![200, 400, 413].includes(status)),
      ).toEqual([])
      expect((await fetch(`${store.url}/health`)).status).toBe(200)
      expect(store.memory() / before).toBeLessThan(1.25)
    },
    10 * MINUTES,
  )

  it(
    "what belongs to nobody is kept up to a number, and the log tells how many were deleted",
    async () => {
      await store.database.query(
        `insert into almara_callback (id, state, merchant_request_id, signed, payload, fingerprint, created_at)
       select 'almcb_nobody' || n, 'unmatched', 'nobody-' || n, false, '{}', 'nobody', now() - interval '1 hour' from generate_series(1, $1::int) as n`,
        [MOST_UNMATCHED + 100],
      )
      const statuses = await requestMany(CHECK_AFTER, (index) =>
        fetch(`${store.url}/checkout/cart`, {
          method: "POST",
          body: JSON.stringify({ originatorConversationId: `stranger-${index}` }),
        }),
      )
      expect(statuses).toEqual({ 200: CHECK_AFTER })
      const { rows } = await store.database.query(
        "select count(*)::int as number, count(*) filter (where merchant_request_id like 'stranger-%')::int as newest from almara_callback where state = 'unmatched'",
      )
      expect(rows).toEqual([{ number: expect.any(Number), newest: CHECK_AFTER }])
      expect(rows[0].number).toBeLessThanOrEqual(MOST_UNMATCHED + CHECK_AFTER)
      expect(store.output()).toMatch(/\d+ callbacks of no checkout were deleted.*event=callback\.pruned/)
    },
    2 * MINUTES,
  )

  it(
    "a signed callback is taken before all unsigned ones that wait, while a hundred more come a second",
    async () => {
      const [flooded, order] = [await placeWaitingOrder(store), await placeWaitingOrder(store)]
      const { database } = store
      await database.query(
        `create table spec_taken (place bigserial, id text);
         create function spec_take() returns trigger language plpgsql as $$ begin insert into spec_taken (id) values (new.id); return null; end $$;
         create trigger spec_take after update of leased_by on almara_callback for each row when (new.leased_by is not null) execute function spec_take();
         create function spec_hold() returns trigger language plpgsql as $$ begin new.next_try_at = null; return new; end $$;
         create trigger spec_hold before insert on almara_callback for each row when (new.signed) execute function spec_hold();
         update almara_checkout set next_check_at = now() + interval '1 day'`,
      )
      const body = saysPaid(flooded, "ORD-FLOOD")
      const statuses = new Set<number>()
      let isOver = false
      const flood = async () => {
        while (!isOver) statuses.add((await fetch(`${store.url}/checkout/cart`, { method: "POST", body })).status)
      }
      const flooding = Array.from({ length: 8 }, flood)
      await eventually(
        () => inboxOf(store, flooded.checkoutId),
        ([row]) => (row?.times ?? 0) > 100,
      )
      await gateway.decide(order.merchantRequestId, { outcome: "paid" })
      const [signed] = await eventually(
        () => inboxOf(store, order.checkoutId),
        (seen) => seen.length > 0,
      )
      await database.query(
        `insert into almara_callback (id, state, merchant_request_id, checkout_id, signed, payload, fingerprint)
         select 'almcb_before' || n, 'waiting', $1, $2, false, '{}', 'before' from generate_series(1, 200) as n`,
        [flooded.merchantRequestId, flooded.checkoutId],
      )
      // All at one moment, the signed one as the last.
      await database.query(
        "update almara_callback set next_try_at = now() - case when id = $1 then interval '0' else interval '1 hour' end where id = $1 or fingerprint = 'before'",
        [signed.id],
      )
      await untilState(store, order.checkoutId, "paid")
      isOver = true
      await Promise.all(flooding)
      const { rows: taken } = await database.query(
        "select count(*)::int as before from spec_taken where id like 'almcb_before%' and place < (select min(place) from spec_taken where id = $1)",
        [signed.id],
      )
      await database.query(
        `drop trigger spec_take on almara_callback; drop trigger spec_hold on almara_callback;
         delete from almara_callback where fingerprint = 'before'`,
      )
      // Each worker may have looked for signed ones just before that moment.
      expect(taken[0].before).toBeLessThanOrEqual(CALLBACK_WORKERS)
      expect(statuses).toEqual(new Set([200]))
      expect(
        (await inboxOf(store, flooded.checkoutId)).filter(({ state }) => state === "waiting").length,
      ).toBeLessThanOrEqual(1)
    },
    3 * MINUTES,
  )

  it(
    "four hundred different posts to a signed address: a row of each kind, and few lines in the log",
    async () => {
      const order = await placeWaitingOrder(store)
      const { request } = await gateway.checkout(order.merchantRequestId)
      const said = JSON.parse(saysPaid(order, "ORD-OWN").replace(/,(\s*})/g, "$1"))
      const post = (index: number) => {
        const { checkoutOutcome } = said
        const outcome = {
          ...checkoutOutcome,
          ...(index % 2 && { ResultCode: 1 }),
          ThirdPartyPayload: { Reference: `TXN-${index}` },
        }
        return fetch(request.checkoutCallbackUrl, {
          method: "POST",
          body: JSON.stringify({ ...said, checkoutOutcome: outcome }),
        })
      }
      const logged = () =>
        store
          .output()
          .split("\n")
          .filter((line) => /event=callback\.(retry|dead)/.test(line) && line.includes(order.checkoutId)).length
      expect(await requestMany(400, post)).toEqual({ 200: 400 })
      const kept = await eventually(
        () => inboxOf(store, order.checkoutId),
        (seen) => seen.some(({ tries }) => tries > 0),
      )
      expect(kept.length).toBeLessThanOrEqual(2)
      expect(kept.reduce((sum, { times }) => sum + times, 0)).toBe(400)
      // Of what is tried again and again the first lines are told.
      await store.database.query(
        "update almara_callback set tries = 9, next_try_at = now() where checkout_id = $1 and leased_by is null",
        [order.checkoutId],
      )
      await eventually(
        () => inboxOf(store, order.checkoutId),
        (seen) => seen.every(({ state }) => state === "dead"),
        2 * MINUTES,
      )
      expect(logged()).toBeLessThan(40)
      await store.database.query(
        `insert into almara_callback (id, state, merchant_request_id, checkout_id, signed, payload, fingerprint, tries, next_try_at, updated_at)
       select 'almcb_many' || n, 'waiting', merchant_request_id, checkout_id, true, payload, 'many' || n, 9, now(), now() - interval '1 hour' from almara_callback cross join generate_series(1, 80) as n where id = $1`,
        [kept[0].id],
      )
      await eventually(
        () => inboxOf(store, order.checkoutId),
        (seen) => seen.length > 80 && seen.every(({ state }) => state === "dead"),
        2 * MINUTES,
      )
      expect(logged()).toBeLessThan(80)
      await expectUnpaid(store, order)
    },
    4 * MINUTES,
  )

  it(
    "posts to a signed address that say neither paid nor failed: one check in five seconds",
    async () => {
      const order = await placeWaitingOrder(store)
      const { request } = await gateway.checkout(order.merchantRequestId)
      for (let number = 0; number < 40; number += 1) {
        const body = JSON.stringify({ originatorConversationId: order.merchantRequestId, number })
        expect((await fetch(request.checkoutCallbackUrl, { method: "POST", body })).status).toBe(200)
        await eventually(
          () => inboxOf(store, order.checkoutId),
          (seen) => seen.every(({ state, leased_by }) => state === "done" || leased_by === null),
        )
      }
      await untilProcessed(store, order.checkoutId, 40)
      await expectFewChecks(order)
    },
    2 * MINUTES,
  )

  it("the storefront's endpoint tells nothing personal, and nothing about an id that was guessed", async () => {
    const order = await placeWaitingOrder(store)
    const checkout = await checkoutOf(store, order.paymentSessionId)
    const told = JSON.stringify(checkout)
    for (const personal of ["wanjiku", "Wanjiku", "Kamau", "Moi Avenue", order.merchantRequestId, order.id])
      expect(told).not.toContain(personal)
    // Medusa's own endpoint tells name, address and e-mail to anybody who has an order's id.
    expect(JSON.stringify((await store.shop(`/store/orders/${order.orderId}`)).body)).toContain("wanjiku")
    expect(told).not.toContain(order.orderId)
    expect(Object.keys(checkout.order)).toEqual(["display_id"])
    for (const guess of [
      "payses_1",
      order.paymentSessionId.slice(0, -1),
      order.orderId,
      order.merchantRequestId,
      "%25",
      "' or 1=1 --",
    ]) {
      expect((await store.shop(`/store/almara/checkouts/${encodeURIComponent(guess)}`)).status).toBe(404)
    }
  })

  it(`${TOKENS} tokens of payment links, guessed or over, get one answer, by as many statements of SQL`, async () => {
    const order = await placeWaitingOrder(store)
    const tokenOf = async () => (await linkFor(store, order.orderId)).split("/").at(-1) ?? ""
    const [withdrawn, over] = [await tokenOf(), await tokenOf()]
    const path = `/admin/almara/orders/${order.orderId}/payment-links/withdraw`
    await store.admin(path, { method: "POST", body: {} })
    await store.database.query(
      "update almara_payment_link set withdrawn_at = null, expires_at = now() where order_id = $1 and created_at = (select max(created_at) from almara_payment_link where order_id = $1)",
      [order.orderId],
    )
    const good = await tokenOf()
    const guesses = Array.from({ length: TOKENS }, () =>
      Array.from({ length: 26 }, () => LETTERS[randomInt(LETTERS.length)]).join(""),
    )
    const altered = [...good].map((letter, at) => good.slice(0, at) + (letter === "a" ? "b" : "a") + good.slice(at + 1))
    const wellFormed = [withdrawn, over, ...altered, ...guesses]
    const malformed = [
      good.slice(0, -1),
      `${good}a`,
      order.orderId,
      order.paymentSessionId,
      "order_",
      "' or 1=1 --",
      "%00",
    ]

    const { rows } = await store.database.query("select token from api_key where type = 'publishable' limit 1")
    const headers = { "content-type": "application/json", "x-publishable-api-key": rows[0].token }
    const page = (token: string) => `${store.url}/checkout/pay/${encodeURIComponent(token)}`
    const ways: ((token: string) => Promise<Response>)[] = [
      (token) => fetch(page(token), { redirect: "manual" }),
      (token) =>
        fetch(page(token), { method: "POST", body: new URLSearchParams({ amount: "7000" }), redirect: "manual" }),
      (token) =>
        fetch(`${store.url}/store/almara/payment-links`, { method: "POST", headers, body: JSON.stringify({ token }) }),
    ]
    /** Each different answer of a way to such tokens, all that a stranger sees of it and the number of statements. */
    const answersTo = async (tokens: string[], way: (typeof ways)[number]) => {
      const seen = new Set<string>()
      await requestMany(tokens.length, async (index) => {
        const answer = await way(tokens[index] ?? "")
        const body = await answer.clone().text()
        // The nonce of each page makes another hash of it.
        const sent = [...answer.headers].filter(([name]) => !["date", "etag"].includes(name))
        seen.add(JSON.stringify([answer.status, sent, body]).replaceAll(/nonce(=\\"|-)[-0-9a-f]{36}/g, "nonce"))
        return answer
      })
      return [...seen].map((answer) => JSON.parse(answer) as [number, [string, string][], string])
    }
    for (const [place, way] of ways.entries()) {
      await way(good.slice(0, -2))
      // Each way gets all that once was a link, and its part of what was guessed.
      const [answer, ...others] = await answersTo(
        wellFormed.filter((_, at) => at < 28 || at % 3 === place),
        way,
      )
      expect(others.slice(0, 1)).toEqual([])
      const [status, sent, body] = answer ?? [0, [], ""]
      expect([status, body]).toEqual([404, expect.stringContaining("This link leads to no payment")])
      const [short, ...shorts] = await answersTo(malformed, way)
      const withoutCount = (all: [string, string][] = []) => all.filter(([name]) => name !== "x-spec-statements")
      expect([shorts, short?.[0], withoutCount(short?.[1]), short?.[2]]).toEqual([[], 404, withoutCount(sent), body])
      expect(Object.fromEntries(sent)["x-spec-statements"]).toMatch(/^[1-9]/)
      if (place < 2)
        expect(Object.fromEntries(sent)).toMatchObject({
          "cache-control": "no-store",
          "referrer-policy": "no-referrer",
          "x-frame-options": "DENY",
          "x-content-type-options": "nosniff",
          "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
        })
    }
    const { rows: links } = await store.database.query(
      "select seen_at, opened_at from almara_payment_link where order_id = $1",
      [order.orderId],
    )
    expect(links).toEqual(Array(3).fill({ seen_at: null, opened_at: null }))
    expect((await fetch(page(good))).headers.get("x-spec-statements")).not.toBe("1")
  })
})

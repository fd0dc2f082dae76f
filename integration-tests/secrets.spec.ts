import { signatureFor } from "../src/core/callback/signature"
import { startRecordingProxy, type RecordingProxy } from "./setup/recording-proxy"
import { startGateway, type Gateway } from "./setup/gateway"
import {
  eventually,
  checkoutRow,
  completeCart,
  fillCart,
  makeDue,
  placeWaitingOrder,
  tryAgain,
  untilState,
  type WaitingOrder,
} from "./setup/shopper"
import { startStore, type RunningStore } from "./setup/store"

/** Marks that must be found nowhere in what the store writes or answers. */
const MARKS = {
  clientSecret: "mark-of-the-client-secret",
  callbackSecret: "mark-of-the-callback-secret-of-these-specs",
  card: "4111111111111111",
  spacedCard: "5500 0055 5555 5559",
  email: "mark-of-a-payer@example.com",
  holder: "Mark Of A Cardholder",
  securityCode: "mark-of-a-security-code",
  foreignToken: "mark-of-an-access-token",
}
/** What the shopper has given to Medusa, which keeps it in its own tables. */
const SHOPPER = { firstName: "Wanjiku", lastName: "Kamau", street: "Moi Avenue" }
const SHOPPER_EMAIL = "wanjiku@example.com"

/** What a careless gateway could say in an error, or beside an outcome. */
const TELLTALE = `Card ${MARKS.card} of ${MARKS.email}, ${MARKS.spacedCard}`

let gateway: Gateway
let line: RecordingProxy
let store: RunningStore

beforeAll(async () => {
  gateway = await startGateway({ clientSecret: MARKS.clientSecret })
  line = await startRecordingProxy(gateway.url)
  store = await startStore({
    almaraUrl: line.url,
    environment: {
      ALMARA_CLIENT_SECRET: MARKS.clientSecret,
      ALMARA_CALLBACK_SECRET: MARKS.callbackSecret,
      ALMARA_UNSIGNED_CALLBACKS: "reject",
    },
  })
})

afterAll(async () => {
  await store?.stop()
  await line?.stop()
  await gateway?.stop()
})

/** Every row of the tables whose names begin so, as text. */
async function everythingIn(prefix: string): Promise<string> {
  const tables = await store.database.query(
    "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and starts_with(table_name, $1)",
    [prefix],
  )
  const texts: string[] = []
  for (const { table_name } of tables.rows) {
    const { rows } = await store.database.query(`select t::text as row from "${table_name}" t`)
    texts.push(...rows.map(({ row }) => row))
  }
  return texts.join("\n")
}

/** Almara's callback, the shopper's way back and strangers' requests, all of them full of what must not be kept. */
async function sendMarks(order: WaitingOrder): Promise<void> {
  const { request } = await gateway.checkout(order.merchantRequestId)
  await gateway.callback(order.merchantRequestId, {
    overrides: {
      cardNumber: MARKS.card,
      payer: { email: MARKS.email, name: MARKS.holder },
      checkoutNotes: TELLTALE,
      access_token: MARKS.foreignToken,
      checkoutOutcome: { ResultDesc: TELLTALE, ThirdPartyPayload: { cvv: MARKS.securityCode, Reference: MARKS.card } },
    },
  })
  // A body that cannot be read, and a wrong signature, are logged: without what they carried.
  await fetch(`${store.url}/checkout/cart`, { method: "POST", body: `${MARKS.card} ${MARKS.email}` })
  await fetch(`${store.url}/checkout/cart?checkout=x&signature=${MARKS.foreignToken}`, {
    method: "POST",
    body: JSON.stringify({ originatorConversationId: MARKS.email }),
  })
  for (const address of [request.checkoutReturnUrl, request.checkoutCancelUrl]) {
    await fetch(address, {
      method: "POST",
      body: new URLSearchParams({ cardNumber: MARKS.card, email: MARKS.email, name: MARKS.holder }),
      redirect: "manual",
    })
  }
}

/** Almara's errors to both calls, in both of their documented forms, and an outcome that a person must look at. */
async function answerWithMarks(order: WaitingOrder): Promise<void> {
  const errors = [{ field: "cardNumber", message: TELLTALE }]
  line.answerNext("new-order", 400, { status: 400, errors, clientSecret: MARKS.clientSecret })
  expect((await completeCart(store, (await fillCart(store)).id)).body.type).toBe("cart")
  for (const body of [{ errors }, { reason: TELLTALE }, { title: TELLTALE, status: 500, type: MARKS.email }]) {
    const asked = (await checkoutRow(store, order.checkoutId)).checks
    line.answerNext("check-status", 500, body)
    line.answerNext("check-status", 500, body)
    await makeDue(store, order.checkoutId)
    await eventually(
      () => checkoutRow(store, order.checkoutId),
      (seen) => seen.checks > asked && seen.leased_by === null,
    )
  }
  const { request } = await gateway.checkout(order.merchantRequestId)
  line.answerNext("check-status", 200, {
    ...request,
    checkoutOutcome: { Status: 3, ResultCode: "777", ResultDesc: TELLTALE, StatusDesc: TELLTALE },
  })
  await makeDue(store, order.checkoutId)
  expect(
    await eventually(
      () => checkoutRow(store, order.checkoutId),
      (seen) => seen.needs_review && seen.leased_by === null,
    ),
  ).toMatchObject({ result_code: "777" })
  // A later answer writes over what this one left.
  expectNowhere({ "plugin's tables": await everythingIn("almara_") }, MARKS)
}

it("no secret, token, signature, card detail or personal datum stands in any log line, table or answer", async () => {
  const order = await placeWaitingOrder(store)
  await answerWithMarks(order)
  await sendMarks(order)
  await gateway.decide(order.merchantRequestId, { outcome: "declined", code: 1 })
  await untilState(store, order.checkoutId, "failed")
  await tryAgain(store, order.paymentSessionId)
  await gateway.decide(order.merchantRequestId, { outcome: "paid" })
  await untilState(store, order.checkoutId, "paid")

  const admin = ["checkouts", `checkouts/${order.checkoutId}`, "callbacks", "status", "settlement", "statistics"].map(
    (endpoint) => store.admin(`/admin/almara/${endpoint}`),
  )
  const answers = await Promise.all([...admin, store.shop(`/store/almara/checkouts/${order.paymentSessionId}`)])
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  const { rows: sessions } = await store.database.query("select data::text as text from payment_session")
  const places = {
    log: store.output(),
    answers: JSON.stringify(answers),
    database: await everythingIn(""),
    "plugin's tables": await everythingIn("almara_"),
    sessions: JSON.stringify(sessions),
  }
  // What shall be searched was written: the error's harmless part, the callbacks, the settings.
  expect(places.log).toContain("event=callback.refused")
  expect(places["plugin's tables"]).toContain("cardNumber: ")
  const { rows: reports } = await store.database.query(
    "select report from almara_callback where report ->> 'transactionReference' = '[withheld]'",
  )
  expect(reports).not.toEqual([])
  expect(places.answers).toContain(order.merchantRequestId)
  expect(line.tokens.size).toBeGreaterThan(0)

  const { request } = await gateway.checkout(order.merchantRequestId)
  const signatures = Object.fromEntries(
    (["checkoutCallbackUrl", "checkoutReturnUrl", "checkoutCancelUrl"] as const).map((endpoint) => [
      `signature of ${endpoint}`,
      new URL(request[endpoint]).searchParams.get("hash") ?? "none",
    ]),
  )
  const tokens = Object.fromEntries([...line.tokens].map((token, index) => [`access token ${index}`, token]))
  expectNowhere(places, { ...MARKS, ...signatures, ...tokens })
  // Medusa's own tables hold the shopper's address, and the admin's list names the order by its e-mail, as Medusa's
  // does.
  const { database: _, answers: __, ...ours } = places
  expectNowhere({ ...ours, answers: places.answers }, SHOPPER)
  expectNowhere({ ...ours, "storefront's answer": JSON.stringify(answers.at(-1)) }, { SHOPPER_EMAIL })
})

it("no request's signature is logged, whatever its method, its spelling and its body", async () => {
  const order = await placeWaitingOrder(store)
  const { request } = await gateway.checkout(order.merchantRequestId)
  const token = new URL(request.checkoutCallbackUrl).searchParams.get("hash") ?? "none"
  const signature = await signatureFor("callback", order.merchantRequestId, [MARKS.callbackSecret])
  const escaped = [...token].map((character) => `%${character.charCodeAt(0).toString(16)}`).join("")
  const addresses = [
    ...[
      "/checkout/cart",
      "//checkout/cart",
      "/checkout/%63art",
      "/%63heckout/cart",
      "/checkout/cart/",
      "/CHECKOUT/Cart",
      "/checkout/return",
      "/checkout/cancel",
      "/checkout/carts",
      "/nowhere",
    ].map((path) => `${path}?hash=${token}`),
    ...["hash[]=", "h%61sh=", "HASH=", "status=4&amp;hash=", "status=4;hash=", "%68%61%73%68%3D", "x=%2526hash="].map(
      (query) => `/checkout/cart?${query}${token}`,
    ),
    `/checkout/cart%3Fhash=${token}`,
    `/checkout/cart;hash=${token}`,
    `/checkout/cart/${token}`,
    `/checkout/cart?hash=${token.toUpperCase()}`,
    `/checkout/cart?hash=${escaped}`,
    `/nowhere?signature[]=${signature}`,
    `/checkout/cart?checkout=${order.merchantRequestId}&signature[]=${signature}`,
    `/checkout/cart?checkout=${order.merchantRequestId}&signature=${signature}&signature=${signature}`,
  ]
  const send = async (address: string, init: RequestInit) =>
    (await fetch(`${store.url}${address}`, { redirect: "manual", ...init })).arrayBuffer()
  for (const address of addresses) {
    for (const method of ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"]) await send(address, { method })
    // Medusa cannot parse the second: its error comes before every middleware.
    for (const body of [`{"originatorConversationId": "${order.merchantRequestId}"}`, '{"a": 1,}'])
      await send(address, { method: "POST", body, headers: { "content-type": "application/json" } })
  }
  await send("/health2", { headers: { referer: `${store.url}/checkout/return?hash=${token}` } })
  const log = await eventually(
    async () => store.output(),
    (text) => text.includes("/health2"),
  )
  expect(log.split("\n").filter((text) => text.includes(token))).toEqual([])
  expect(log).toContain("/nowhere?[withheld]")
  expect(log).toContain("/checkout/cart?[withheld]")
  expectNowhere({ log: log.toLowerCase() }, { token, escaped, signature: signature.toLowerCase() })
})

function expectNowhere(places: Record<string, string>, marks: Record<string, string>): void {
  const found = Object.entries(places).flatMap(([place, text]) =>
    Object.entries(marks).flatMap(([name, mark]) => (text.includes(mark) ? [`${name} stands in the ${place}`] : [])),
  )
  expect(found).toEqual([])
}

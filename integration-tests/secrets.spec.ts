import { listenIn, type Eavesdropper } from "./setup/eavesdropper"
import { startGateway, type Gateway } from "./setup/gateway"
import { eventually, checkoutRow, completeCart, fillCart, makeDue, placeWaitingOrder, tryAgain, untilState, type WaitingOrder } from "./setup/shopper"
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
let line: Eavesdropper
let store: RunningStore

beforeAll(async () => {
  gateway = await startGateway({ clientSecret: MARKS.clientSecret })
  line = await listenIn(gateway.url)
  store = await startStore({ almaraUrl: line.url, environment: { ALMARA_CLIENT_SECRET: MARKS.clientSecret, ALMARA_CALLBACK_SECRET: MARKS.callbackSecret } })
})

afterAll(async () => {
  await store?.stop()
  await line?.stop()
  await gateway?.stop()
})

/** Every row of the tables whose names begin so, as text. */
async function everythingIn(prefix: string): Promise<string> {
  const tables = await store.database.query("select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and starts_with(table_name, $1)", [prefix])
  const texts: string[] = []
  for (const { table_name } of tables.rows) {
    const { rows } = await store.database.query(`select t::text as row from "${table_name}" t`)
    texts.push(...rows.map(({ row }) => row))
  }
  return texts.join("\n")
}

/** Almara's callback, the shopper's way back and strangers' knocks, all of them full of what must not be kept. */
async function knockWithMarks(order: WaitingOrder): Promise<void> {
  const { request } = await gateway.checkout(order.conversationId)
  await gateway.callback(order.conversationId, {
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
  await fetch(`${store.url}/checkout/cart?checkout=x&signature=${MARKS.foreignToken}`, { method: "POST", body: JSON.stringify({ originatorConversationId: MARKS.email }) })
  for (const address of [request.checkoutReturnUrl, request.checkoutCancelUrl]) {
    await fetch(address, { method: "POST", body: new URLSearchParams({ cardNumber: MARKS.card, email: MARKS.email, name: MARKS.holder }), redirect: "manual" })
  }
}

/** Almara's errors to both calls, in both of their documented forms, and an outcome that a person must look at. */
async function answerWithMarks(order: WaitingOrder): Promise<void> {
  const errors = [{ field: "cardNumber", message: TELLTALE }]
  line.answerNext("new-order", 400, { status: 400, errors, clientSecret: MARKS.clientSecret })
  expect((await completeCart(store, (await fillCart(store)).id)).body.type).toBe("cart")
  for (const body of [{ errors }, { reason: TELLTALE }, { title: TELLTALE, status: 500, type: MARKS.email }]) {
    const asked = (await checkoutRow(store, order.checkoutId)).questions
    line.answerNext("check-status", 500, body)
    line.answerNext("check-status", 500, body)
    await makeDue(store, order.checkoutId)
    await eventually(() => checkoutRow(store, order.checkoutId), (seen) => seen.questions > asked && seen.claimed_by === null)
  }
  const { request } = await gateway.checkout(order.conversationId)
  line.answerNext("check-status", 200, { ...request, checkoutOutcome: { Status: 3, ResultCode: "777", ResultDesc: TELLTALE, StatusDesc: TELLTALE } })
  await makeDue(store, order.checkoutId)
  expect(await eventually(() => checkoutRow(store, order.checkoutId), (seen) => seen.needs_review && seen.claimed_by === null)).toMatchObject({ result_code: "777" })
  // A later answer writes over what this one left.
  expectNowhere({ "plugin's tables": await everythingIn("almara_") }, MARKS)
}

it("no secret, token, signature, card detail or personal datum stands in any log line, table or answer", async () => {
  const order = await placeWaitingOrder(store)
  await answerWithMarks(order)
  await knockWithMarks(order)
  await gateway.decide(order.conversationId, { outcome: "declined", code: 1 })
  await untilState(store, order.checkoutId, "failed")
  await tryAgain(store, order.paymentSessionId)
  await gateway.decide(order.conversationId, { outcome: "paid" })
  await untilState(store, order.checkoutId, "paid")

  const admin = ["checkouts", `checkouts/${order.checkoutId}`, "callbacks", "status", "settlement", "statistics"].map((door) => store.admin(`/admin/almara/${door}`))
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
  expect(places.answers).toContain(order.conversationId)
  expect(line.tokens.size).toBeGreaterThan(0)

  const { request } = await gateway.checkout(order.conversationId)
  const signatures = Object.fromEntries(
    (["checkoutCallbackUrl", "checkoutReturnUrl", "checkoutCancelUrl"] as const).map((door) => [`signature of ${door}`, new URL(request[door]).searchParams.get("hash") ?? "none"])
  )
  const tokens = Object.fromEntries([...line.tokens].map((token, index) => [`access token ${index}`, token]))
  expectNowhere(places, { ...MARKS, ...signatures, ...tokens })
  // Medusa's own tables hold the shopper's address, and the admin's list names the order by its e-mail, as Medusa's does.
  const { database: _, answers: __, ...ours } = places
  expectNowhere({ ...ours, answers: places.answers }, SHOPPER)
  expectNowhere({ ...ours, "storefront's answer": JSON.stringify(answers.at(-1)) }, { SHOPPER_EMAIL })
})

function expectNowhere(places: Record<string, string>, marks: Record<string, string>): void {
  const found = Object.entries(places).flatMap(([place, text]) => Object.entries(marks).flatMap(([name, mark]) => (text.includes(mark) ? [`${name} stands in the ${place}`] : [])))
  expect(found).toEqual([])
}

import { setTimeout as pause } from "node:timers/promises"
import { adminApi } from "../../support/admin-api"
import { shirts } from "../../support/catalogue"
import { readableText } from "../../support/html"
import type { Progress } from "./progress"
import { Shopper } from "../../support/page-shopper"
import type { RunningDemo } from "./start"

interface GatewayCheckout {
  originatorConversationId: string
  outcome: string
  checkoutOutcome: { ThirdPartyPayload?: { Reference?: string } }
  deliveries: { status: number | null; error?: string }[]
}

const total = shirts.reduce((sum, { shillings }) => sum + shillings, 0)
const patienceInMilliseconds = 30_000

/** Buys the three shirts as a shopper would, and checks what each of the parts knows of it afterwards. */
export async function smoke(
  { storeUrl, simulatorUrl, storefrontUrl, adminToken }: RunningDemo,
  progress: Progress,
): Promise<void> {
  const shopper = new Shopper()
  const see = (...texts: string[]) => expectTexts(shopper, texts)

  await progress.step("The storefront shows the three shirts", async () => {
    await shopper.open(storefrontUrl)
    see(...shirts.map(({ title }) => title))
  })
  await progress.step("The shirts are in the cart, 7,000 together", async () => {
    await shopper.submit("/cart")
    see("Checkout", "7,000")
  })
  await progress.step("Almara's page asks for the money", async () => {
    await shopper.submit("/checkout")
    expectAt(shopper, simulatorUrl)
    see("7,000")
  })
  await progress.step("The shopper pays", async () => {
    await shopper.submit("/pay")
    see("Paid")
  })
  await progress.step("The store sends the shopper back to the storefront", async () => {
    await shopper.submitById("store")
    expectAt(shopper, storefrontUrl)
  })
  await progress.step("The result page says thank you, with an order number", () =>
    until(async () => {
      if (!shopper.page.html.includes("Thank you")) await shopper.followRefresh()
      see("Thank you", "Order number", "7,000")
    }),
  )
  const gateway = await progress.step("The callback was delivered", () => deliveredCheckout(simulatorUrl))
  await progress.step("The admin dashboard can sign in", () => openAdminSession(storeUrl, adminToken))
  const orderId = await progress.step("The order is paid in the admin", () =>
    until(() => paidOrder(storeUrl, adminToken)),
  )
  await progress.step(
    "The admin's order page shows Almara's transaction",
    async () => {
      const { checkouts } = await adminApi(storeUrl, adminToken).client.fetch<{
        checkouts: { state: string; transaction_reference: string | null }[]
      }>("/admin/almara/checkouts", { query: { order_id: orderId } })
      const reference = gateway.checkoutOutcome.ThirdPartyPayload?.Reference
      const fits =
        checkouts.length === 1 &&
        checkouts[0]?.state === "paid" &&
        reference &&
        checkouts[0].transaction_reference === reference
      if (!fits)
        throw new Error(
          `It should show one paid checkout with ${String(reference)}; it shows ${JSON.stringify(checkouts)}.`,
        )
      return reference
    },
    { describe: (reference) => reference },
  )
  const phoneOrder = await progress.step("The merchant makes a link for an order by phone", () =>
    linkedOrder(adminApi(storeUrl, adminToken)),
  )
  await progress.step("Who has the link pays exactly that", async () => {
    await shopper.open(phoneOrder.url)
    see("Pay KES", phoneOrder.asked)
    await shopper.submit("")
    expectAt(shopper, simulatorUrl)
    await shopper.submit("/pay")
    await until(async () => {
      await shopper.open(phoneOrder.url)
      see("Thank you")
    })
  })
}

/** An order that nobody has tried to pay, and a link for it. */
async function linkedOrder({ admin, client }: ReturnType<typeof adminApi>): Promise<{ url: string; asked: string }> {
  const [{ regions }, { products }] = await Promise.all([
    admin.region.list(),
    admin.product.list({ fields: "id,*variants,*sales_channels", limit: 1 }),
  ])
  const [product] = products
  const { draft_order } = await admin.draftOrder.create({
    region_id: regions.find(({ currency_code }) => currency_code === "kes")?.id ?? "",
    sales_channel_id: product?.sales_channels?.[0]?.id,
    email: "achieng@example.com",
    items: [{ variant_id: product?.variants?.[0]?.id, quantity: 1 }],
  })
  const { order } = await admin.draftOrder.convertToOrder(draft_order.id)
  const path = `/admin/almara/orders/${order.id}/payment-links`
  const { url } = await client.fetch<{ url: string }>(path, { method: "POST", body: {} })
  return { url, asked: Number(order.total).toLocaleString("en") }
}

/**
 * The dashboard signs in with a cookie, which Medusa withholds from plain http unless `cookieOptions` says otherwise.
 */
async function openAdminSession(storeUrl: string, adminToken: string): Promise<void> {
  const response = await fetch(`${storeUrl}/auth/session`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminToken}` },
  })
  if (response.headers.getSetCookie().length === 0)
    throw new Error(`The store answered ${response.status} without a session cookie.`)
}

async function deliveredCheckout(simulatorUrl: string): Promise<GatewayCheckout> {
  return until(async () => {
    const all = await getJson<GatewayCheckout[]>(`${simulatorUrl}/simulator/checkouts`)
    const newest = all[0]
    if (all.length !== 1 || newest === undefined)
      throw new Error(`The gateway should have one checkout; it has ${all.length}.`)
    const checkout = await getJson<GatewayCheckout>(
      `${simulatorUrl}/simulator/checkouts/${newest.originatorConversationId}`,
    )
    if (!checkout.deliveries.some(({ status }) => status === 200)) {
      throw new Error(`No callback was answered with 200: ${JSON.stringify(checkout.deliveries)}.`)
    }
    return checkout
  })
}

async function paidOrder(storeUrl: string, adminToken: string): Promise<string> {
  const fields = "id,display_id,currency_code,total,payment_status,*transactions"
  const { orders } = await adminApi(storeUrl, adminToken).admin.order.list({ fields })
  const order = orders[0]
  const transactions = (order?.transactions ?? []) as { amount: number; currency_code: string }[]
  const paid = transactions.reduce((sum, { amount }) => sum + Number(amount), 0)
  const fits =
    orders.length === 1 &&
    order?.payment_status === "captured" &&
    order.currency_code === "kes" &&
    Number(order.total) === total &&
    paid === total
  if (!fits) {
    throw new Error(
      `There should be one order of KES ${total}, captured, with transactions of ${total}; there are ${orders.length}, ` +
        `the first is ${order?.payment_status} with a total of ${order?.currency_code} ${order?.total} and transactions of ${paid}.`,
    )
  }
  return order.id
}

/** Tries again until it holds; at the end of its patience the last failure counts. */
async function until<Result>(check: () => Promise<Result>): Promise<Result> {
  const end = performance.now() + patienceInMilliseconds
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > end) throw error
      await pause(300)
    }
  }
}

function expectTexts(shopper: Shopper, texts: string[]): void {
  const said = readableText(shopper.page.html)
  const missing = texts.filter((text) => !said.includes(text))
  if (missing.length > 0) throw new Error(`The page lacks "${missing.join('", "')}". ${shopper.describe()}`)
}

function expectAt(shopper: Shopper, address: string): void {
  if (shopper.page.address.origin !== new URL(address).origin)
    throw new Error(`The shopper should be at ${address}. ${shopper.describe()}`)
}

async function getJson<Body>(address: string): Promise<Body> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
  return (await response.json()) as Body
}

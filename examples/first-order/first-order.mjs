import { createServer } from "node:http"
import {
  isSettled,
  readAlmaraCheckout,
  readPaymentSessionId,
  retryAlmaraPayment,
  sentenceFor,
  shopperState,
  startAlmaraPayment,
  storeClient,
} from "medusa-payment-almara/storefront"

const [publishableKey, port = "8000"] = process.argv.slice(2)
const store = storeClient({ baseUrl: process.env.MEDUSA_BACKEND_URL ?? "http://localhost:9000", publishableKey })
const post = (path, body) => store.fetch(path, { method: "POST", body })

/** Puts one thing that is for sale into a cart, says where to send it, and starts the payment. */
async function order() {
  const region = await payableRegion()
  const { products } = await store.fetch("/store/products", {
    query: { region_id: region.id, fields: "*variants.calculated_price,+variants.inventory_quantity" },
  })
  const isForSale = (variant) =>
    variant.calculated_price && (!variant.manage_inventory || variant.inventory_quantity > 0)
  const variant = products.flatMap(({ variants }) => variants).find(isForSale)
  const address = {
    first_name: "Wanjiku",
    last_name: "Kamau",
    address_1: "Moi Avenue 1",
    postal_code: "00100",
    city: "Nairobi",
    country_code: region.countries[0].iso_2,
  }
  const items = [{ variant_id: variant.id, quantity: 1 }]
  const { cart } = await post("/store/carts", {
    region_id: region.id,
    email: "wanjiku@example.com",
    shipping_address: address,
    billing_address: address,
    items,
  })
  const { shipping_options } = await store.fetch("/store/shipping-options", { query: { cart_id: cart.id } })
  await post(`/store/carts/${cart.id}/shipping-methods`, { option_id: shipping_options[0].id })
  return startAlmaraPayment(store, { cartId: cart.id })
}

async function payableRegion() {
  const { regions } = await store.fetch("/store/regions")
  for (const region of regions) {
    const { payment_providers } = await store.fetch("/store/payment-providers", { query: { region_id: region.id } })
    if (payment_providers.some(({ id }) => id === "pp_almara_almara")) return region
  }
  throw new Error("No region has the payment provider Almara: add it in the admin, Settings, Regions.")
}

/** The page that the shopper comes back to. It loads itself again until it is known what became of the payment. */
function resultPage(checkout) {
  const { title, text, action, actionLabel } = sentenceFor(
    shopperState(checkout, checkout ? undefined : "unknown"),
    "en",
    { checkout },
  )
  const refresh = checkout && !isSettled(checkout) ? '<meta http-equiv="refresh" content="2">' : ""
  const retry =
    action === "retry"
      ? `<form method="post" action="/retry?payment_session_id=${checkout.payment_session_id}"><button>${actionLabel}</button></form>`
      : ""
  const number = checkout?.order ? `<p>Order number ${checkout.order.display_id}</p>` : ""
  return page(
    `${refresh}<title>${title}</title><h1>${title}</h1><p>${text}</p>${number}${retry}<p><a href="/">Order once more</a></p>`,
  )
}

const page = (content) => [
  200,
  { "content-type": "text/html; charset=utf-8" },
  `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">${content}`,
]
const goTo = (step) => [
  303,
  { location: step.kind === "pay" ? step.url : `/checkout/almara?payment_session_id=${step.paymentSessionId}` },
]

async function answer({ pathname, searchParams }) {
  const id = readPaymentSessionId(searchParams)
  if (pathname === "/")
    return page('<title>Shop</title><form method="post" action="/order"><button>Order and pay</button></form>')
  if (pathname === "/order") return goTo(await order())
  if (pathname === "/retry") return goTo(await retryAlmaraPayment(store, id))
  if (pathname === "/checkout/almara") return resultPage(id && (await readAlmaraCheckout(store, id)))
  return [404, {}]
}

const failed = (error) => [500, { "content-type": "text/plain; charset=utf-8" }, `${error.message}\n`]

createServer(async ({ url }, response) => {
  const [status, headers, body] = await answer(new URL(url, "http://localhost")).catch(failed)
  response.writeHead(status, headers).end(body)
}).listen(Number(port), () => console.log(`Open http://localhost:${port} and order something.`))

import { FetchError } from "@medusajs/js-sdk"
import { Hono, type Context } from "hono"
import { deleteCookie, getCookie, setCookie } from "hono/cookie"
import { secureHeaders } from "hono/secure-headers"
import { deliverySchema, exampleDelivery, knownDelivery, type DeliveryForm } from "./delivery-form"
import { checkoutPage } from "./pages/checkout"
import { homePage } from "./pages/home"
import { messagePage } from "./pages/layout"
import { noPaymentPage, resultPage } from "./pages/result"
import { style } from "./pages/style"
import {
  AlmaraProblem,
  chooseLanguage,
  isSettled,
  problemSentence,
  readPaymentSessionId,
  type AlmaraCheckout,
  type AlmaraLanguage,
  type AlmaraProblemKind,
  type AlmaraStep,
} from "../../src/storefront"
import { Payment } from "./payment"
import { Shop, type Cart, type ShopSettings } from "./shop"

const cartCookie = "cart_id"
const mostPerLine = 20

export interface StorefrontParts extends ShopSettings {
  providerId: string
  /** The script of the waiting page. */
  watchScript: string
}

/**
 * The storefront's pages and forms. It works without scripts; with them, the waiting page looks without loading anew.
 */
export function storefrontApp({ providerId, watchScript, ...settings }: StorefrontParts): Hono {
  const shop = new Shop(settings)
  const payment = new Payment(shop, providerId)
  const app = new Hono()

  app.use(
    secureHeaders({
      // No form-action: browsers apply it to the redirect that takes the shopper to Almara as well.
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
  )

  app.get("/style.css", (context) =>
    context.body(style, 200, { "content-type": "text/css; charset=utf-8", "cache-control": "max-age=300" }),
  )

  app.get("/watch.js", (context) =>
    context.body(watchScript, 200, {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "max-age=300",
    }),
  )

  app.get("/", async (context) => context.html(homePage(await shop.products())))

  app.post("/cart", async (context) => {
    const items = readQuantities(await readForm(context))
    const cartId = items.length > 0 ? await shop.createCart(items) : undefined
    if (cartId === undefined) {
      return context.html(
        homePage(await shop.products(), "Choose a quantity of at least one shirt that is there."),
        400,
      )
    }
    keepCart(context, cartId)
    return context.redirect("/checkout", 303)
  })

  app.get("/checkout", async (context) => {
    const cart = await findCart(context, shop)
    if (cart === undefined) return context.redirect("/", 303)
    const placed = payment.placedOrder(cart)
    if (placed !== undefined) return go(context, placed)
    return context.html(
      checkoutPage({
        cart,
        options: await shop.shippingOptions(cart.id),
        values: knownDelivery(cart) ?? exampleDelivery,
        isStartedOver: context.req.query("started_over") !== undefined,
      }),
    )
  })

  app.post("/checkout", async (context) => {
    const cart = await findCart(context, shop)
    if (cart === undefined) return context.redirect("/", 303)
    const values = (await readForm(context)) as DeliveryForm
    const form = deliverySchema.safeParse(values)
    if (!form.success) {
      const missing = form.error.issues.map(({ path }) => String(path[0]))
      return context.html(checkoutPage({ cart, options: await shop.shippingOptions(cart.id), values, missing }), 422)
    }
    const step = await payment.pay(cart.id, form.data)
    if (step.kind !== "problem") return go(context, step)
    return context.html(
      checkoutPage({
        cart: await shop.cart(cart.id),
        options: await shop.shippingOptions(cart.id),
        values,
        problem: problemSentence(step.problem, "en"),
      }),
      409,
    )
  })

  const tellProblem = async (
    context: Context,
    paymentSessionId: string,
    problem: AlmaraProblemKind,
    language: AlmaraLanguage,
  ): Promise<Response> => {
    // Another tab was faster, or the time is over: what has become of the payment says more than the refusal.
    if (problem === "refused") return go(context, { kind: "result", paymentSessionId })
    const checkout = await payment.checkout(paymentSessionId).catch(unlessRefused)
    if (checkout === "unreachable")
      return context.html(noPaymentPage("unreachable", language, resultAddress(paymentSessionId)), 503)
    if (checkout === undefined) return context.html(noPaymentPage("unknown", language), 404)
    return context.html(resultPage(checkout, { language, problem }), 503)
  }

  app.get("/checkout/almara", async (context) => {
    const language = languageOf(context)
    context.header("cache-control", "no-store")
    const paymentSessionId = readPaymentSessionId(context.req.query())
    if (paymentSessionId === undefined) return context.html(noPaymentPage("unknown", language), 404)
    const checkout = await payment.checkout(paymentSessionId).catch(unlessRefused)
    if (checkout === "unreachable")
      return context.html(noPaymentPage("unreachable", language, resultAddress(paymentSessionId)), 503)
    if (checkout === undefined) return context.html(noPaymentPage("unknown", language), 404)
    await forgetCart(context, shop, checkout)
    return context.html(resultPage(checkout, { language, look: Number(context.req.query("look")) || 0 }))
  })

  app.post("/checkout/almara/retry", async (context) => {
    const language = languageOf(context)
    const paymentSessionId = readPaymentSessionId(await readForm(context))
    if (paymentSessionId === undefined) return context.redirect("/", 303)
    const step = await payment.retry(paymentSessionId)
    if (step.kind !== "problem") return go(context, step)
    return tellProblem(context, paymentSessionId, step.problem, language)
  })

  app.post("/checkout/almara/start-over", async (context) => {
    const language = languageOf(context)
    const paymentSessionId = readPaymentSessionId(await readForm(context))
    if (paymentSessionId === undefined) return context.redirect("/", 303)
    const step = await payment.startOver(paymentSessionId)
    if (step.kind === "cart") {
      keepCart(context, step.cartId)
      return context.redirect("/checkout?started_over", 303)
    }
    return tellProblem(context, paymentSessionId, step.problem, language)
  })

  // The waiting page's script asks here: the same endpoint as the store's, so that the browser need not reach the store
  // itself.
  app.get("/store/almara/checkouts/:payment_session_id", async (context) => {
    const paymentSessionId = readPaymentSessionId(context.req.param())
    const checkout = paymentSessionId && (await payment.checkout(paymentSessionId))
    context.header("cache-control", "no-store")
    return checkout ? context.json({ checkout }) : context.json({ message: "There is no such payment." }, 404)
  })

  app.notFound((context) =>
    context.html(messagePage("There is no such page", "Perhaps it was moved. The shirts are still there."), 404),
  )
  app.onError((error, context) => {
    console.error("The storefront could not answer.", error)
    return context.html(messagePage("Something went wrong on our side", "Please try again in a moment."), 500)
  })
  return app
}

/** The open or just completed cart that the shopper's cookie names. */
async function findCart(context: Context, shop: Shop): Promise<Cart | undefined> {
  const id = getCookie(context, cartCookie)
  if (id === undefined) return undefined
  try {
    return await shop.cart(id)
  } catch (error) {
    if (error instanceof FetchError && error.status === 404) return undefined
    throw error
  }
}

function keepCart(context: Context, cartId: string): void {
  setCookie(context, cartCookie, cartId, {
    httpOnly: true,
    sameSite: "Lax",
    secure: new URL(context.req.url).protocol === "https:",
    path: "/",
    maxAge: 24 * 60 * 60,
  })
}

/**
 * While the order waits for its payment the cart leads back to it; then it is of no use, unless a new attempt is
 * possible. One that was begun since is kept.
 */
async function forgetCart(context: Context, shop: Shop, checkout: AlmaraCheckout): Promise<void> {
  if (checkout.order === null || !isSettled(checkout) || checkout.can_retry) return
  const cart = await findCart(context, shop)
  if (cart !== undefined && shop.isOrdered(cart)) deleteCookie(context, cartCookie, { path: "/" })
}

/** A store that does not answer is told in words; what it refuses is a fault of ours. */
function unlessRefused(error: unknown): "unreachable" {
  if (!(error instanceof AlmaraProblem) || error.kind === "refused") throw error
  return "unreachable"
}

function languageOf(context: Context): AlmaraLanguage {
  return chooseLanguage(context.req.header("accept-language"))
}

function go(context: Context, step: AlmaraStep): Response {
  return step.kind === "pay"
    ? context.redirect(step.url, 303)
    : context.redirect(resultAddress(step.paymentSessionId), 303)
}

function resultAddress(paymentSessionId: string): string {
  return `/checkout/almara?payment_session_id=${encodeURIComponent(paymentSessionId)}`
}

/** A form's fields; none of what is no form. */
function readForm(context: Context): Promise<Record<string, string>> {
  return context.req.parseBody<Record<string, string>>().catch(() => ({}))
}

/** The form's fields are `quantity.<variant id>`. */
function readQuantities(form: Record<string, unknown>): { variant_id: string; quantity: number }[] {
  return Object.entries(form).flatMap(([name, value]) => {
    const quantity = Number(value)
    const isLine = /^quantity\.\w+$/.test(name) && Number.isInteger(quantity) && quantity > 0 && quantity <= mostPerLine
    return isLine ? [{ variant_id: name.slice("quantity.".length), quantity }] : []
  })
}

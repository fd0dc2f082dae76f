import { randomUUID } from "node:crypto"
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import { isSameMoney, money } from "../../../../core/money"
import { chooseLanguage } from "../../../../core/views/language"
import { ALMARA_MODULE } from "../../../../modules/almara"
import { logSummed, reasonOf } from "../../../../telemetry/log"
import { payByLink, viewPaymentLink, type LinkView } from "../../../../use-cases/shopper/payment-link"
import { resultPage } from "../../../../use-cases/shopper/result-page"
import { RetryUnavailableError } from "../../../../use-cases/shopper/retry-checkout"
import { formOf, type PayForm } from "../form"
import { messagePage, payPage } from "../page"
import { PAY_PAGE_TEXTS } from "../texts"
import { tokenOf } from "../../../addresses"

/** A page with the sum and one button. It opens nothing: the previews of messengers look at it as well. */
export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  await answering(req, res, async (page) => {
    const view = await viewPaymentLink(req.scope, tokenOf(req))
    if (view) showBalance(page, view, false)
    else page.unknown()
  })
}

/** The button: opens what the order owes at this moment, unless that is another sum than the page has shown. */
export async function POST(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  await answering(req, res, async (page) => {
    const form = await formOf(req)
    const view = await viewPaymentLink(req.scope, tokenOf(req))
    if (!view) return page.unknown()
    if (view.balance.kind !== "payable" || !isShown(form, view.balance.asked))
      return showBalance(page, view, view.balance.kind === "payable")
    const checkout = await payByLink(req.scope, tokenOf(req))
    if (!checkout) return page.unknown()
    // Between both looks the order may have changed once more: the shopper sees that sum first.
    const opened = money(checkout.amount, checkout.currency_code)
    if (checkout.checkout_url && !isSameMoney(opened, view.balance.asked)) {
      const now = await viewPaymentLink(req.scope, tokenOf(req))
      return now ? showBalance(page, now, true) : page.unknown()
    }
    page.goTo(checkout.checkout_url ?? page.resultOf(checkout.payment_session_id))
  })
}

type Page = ReturnType<typeof pageOf>

/** A shopper gets a page in any case, and none that says what failed inside. */
async function answering(req: MedusaRequest, res: MedusaResponse, work: (page: Page) => Promise<void>): Promise<void> {
  const page = pageOf(req, res)
  try {
    await work(page)
  } catch (error) {
    const isExpected = error instanceof RetryUnavailableError || isForShopper(error)
    if (!isExpected) {
      const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
      logSummed(logger, "checkout.not_opened", `a payment link could not be opened: ${reasonOf(error)}`)
    }
    page.unavailable(isForShopper(error) ? error.message : undefined)
  }
}

function isForShopper(error: unknown): error is MedusaError {
  return error instanceof MedusaError && error.type === MedusaError.Types.NOT_ALLOWED
}

function isShown({ amount, currency_code }: PayForm, asked: { amount: string; currency: string }): boolean {
  return amount === asked.amount && currency_code === asked.currency.toLowerCase()
}

function showBalance(page: Page, { balance, storeName, until }: LinkView, isChanged: boolean): void {
  if (balance.kind === "told") return page.goTo(page.resultOf(balance.paymentSessionId))
  if (balance.kind === "not_payable") return page.say(200, page.texts.notPayable[balance.reason], storeName)
  page.pay({ storeName, isChanged, ...balance, expiresAt: until })
}

function pageOf(req: MedusaRequest, res: MedusaResponse) {
  const language = chooseLanguage(req.headers["accept-language"])
  const nonce = randomUUID()
  const texts = PAY_PAGE_TEXTS[language]
  const common = { language, nonce }
  res.setHeader("Cache-Control", "no-store")
  res.setHeader("Referrer-Policy", "no-referrer")
  res.setHeader("Vary", "Accept-Language")
  res.setHeader("X-Frame-Options", "DENY")
  res.setHeader("X-Content-Type-Options", "nosniff")
  res.setHeader("X-Robots-Tag", "noindex")
  // No form-action: browsers hold it against where the button is sent on to, and Almara's page may be anywhere.
  res.setHeader(
    "Content-Security-Policy",
    `default-src 'none'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; frame-ancestors 'none'`,
  )
  const send = (status: number, view: unknown) => void res.status(status).type("html").send(String(view))
  return {
    texts,
    pay: (page: Omit<Parameters<typeof payPage>[0], "language" | "nonce">) =>
      send(200, payPage({ ...common, ...page })),
    say: (status: number, words: { title: string; text: string }, storeName = "") =>
      send(status, messagePage({ ...common, storeName }, words)),
    unknown: () => send(404, messagePage(common, texts.unknown)),
    unavailable: (sentence?: string) => {
      if (sentence === undefined) res.setHeader("Retry-After", "60")
      send(
        sentence === undefined ? 503 : 409,
        messagePage(common, { ...texts.unavailable, ...(sentence !== undefined && { text: sentence }) }),
      )
    },
    goTo: (address: string) => res.redirect(303, address),
    resultOf: (paymentSessionId: string) =>
      resultPage(req.scope.resolve(ALMARA_MODULE).options, paymentSessionId).toString(),
  }
}

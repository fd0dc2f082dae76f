import { AbstractPaymentProvider, ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import type {
  AuthorizePaymentInput,
  AuthorizePaymentOutput,
  BigNumberInput,
  CancelPaymentInput,
  CancelPaymentOutput,
  CapturePaymentInput,
  CapturePaymentOutput,
  DeletePaymentInput,
  DeletePaymentOutput,
  GetPaymentStatusInput,
  GetPaymentStatusOutput,
  InitiatePaymentInput,
  InitiatePaymentOutput,
  Logger,
  PaymentSessionStatus,
  ProviderWebhookPayload,
  RefundPaymentInput,
  RefundPaymentOutput,
  RetrievePaymentInput,
  RetrievePaymentOutput,
  UpdatePaymentInput,
  UpdatePaymentOutput,
  WebhookActionResult,
} from "@medusajs/framework/types"
import { isAlmaraError } from "../../core/errors"
import { isOwed } from "../../core/checkout/owed"
import { askedBy, type PaymentMethod } from "../../core/methods/payment-method"
import { money, type Money } from "../../core/money"
import type { AlmaraOptions } from "../../core/options/options"
import { DEALT_WITH } from "../../core/views/shopper-texts"
import { REFUNDABLE } from "../../core/checkout/states"
import type { Connection } from "../../modules/almara/connection"
import { Ledger } from "../../modules/almara/ledger/ledger"
import { exactAmount } from "../../modules/almara/medusa-amount"
import { methodOf, ONLY_ACCOUNT } from "../../modules/almara/setup/methods"
import { optionsFromMedusa } from "../../modules/almara/setup/options"
import type { CheckoutRow } from "../../modules/almara/ledger/rows"
import { logEvent, logSummed, reasonOf } from "../../telemetry/log"
import { openCheckout } from "./open-checkout"
import { sessionData, WITHOUT_PAGE, type SessionData } from "./session-data"

type Cradle = { logger: Logger } & Record<typeof ContainerRegistrationKeys.PG_CONNECTION, Connection>

/**
 * A payment provider of this plugin, for whichever way of paying. What it answers is what the ledger knows: a payment
 * is captured when `settle` has confirmed Almara's money for this very session, and never because somebody asks.
 */
export abstract class AlmaraProviderBase extends AbstractPaymentProvider<Record<string, unknown>> {
  /** The method that its checkouts are paid by. */
  protected abstract readonly methodName: string

  private readonly logger: Logger
  private readonly ledger: Ledger
  private readonly options: AlmaraOptions

  /** Stops the boot with one message that names every wrong option and prints no secret. */
  static override validateOptions(options: Record<string, unknown>): void {
    optionsFromMedusa(options)
  }

  constructor(cradle: Cradle, options: Record<string, unknown>) {
    super(cradle, options)
    this.options = optionsFromMedusa(options)
    this.logger = cradle.logger
    this.ledger = new Ledger(cradle[ContainerRegistrationKeys.PG_CONNECTION])
  }

  /**
   * Order first: the session is inert. Pay first: the checkout is opened now, unless there is nothing to pay, or the
   * money is there.
   */
  async initiatePayment(input: InitiatePaymentInput): Promise<InitiatePaymentOutput> {
    const sessionId = requireSessionId(input.context?.idempotency_key)
    const total = this.askedFor(input)
    const isOpenedNow =
      this.options.placement === "pay_first" && isOwed(total) && !(input.context && WITHOUT_PAGE in input.context)
    const checkout = isOpenedNow ? await this.open(sessionId, total) : undefined
    return {
      id: sessionId,
      status: "pending",
      data: { ...cleared(input.data), ...sessionData(sessionId, total, checkout) },
    }
  }

  /**
   * Called while the cart is completed, while its lock is held: one call to Almara at the most, ended after
   * `timeoutInMilliseconds`. `captured` only for money that `settle` has confirmed for this session, and never for what
   * a person closed: the first at the settlement's row has it.
   */
  async authorizePayment(input: AuthorizePaymentInput): Promise<AuthorizePaymentOutput> {
    const sessionId = requireSessionId(input.context?.idempotency_key)
    const total = moneyFromData(input.data)
    const taken = await this.ledger.take(sessionId)
    if (taken) return { status: "captured", data: sessionData(sessionId, total, taken) }

    if (this.options.placement === "pay_first") {
      const attempts = await this.ledger.attempts(sessionId)
      if (attempts.some(({ state }) => state === "resolved"))
        throw new MedusaError(MedusaError.Types.NOT_ALLOWED, DEALT_WITH)
      throw new MedusaError(
        MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR,
        "Your payment is not confirmed yet. Please finish it on the payment page; the order is placed as soon as it is confirmed.",
      )
    }
    const checkout = await this.open(sessionId, total)
    // The callback may have been faster than Almara's answer to us.
    const status: PaymentSessionStatus = (await this.ledger.take(sessionId)) ? "captured" : "pending_authorization"
    return { status, data: sessionData(sessionId, total, checkout) }
  }

  /** Almara takes the money at once: there is nothing to capture later. */
  async capturePayment(input: CapturePaymentInput): Promise<CapturePaymentOutput> {
    return { data: input.data ?? {} }
  }

  /**
   * Almara documents no void. Medusa also calls this after a lost race between two completions, for the very payment
   * that has just been captured (medusa-2.21.md, finding 4), and when it rolls an order back: so where money is there
   * it refuses. Medusa would mark the captured payment as canceled otherwise.
   * It calls this as well, and names no payment, when it could not write one down: there is nothing to cancel then, and
   * what was thrown here would take the place of the reason.
   * @throws CONFLICT: the same may be asked for again.
   */
  async cancelPayment(input: CancelPaymentInput): Promise<CancelPaymentOutput> {
    const settled = await this.settledBy(input.data)
    if (settled && (input.context?.idempotency_key || (await this.ledger.hasPayment(settled.payment_session_id)))) {
      logEvent(
        this.logger,
        "payment.cancel_ignored",
        "a cancellation of a paid session was asked for; a paid checkout is never undone.",
        { payment_session_id: settled.payment_session_id },
      )
      throw new MedusaError(
        MedusaError.Types.CONFLICT,
        "This payment is confirmed by Almara and is not canceled. Try again: the order may stand already.",
      )
    }
    return { data: input.data ?? {} }
  }

  /**
   * The session goes, the checkout stays in the ledger: its money may still come. Where it has come already the session
   * stays, and with it the cart as it was paid: Medusa would start a new payment otherwise, also when it rolls an order
   * back.
   */
  async deletePayment(input: DeletePaymentInput): Promise<DeletePaymentOutput> {
    if (await this.settledBy(input.data)) {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        "This is already paid through Almara, and can no longer be changed.",
      )
    }
    return { data: input.data ?? {} }
  }

  async getPaymentStatus(input: GetPaymentStatusInput): Promise<GetPaymentStatusOutput> {
    const settled = await this.settledBy(input.data)
    return { status: settled ? "captured" : "pending", data: input.data ?? {} }
  }

  /**
   * Almara documents no refund. With `refunds: "manual"` the merchant says that it was made outside, and Medusa may
   * book it. Not before the order stands: Medusa also "refunds" by itself when it rolls an order back, and nobody made
   * that refund.
   */
  async refundPayment(input: RefundPaymentInput): Promise<RefundPaymentOutput> {
    if (this.options.refunds === "refuse") {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        'Almara Pay has no refund call. Refund the customer outside Medusa first; to book such refunds here, set the option refunds to "manual".',
      )
    }
    const sessionId = input.data?.session_id
    // Also what a person closed: that it went back is said in Medusa's books afterwards.
    const settled = typeof sessionId === "string" ? await this.ledger.everSettledCheckout(sessionId) : undefined
    if (settled && !mayBeRefunded(settled)) {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        "This payment does not stand on its order yet. Refund it when the order is paid.",
      )
    }
    if (settled) {
      await this.ledger.note(settled.id, {
        kind: "refunded_outside",
        actor: "admin",
        detail: { amount: exactAmount(input, "amount") },
      })
    }
    return { data: input.data ?? {} }
  }

  async retrievePayment(input: RetrievePaymentInput): Promise<RetrievePaymentOutput> {
    return { data: input.data ?? {} }
  }

  /**
   * Keeps the session's data what the ledger says, without a page while money of the order is held. The status is the
   * caller's to set.
   */
  async updatePayment(input: UpdatePaymentInput): Promise<UpdatePaymentOutput> {
    const sessionId = input.data?.session_id
    if (typeof sessionId !== "string") return { data: input.data ?? {} }
    const total = this.askedFor(input)
    const [latest] = await this.ledger.attempts(sessionId)
    const isHeld = latest?.order_id ? await this.ledger.isMoneyHeld(latest.order_id) : false
    return { data: { ...sessionData(sessionId, total, latest), ...(isHeld && { checkout_url: null }) } }
  }

  /**
   * Medusa's own hook believes what it is sent and keeps it in memory only: Almara's callbacks go to `POST
   * /checkout/cart`.
   */
  async getWebhookActionAndData(_payload: ProviderWebhookPayload["payload"]): Promise<WebhookActionResult> {
    logSummed(
      this.logger,
      "callback.misdirected",
      "a callback came to /hooks/payment. Nothing was done with it; Almara's callbacks belong to POST /checkout/cart.",
    )
    return { action: "not_supported" }
  }

  private get method(): PaymentMethod {
    return methodOf({ method: this.methodName, account: ONLY_ACCOUNT }, this.options)
  }

  /** What the shopper is asked for: Medusa's sum as the method can carry it. */
  private askedFor(input: { amount: BigNumberInput; currency_code: string }): Money {
    return askedBy(this.method, money(exactAmount(input, "amount"), input.currency_code))
  }

  /** The checkout whose confirmed money stands for the session that this data belongs to. */
  private async settledBy(data: Record<string, unknown> | undefined): Promise<CheckoutRow | undefined> {
    const sessionId = data?.session_id
    return typeof sessionId === "string" ? this.ledger.settledCheckout(sessionId) : undefined
  }

  private async open(paymentSessionId: string, total: Money): Promise<CheckoutRow> {
    try {
      return await openCheckout({
        ledger: this.ledger,
        logger: this.logger,
        method: this.method,
        account: ONLY_ACCOUNT,
        options: this.options,
        paymentSessionId,
        money: total,
        actor: "shopper",
      })
    } catch (error) {
      logEvent(this.logger, "checkout.not_opened", `no checkout could be opened: ${reasonOf(error)}`, {
        payment_session_id: paymentSessionId,
      })
      throw new MedusaError(
        MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR,
        isAlmaraError(error)
          ? error.shopperMessage
          : "Card payment is not available right now. Nothing was charged. Please try again.",
      )
    }
  }
}

/** Whether the money stands on an order, or stood there until the order was canceled. */
function mayBeRefunded({ state, hold_reason }: CheckoutRow): boolean {
  return REFUNDABLE.includes(state) || hold_reason === "order_canceled"
}

/**
 * What a storefront sent along would stand in the session's data for good (medusa-2.21.md, finding 10): none of it is
 * kept.
 */
function cleared(data: Record<string, unknown> | undefined): Record<string, undefined> {
  return Object.fromEntries(Object.keys(data ?? {}).map((key) => [key, undefined]))
}

function requireSessionId(id: unknown): string {
  if (typeof id !== "string" || !id) {
    throw new MedusaError(
      MedusaError.Types.UNEXPECTED_STATE,
      "Medusa called the Almara provider without a payment session id.",
    )
  }
  return id
}

/** The provider wrote these itself at initiation; a storefront's values of the same name were overwritten. */
function moneyFromData(data: Record<string, unknown> | undefined): Money {
  const { amount, currency_code } = (data ?? {}) as Partial<SessionData>
  if (typeof amount !== "string" || typeof currency_code !== "string") {
    throw new MedusaError(
      MedusaError.Types.UNEXPECTED_STATE,
      "The payment session carries no amount. Start the payment again.",
    )
  }
  return money(amount, currency_code)
}

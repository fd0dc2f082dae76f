import { randomUUID } from "node:crypto"
import type { AlmaraClient } from "../../core/client"
import { AlmaraError, isAlmaraError } from "../../core/errors"
import { checkoutLines } from "../../core/lines"
import { money, type Money } from "../../core/money"
import { buildNewOrder, newReference } from "../../core/new-order"
import type { AlmaraOptions } from "../../core/options"
import { signedUrls } from "../../core/signature"
import type { Ledger } from "../../modules/almara/ledger"
import type { CheckoutRow } from "../../modules/almara/rows"
import { readSessionContext, type SessionContext } from "./cart"

export interface OpenCheckoutInput {
  ledger: Ledger
  client: AlmaraClient
  options: AlmaraOptions
  paymentSessionId: string
  /** The session's amount, rounded to what its currency can carry. */
  money: Money
  /** Who asked for it, for the timeline. */
  actor: string
}

/**
 * Returns an Almara checkout that the shopper can pay for this payment session: the one that is already open, else a new
 * attempt. The ledger row is committed before Almara hears of it. Asking twice never opens two: an attempt whose answer
 * was lost is sent again under the same `originatorConversationId`, which Almara refuses as a duplicate if it has it.
 * Throws an AlmaraError with a sentence for the shopper; what Almara may have received stays in the ledger and is asked about.
 */
export async function openCheckout(input: OpenCheckoutInput): Promise<CheckoutRow> {
  const attempts = await input.ledger.attempts(input.paymentSessionId)
  const context = await readSessionContext(input.paymentSessionId)
  const usable = attempts.find((attempt) => isUsable(attempt, input.money))
  if (usable) return ofThisOrder(input.ledger, usable, context.orderId)
  refuseAfterDueDate(attempts[0], context.orderId)

  const unanswered = attempts.find((attempt) => attempt.state === "creating")
  if (unanswered) {
    const resumed = await send(input, unanswered, context)
    if (resumed.checkout_url || !mayBePaid(resumed)) return resumed
  }
  if (attempts.length >= input.options.maximumAttempts) {
    throw new AlmaraError({
      kind: "refused",
      message: `The payment session ${input.paymentSessionId} has used its ${input.options.maximumAttempts} attempts.`,
      shopperMessage: "This payment was tried too many times. Please contact the store.",
    })
  }
  const row = await input.ledger.insert(
    {
      placement: input.options.placement,
      attempt: (attempts[0]?.attempt ?? 0) + 1,
      payment_session_id: input.paymentSessionId,
      payment_collection_id: context.paymentCollectionId,
      cart_id: context.cartId,
      order_id: context.orderId,
      conversation_id: randomUUID(),
      checkout_reference: newReference(new Date(), (length) => crypto.getRandomValues(new Uint8Array(length))),
      amount: input.money.amount,
      currency_code: input.money.currency.toLowerCase(),
      due_at: dueAt(attempts, input.options),
    },
    input.actor
  )
  if (!row) {
    throw new AlmaraError({
      kind: "unavailable",
      message: `Another process is opening a checkout for ${input.paymentSessionId} at this moment.`,
      shopperMessage: "Your payment is being prepared. Please try again in a moment.",
    })
  }
  const opened = await send(input, row, context)
  if (!opened.checkout_url && mayBePaid(opened)) {
    throw new AlmaraError({
      kind: "unreadable",
      message: "Almara accepted the checkout, but no address of its payment page was found in the answer. Set the option checkoutUrlField to the field that carries it.",
    })
  }
  return opened
}

/** A completion that Medusa rolled back leaves a checkout that the next order takes over. */
async function ofThisOrder(ledger: Ledger, attempt: CheckoutRow, orderId: string | null): Promise<CheckoutRow> {
  if (!orderId || attempt.order_id === orderId) return attempt
  await ledger.update(attempt.id, { order_id: orderId })
  return { ...attempt, order_id: orderId }
}

/** An order whose time is over is about to be canceled: Medusa's own "Check status" must not open a checkout for it. */
function refuseAfterDueDate(latest: CheckoutRow | undefined, orderId: string | null): void {
  const isOver = latest !== undefined && orderId !== null && latest.order_id === orderId && new Date(latest.due_at).getTime() <= Date.now()
  if (!isOver) return
  throw new AlmaraError({
    kind: "refused",
    message: `The time to pay for ${latest.checkout_reference} is over.`,
    shopperMessage: "The time for this payment is over. Please order again.",
  })
}

function isUsable(attempt: CheckoutRow, expected: Money): boolean {
  const settled = attempt.state === "received" || attempt.state === "paid"
  const payable = attempt.state === "open" && attempt.checkout_url !== null && new Date(attempt.due_at).getTime() > Date.now()
  return settled || (payable && money(attempt.amount, attempt.currency_code).amount === expected.amount)
}

/** A checkout that still waits for its shopper, and so needs an address to send them to. */
function mayBePaid(attempt: CheckoutRow): boolean {
  return attempt.state === "creating" || attempt.state === "open"
}

/** All attempts of an order share its due date. */
function dueAt(attempts: CheckoutRow[], options: AlmaraOptions): Date {
  const known = attempts.map((attempt) => new Date(attempt.due_at)).find((due) => due.getTime() > Date.now())
  return known ?? new Date(Date.now() + options.dueInMinutes * 60_000)
}

async function send(input: OpenCheckoutInput, row: CheckoutRow, context: SessionContext): Promise<CheckoutRow> {
  const { ledger, client, options } = input
  const total = money(row.amount, row.currency_code)
  try {
    const request = buildNewOrder({
      options,
      conversationId: row.conversation_id,
      reference: row.checkout_reference,
      lines: checkoutLines({ lines: context.lines, total, reference: row.checkout_reference }),
      money: total,
      dueAt: new Date(row.due_at),
      urls: await signedUrls({ baseUrl: options.backendUrl, conversationId: row.conversation_id, secrets: options.callbackSecret }),
    })
    const answer = await client.createCheckout(request)
    const opened = await ledger.move(
      row.id,
      "open",
      {
        checkout_url: answer.checkoutUrl ?? null,
        almara_conversation_id: answer.conversationId ?? null,
        last_error: answer.checkoutUrl ? null : "Almara's answer carried no address of its payment page.",
      },
      { kind: "opened", actor: input.actor, detail: { duplicate: answer.duplicate ?? false } }
    )
    // A callback can be faster than the answer: the row may already be further than "open".
    return opened ?? (await ledger.find(row.id)) ?? row
  } catch (error) {
    if (!isAlmaraError(error)) throw error
    if (error.kind === "refused") {
      await ledger.move(row.id, "refused", { last_error: error.message, closed_at: new Date(), next_question_at: null }, { kind: "refused", actor: "almara", detail: { message: error.message } })
    } else {
      await ledger.update(row.id, { last_error: error.message })
    }
    throw error
  }
}

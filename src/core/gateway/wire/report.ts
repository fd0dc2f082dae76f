import { AlmaraError, isAlmaraError } from "../../errors"
import {
  asId,
  spellId,
  type GatewayCheckoutId,
  type GatewayConversationId,
  type MerchantRequestId,
  type TextOf,
} from "../../ids"
import { currencyFromNumber, isSameMoney, type Money, money, sumMoney } from "../../money"
import { classifyOutcome, type ReportedOutcome } from "../../checkout/outcome"
import { fieldOf, placesIn, unwrapped } from "./fields"
import { contradictory, readCallback, reportedCheckoutSchema, sumNames, type ReportedCheckout } from "./messages"

/** What Almara says about one checkout, whichever message said it. Nothing in it is decided yet. */
export type AlmaraReport = {
  /** The merchant's id of the checkout; in lower case when it is a GUID. */
  merchantRequestId: MerchantRequestId
  checkoutReference?: string
  /**
   * The sum of the lines in MAJOR units, or the sum that stands in their place; absent unless every line and the
   * currency could be read without doubt.
   */
  money?: Money
  outcome?: ReportedOutcome
  /** `ThirdPartyPayload.Reference`, the reference that a merchant looks for. */
  transactionReference?: string
  /** Only a callback has said the reference: a stranger who knows the callback's address could have. */
  isReferenceFromCallback?: boolean
  gatewayConversationId?: GatewayConversationId
  gatewayCheckoutId?: GatewayCheckoutId
  channelType?: number
}

function readCurrency({ checkoutCurrencyCode, checkoutCurrencyName }: ReportedCheckout): string | undefined {
  const name = checkoutCurrencyName?.toUpperCase()
  const code = checkoutCurrencyCode?.toUpperCase()
  const byCode = code === undefined ? name : (currencyFromNumber(code) ?? code)
  return name === undefined || name === byCode ? byCode : undefined
}

/** The sums in the message's own fields: all must be the same one. */
function writtenSums(message: ReportedCheckout): string[] {
  return sumNames.map((name) => message[name]).filter((sum) => sum !== undefined)
}

function readMoney(message: ReportedCheckout): Money | undefined {
  const currency = readCurrency(message)
  const lines = message.checkoutRequestLines ?? []
  const prices = lines.length > 0 ? lines.map(({ price }) => price) : writtenSums(message)
  if (currency === undefined || prices.length === 0) {
    return undefined
  }
  try {
    const sums = prices.map((price) => money(price ?? NaN, currency))
    if (sums.some(({ amount }) => amount.startsWith("-"))) return undefined
    if (lines.length > 0) return sumMoney(sums, currency)
    const [sum] = sums
    return sum && sums.every((other) => isSameMoney(other, sum)) ? sum : undefined
  } catch (error) {
    if (isAlmaraError(error)) {
      return undefined
    }
    throw error
  }
}

function definedOnly<T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>
  }
}

/** Returns the outcome as a message writes it, in whichever of its places; one that says nothing hides no other. */
function writtenOutcome(message: ReportedCheckout) {
  const flat = message.Status !== undefined && message.ResultCode !== undefined ? message : undefined
  const places = [message.checkoutOutcome, message.outcome, flat]
  return (
    places.find((place) => place?.Status !== undefined || place?.ResultCode !== undefined) ??
    places.find((place) => place !== undefined)
  )
}

function report(message: ReportedCheckout): AlmaraReport {
  const written = writtenOutcome(message)
  return {
    merchantRequestId: spellId(message.originatorConversationId),
    ...definedOnly({
      checkoutReference: message.checkoutReference,
      money: readMoney(message),
      outcome:
        written &&
        definedOnly({
          status: written.Status,
          statusDescription: written.StatusDesc,
          resultCode: written.ResultCode,
          resultDescription: written.ResultDesc,
        }),
      transactionReference: written?.ThirdPartyPayload?.Reference,
      gatewayConversationId: asId<GatewayConversationId>(message.conversationId),
      gatewayCheckoutId: asId<GatewayCheckoutId>(message.checkoutId),
      channelType: message.checkoutRouteChannelType,
    }),
  }
}

/**
 * Returns what a callback says, in our words: a hint, until `checkStatus` has confirmed it. Its money is in MAJOR
 * units.
 *
 * @example
 * const { merchantRequestId } = reportFromCallback(readCallback(parseBody(await request.text())))
 * const report = await client.checkStatus({ merchantRequestId })
 */
export function reportFromCallback(callback: ReportedCheckout): AlmaraReport {
  return report(callback)
}

/**
 * Returns what a callback says, of what is stored of it (`redact`): whenever it is read, it says the same, and no more.
 * @throws AlmaraError `unreadable` when it does not say which checkout it is about.
 */
export function readReport(payload: Record<string, unknown>): AlmaraReport {
  return reportFromCallback(readCallback(payload))
}

/**
 * Returns what an answer of `check-status` says, in our words; the answer may stand in an envelope or in a list.
 * @param id The merchant's id of the checkout that was asked about: of several those that are about it. Where they do
 * not agree whether it was paid, nothing is final, and a person has to look.
 * @throws AlmaraError `unreadable` when it does not say which checkout it is about.
 */
export function reportFromStatus(answer: unknown, id?: TextOf<MerchantRequestId>): AlmaraReport {
  const reports = placesIn(answer).flatMap((place) => {
    const result = reportedCheckoutSchema.safeParse(place)
    return result.success ? [report(result.data)] : []
  })
  const about = id === undefined ? [] : reports.filter((each) => each.merchantRequestId === spellId(id))
  const paid = about.find(({ outcome }) => classifyOutcome(outcome).kind === "paid")
  const failed = about.find(({ outcome }) => classifyOutcome(outcome).kind === "failed")
  if (paid && failed) {
    return { ...paid, outcome: { resultCode: contradictory.ResultCode } }
  }
  const [found] = [paid ?? failed ?? about.find(({ outcome }) => outcome !== undefined), ...about, ...reports].filter(
    (each) => each !== undefined,
  )
  if (found) {
    return found
  }
  throw new AlmaraError({
    kind: "unreadable",
    message: "Almara's status answer carries no originatorConversationId, so it says nothing about any checkout.",
  })
}

/**
 * Tells whether an answer of `check-status` is the "not found" of a sister call: `{id, idType, message}` (FACTS.md, B).
 * Where an order stands in an envelope of it, it was found.
 */
export function isNotFoundAnswer(answer: unknown): boolean {
  const isFound = placesIn(answer).some((place) => fieldOf(unwrapped(place), "originatorConversationId") !== undefined)
  return !isFound && ["idType", "message"].every((name) => fieldOf(answer, name) !== undefined)
}

import { AlmaraError, isAlmaraError } from "../errors"
import { currencyFromNumber, type Money, money, sumMoney } from "../money"
import type { ReportedOutcome } from "../outcome"
import { placesIn } from "./fields"
import { reportedCheckoutSchema, sumNames, type ReportedCheckout, type SaidByCallback } from "./messages"

/** What Almara says about one checkout, whichever message said it. Nothing in it is decided yet. */
export type AlmaraReport = {
  /** The merchant's id of the checkout; in lower case when it is a GUID. */
  originatorConversationId: string
  checkoutReference?: string
  /**
   * The sum of the lines in MAJOR units, or the sum that stands in their place; absent unless every line and the currency
   * could be read without doubt.
   */
  money?: Money
  outcome?: ReportedOutcome
  /** `ThirdPartyPayload.Reference`, the reference that a merchant looks for. */
  transactionReference?: string
  /** Only a callback has said the reference: whoever knows the callback's address could have. */
  isReferenceFromCallback?: boolean
  conversationId?: string
  checkoutId?: string
  channelType?: number
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** One spelling for an id: gateways write GUIDs in either letter case, and they mean the same. */
export function spellId(id: string): string {
  const trimmed = id.trim()
  return guid.test(trimmed) ? trimmed.toLowerCase() : trimmed
}

function readCurrency({ checkoutCurrencyCode, checkoutCurrencyName }: ReportedCheckout): string | undefined {
  const name = checkoutCurrencyName?.toUpperCase()
  const code = checkoutCurrencyCode?.toUpperCase()
  const byCode = code === undefined ? name : (currencyFromNumber(code) ?? code)
  return name === undefined || name === byCode ? byCode : undefined
}

/** Several sums that differ are none. */
function writtenSum(message: ReportedCheckout): string[] {
  const sums = new Set(sumNames.map((name) => message[name]).filter((sum) => sum !== undefined))
  return sums.size === 1 ? [...sums] : []
}

function readMoney(message: ReportedCheckout): Money | undefined {
  const currency = readCurrency(message)
  const lines = message.checkoutRequestLines ?? []
  const prices = lines.length > 0 ? lines.map(({ price }) => price) : writtenSum(message)
  if (currency === undefined || prices.length === 0) {
    return undefined
  }
  try {
    const sums = prices.map((price) => money(price ?? NaN, currency))
    return sums.some(({ amount }) => amount.startsWith("-")) ? undefined : sumMoney(sums, currency)
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

/** The outcome as a message writes it, in whichever of its places. */
export function writtenOutcome<Outcome extends Pick<SaidByCallback, "Status" | "ResultCode">>(message: Outcome & { checkoutOutcome?: Outcome; outcome?: Outcome }): Outcome | undefined {
  const flat = message.Status !== undefined && message.ResultCode !== undefined ? message : undefined
  return message.checkoutOutcome ?? message.outcome ?? flat
}

function report(message: ReportedCheckout): AlmaraReport {
  const written = writtenOutcome(message)
  return {
    originatorConversationId: spellId(message.originatorConversationId),
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
      conversationId: message.conversationId,
      checkoutId: message.checkoutId,
      channelType: message.checkoutRouteChannelType,
    }),
  }
}

/** What a callback says, in our words. */
export function reportFromCallback(callback: ReportedCheckout): AlmaraReport {
  return report(callback)
}

/**
 * What an answer of `check-status` says, in our words; the answer may stand in an envelope or in a list.
 * @param id The merchant's id of the checkout that was asked about: of several the one that is about it.
 * @throws AlmaraError `unreadable` when it does not say which checkout it is about.
 */
export function reportFromStatus(answer: unknown, id?: string): AlmaraReport {
  const reports = placesIn(answer).flatMap((place) => {
    const result = reportedCheckoutSchema.safeParse(place)
    return result.success ? [report(result.data)] : []
  })
  const [found] = id === undefined ? reports : [...reports.filter((each) => each.originatorConversationId === spellId(id)), ...reports]
  if (found) {
    return found
  }
  throw new AlmaraError({
    kind: "unreadable",
    message: "Almara's status answer carries no originatorConversationId, so it says nothing about any checkout.",
  })
}

import BigNumber from "bignumber.js"
import { callbackMessage, reportedOrder } from "./message"
import { createOutcome } from "./outcomes"
import type { Checkout } from "./state"
import type { WrongCallback } from "./wrong-callback-kinds"

/** What differs from the callback as it should be. */
export interface CallbackChange {
  url?: string
  body?: string
}

/**
 * Makes a callback wrong. `other_checkout` sends it to the address of another checkout; returns `undefined` when there
 * is none. The signature is taken to be the longest value in the address's query: only the merchant knows which it is.
 */
export function makeWrong(
  kind: WrongCallback,
  checkout: Checkout,
  others: readonly Checkout[],
): CallbackChange | undefined {
  const url = checkout.request.checkoutCallbackUrl
  switch (kind) {
    case "signature":
      return { url: withForgedSignature(url) }
    case "unsigned":
      return { url: withoutQuery(url) }
    case "other_checkout": {
      const other = others.find(({ id }) => id !== checkout.id)
      return other && { url: other.request.checkoutCallbackUrl }
    }
    case "body":
      return { body: JSON.stringify(callbackMessage(checkout, liesAbout(checkout))) }
    case "not_json":
      return { body: JSON.stringify(callbackMessage(checkout)).slice(0, 40) }
  }
}

function withForgedSignature(address: string): string {
  const url = new URL(address)
  const [name, signature] = [...url.searchParams].sort((one, other) => other[1].length - one[1].length)[0] ?? [
    "signature",
    "forged",
  ]
  url.searchParams.set(name, shifted(signature))
  return url.href
}

/** Another text of the same length and the same kind of characters. */
function shifted(text: string): string {
  return text.replace(/[0-9A-Za-z]/g, (character) => {
    if (character === "9") return "0"
    if (character === "Z") return "A"
    if (character === "z") return "a"
    return String.fromCharCode(character.charCodeAt(0) + 1)
  })
}

function withoutQuery(address: string): string {
  const url = new URL(address)
  url.search = ""
  return url.href
}

/** That it is paid, whatever it is, and that its first line costs one more. */
function liesAbout(checkout: Checkout): Record<string, unknown> {
  const [first, ...rest] = reportedOrder(checkout).checkoutRequestLines
  const price = new BigNumber(String(first?.price ?? 0)).plus(1).toNumber()
  return { checkoutRequestLines: [{ ...first, price }, ...rest], checkoutOutcome: createOutcome("paid") }
}

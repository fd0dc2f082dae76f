import { fieldOf, isRecord, placesIn } from "./fields"

// No page that could be read shows the answer of new-order (FACTS.md, C). From the likeliest name to the least likely;
// each stands for "checkout_url" and "checkout-url" as well.
const likelyNames = [
  "checkoutUrl",
  "checkoutPageUrl",
  "checkoutLink",
  "hostedCheckoutUrl",
  "hostedPageUrl",
  "hostedUrl",
  "paymentUrl",
  "paymentPageUrl",
  "paymentLink",
  "payUrl",
  "redirectUrl",
  "redirectUri",
  "redirectLink",
  "redirect",
  "pageUrl",
  "webUrl",
  "url",
  "link",
  "href",
].map((name) => name.toLowerCase())

const ownNames = ["checkoutreturnurl", "checkoutcancelurl", "checkoutcallbackurl"]

const longestAddress = 2000

function likelyField(value: unknown, name: string): unknown {
  return isRecord(value)
    ? Object.entries(value).find(([key]) => key.replace(/[_-]/g, "").toLowerCase() === name)?.[1]
    : undefined
}

function pageUrl(value: unknown): URL | undefined {
  const text = typeof value === "string" && value.length <= longestAddress ? value.trim() : ""
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && url.href.length <= longestAddress && /^https?:$/.test(url.protocol) && !url.username && !url.password
    ? url
    : undefined
}

function stepInto(value: unknown, name: string): unknown {
  return Array.isArray(value) && /^\d{1,3}$/.test(name) ? (value as unknown[])[Number(name)] : fieldOf(value, name)
}

const place = (url: URL): string => `${url.origin}${url.pathname}`

/**
 * Finds the address of Almara's hosted page in an answer of `new-order` or `check-status`. Only whole http(s)
 * addresses count, and never one of our own.
 * @param field A dot path such as "message.checkoutUrl" or "data.0.url" (the option `checkoutUrlField`); with it,
 * nothing is guessed.
 * @param ownUrls The return, cancel and callback URLs that were sent, in case the answer repeats them under any name.
 */
export function findCheckoutUrl(answer: unknown, field?: string, ownUrls: readonly string[] = []): string | undefined {
  const places = placesIn(answer)
  const own = [...ownUrls, ...places.flatMap((each) => ownNames.map((name) => fieldOf(each, name)))]
    .map(pageUrl)
    .flatMap((url) => (url ? [place(url)] : []))
  const candidates = field
    ? [field.split(".").reduce<unknown>(stepInto, answer)]
    : [...likelyNames.flatMap((name) => places.map((each) => likelyField(each, name))), ...places]
  return candidates
    .map(pageUrl)
    .find((url) => url !== undefined && !own.includes(place(url)))
    ?.toString()
}

/**
 * Returns the names of an answer's fields as dot paths, without any value: what a merchant may set `checkoutUrlField`
 * to.
 */
export function fieldPaths(answer: unknown, prefix = "", depth = 3): string[] {
  return isRecord(answer) && depth > 0
    ? Object.entries(answer)
        .slice(0, 40)
        .flatMap(([key, value]) => {
          const path = `${prefix}${key.slice(0, 60)}`
          return isRecord(value) ? fieldPaths(value, `${path}.`, depth - 1) : [path]
        })
    : []
}

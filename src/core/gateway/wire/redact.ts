import { isSafeName, mostFields } from "../../callback/parse-json"
import { envelopes, isRecord, mostItems, unwrapped } from "./fields"
import { longestText, maskCardNumbers, maskEmailAddresses, maskQuery, maskText, withheld, storable } from "../../text"
import { mostReportedLines, sumNames } from "./messages"

type Leaf = "id" | "number" | "free" | "url"
type Rule = Leaf | { fields: Rules } | { list: Rules }
type Rules = { readonly [name: string]: Rule }

const deepest = 8
const mostEntries = 2000
const longestKey = 64
/** Of more nobody reads the names, and each has to be looked through for numbers. */
const mostUnknownNames = 200

const lineRules: Rules = { sku: "id", name: "free", price: "number" }

const outcomeRules: Rules = {
  status: "number",
  statusdesc: "free",
  resultcode: "number",
  resultdesc: "free",
  thirdpartypayload: { fields: { responsecode: "number", responsedesc: "free", reference: "id" } },
}

const orderRules: Rules = {
  id: "id",
  idtype: "number",
  originatorconversationid: "id",
  conversationid: "id",
  checkoutid: "id",
  checkoutreference: "id",
  checkoutrouteid: "id",
  checkoutroutechanneltype: "number",
  checkoutnotes: "free",
  checkoutcurrencycode: "number",
  checkoutcurrencyname: "id",
  checkoutduedate: "id",
  checkoutreturnurl: "url",
  checkoutcancelurl: "url",
  checkoutcallbackurl: "url",
  checkoutaccountno: "id",
  checkoutrequestlines: { list: lineRules },
  ...Object.fromEntries(sumNames.map((name) => [name.toLowerCase(), "number"] as const)),
  checkoutoutcome: { fields: outcomeRules },
  outcome: { fields: outcomeRules },
  ...outcomeRules,
}

const messageRules: Rules = {
  ...orderRules,
  ...Object.fromEntries(envelopes.map((name) => [name, { fields: orderRules }])),
}

// Digits in these are not a card number, whatever Luhn says.
const ownIds = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|ORD-\d{8}-[0-9A-Z]{4,6})$/i

const leaves: Record<Leaf, (value: string) => string> = {
  id: (value) => (ownIds.test(value) ? value : maskEmailAddresses(maskCardNumbers(value)).slice(0, 200)),
  number: (value) => (/^\s*[+-]?\d{1,12}(\.\d{1,6})?\s*$/.test(value) ? maskCardNumbers(value) : withheld),
  free: (value) => maskText(value),
  url: (value) => maskQuery(value),
}

/** A list may stand in an outcome's place, of texts as well: of more items than are looked at nothing is kept. */
function itemRule(rule: Rule | undefined, item: unknown, place: number): Rule | undefined {
  if (typeof rule !== "object" || Array.isArray(item)) return undefined
  if ("fields" in rule) return place < mostItems ? rule : undefined
  return isRecord(item) && place < mostReportedLines ? { fields: rule.list } : undefined
}

function redactLeaf(value: unknown, rule: Rule | undefined): unknown {
  if (value === null || value === undefined) {
    return null
  }
  const isKept = typeof rule === "string" && (typeof value === "string" || typeof value === "number")
  if (!isKept) {
    return withheld
  }
  const text = String(value)
  const kept = text.length > longestText ? withheld : storable(leaves[rule](text))
  return kept === text ? value : kept
}

/**
 * Returns a copy of a message that is safe to store and to show. An allow-list: documented fields are kept where they
 * are documented, with card numbers, e-mail addresses and phone numbers masked in free texts and the query strings of
 * the three URLs withheld; of everything else only the name is kept. Depth and size are bounded. Never throws.
 *
 * @example
 * const stored = JSON.stringify(redact(parseBody(await request.text())))
 */
export function redact(body: Record<string, unknown>): Record<string, unknown>
export function redact(body: unknown): unknown
export function redact(body: unknown): unknown {
  let [entriesLeft, namesLeft] = [mostEntries, mostUnknownNames]
  // Anybody may send thousands of texts that begin like JSON.
  const limits = { fields: mostFields, faults: mostItems }

  function copy(written: unknown, rule: Rule | undefined, depth: number): unknown {
    const value = typeof rule === "object" && "fields" in rule ? unwrapped(written, limits) : written
    if (Array.isArray(value)) {
      return depth < deepest
        ? take(value).map((item, place) => copy(item, itemRule(rule, item, place), depth + 1))
        : withheld
    }
    if (isRecord(value)) {
      const fieldRules = typeof rule === "object" && "fields" in rule ? rule.fields : {}
      return depth < deepest ? copyFields(value, fieldRules, depth) : withheld
    }
    return redactLeaf(value, rule)
  }

  function copyFields(fields: Record<string, unknown>, rules: Rules, depth: number): Record<string, unknown> {
    const copied: Record<string, unknown> = {}
    for (const key of take(Object.keys(fields))) {
      const name = key.toLowerCase()
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
      const shown = rule === undefined ? shownName(key) : key
      copied[isSafeName(shown) ? shown : withheld] = copy(fields[key], rule, depth + 1)
    }
    return copied
  }

  function shownName(key: string): string {
    namesLeft -= 1
    return namesLeft >= 0 ? storable(maskText(key, longestKey)) : withheld
  }

  function take<T>(entries: readonly T[]): readonly T[] {
    const taken = entries.slice(0, entriesLeft)
    entriesLeft -= taken.length
    return taken
  }

  return copy(body, { fields: messageRules }, 0)
}

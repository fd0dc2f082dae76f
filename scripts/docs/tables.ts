import { actionsFor, OUTCOMES } from "../../src/core/views/admin/checkout"
import { ATTENTION_REASONS, closingsOf, type AttentionReason } from "../../src/core/checkout/attention"
import { isAlmaraError } from "../../src/core/errors"
import { OPTION_DESCRIPTIONS } from "../../src/core/options/option-descriptions"
import { parseAlmaraOptions } from "../../src/core/options/options"
import { OUTCOME_TABLE } from "../../src/core/checkout/outcome-table"
import {
  resultCodes,
  unknownResultCode,
  type Disposition,
  type ResultCodeMeaning,
} from "../../src/core/checkout/result-codes"
import { shopperView, type Attempt } from "../../src/core/views/shopper-checkout"
import { HOLD_REASONS, type HoldReason } from "../../src/core/checkout/hold-reasons"
import { CHECKOUT_STATES, TRANSITIONS, type CheckoutState } from "../../src/core/checkout/states"
import { en } from "../../src/admin/i18n/en"
import { LOG_EVENTS } from "../../src/telemetry/log-events"
import { sentenceFor, shopperState, type AlmaraCheckout } from "../../src/storefront"
import { readRepositoryFile } from "./pages"
import { pageList } from "./page-list"

const NECESSARY = {
  baseUrl: "https://almara.example",
  clientId: "id",
  clientSecret: "secret",
  routeId: "DED81224-70B6-ED11-AD49-0EE00E897F52",
  channelType: 172,
  callbackSecret: "0123456789abcdef0123456789abcdef",
  backendUrl: "https://store.example",
  storefrontUrl: "https://shop.example",
}

/** What is written into the docs from the code, by the name of its place. */
export const TABLES: Record<string, () => string> = {
  configuration: configurationTable,
  outcomes: outcomesTable,
  "result codes": resultCodesTable,
  states: statesTable,
  holds: holdsTable,
  cases: casesTable,
  "log events": logEventsTable,
  pages: pageList,
  "example helper": () => codeOf("examples/testing/almara.ts"),
  "example test": () => codeOf("integration-tests/docs-example.spec.ts"),
  "example result page": () => codeOf("examples/browser/result-page.ts"),
  "example order confirmation": () => codeOf("examples/order-confirmation/order-placed.ts"),
  "example first order": () => codeOf("examples/first-order/first-order.mjs", "js"),
}

/** Puts each table into its place, between `<!-- name -->` and `<!-- /name -->`. Throws when a place was left open. */
export function withTables(markdown: string): string {
  return inPlaces(markdown, (table) => `\n${table()}\n`)
}

/** Returns a page without what stands in the places of tables. Throws when a place was left open. */
export function withoutTables(markdown: string): string {
  return inPlaces(markdown, () => "").replace(/<!-- .*? -->/g, "")
}

function inPlaces(markdown: string, textOf: (table: () => string) => string): string {
  return Object.entries(TABLES).reduce((text, [name, table]) => {
    const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const from = text.indexOf(start)
    if (from < 0) return text
    const to = text.indexOf(end, from)
    if (to < 0) throw new Error(`The place of the table "${name}" is not closed.`)
    return `${text.slice(0, from + start.length)}${textOf(table)}${text.slice(to)}`
  }, markdown)
}

function table(headings: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`
  return [line(headings), `|${headings.map(() => "---|").join("")}`, ...rows.map(line)].join("\n")
}

function defaultOf(name: string): string {
  const defaults: Record<string, unknown> = parseAlmaraOptions(NECESSARY)
  return name in NECESSARY ? "**needed**" : defaults[name] === undefined ? "" : `\`${String(defaults[name])}\``
}

function configurationTable(): string {
  return table(
    ["option", "default", "what it is", "what it must be"],
    Object.entries(OPTION_DESCRIPTIONS).map(([name, description]) => [
      `\`${name}\``,
      defaultOf(name),
      description,
      ruleOf(name),
    ]),
  )
}

/** What the schema says of an option when it is given something that no option is. */
function ruleOf(name: string): string {
  try {
    parseAlmaraOptions({ ...NECESSARY, [name]: {} })
  } catch (error) {
    if (!isAlmaraError(error)) throw error
    const rule = new RegExp(`- ${name}: must be (.*)`).exec(error.message)?.[1]
    if (rule) return rule.replace(/, or be left out$/, "")
  }
  throw new Error(`The schema does not say what ${name} must be.`)
}

function outcomesTable(): string {
  return table(
    ["outcome", "when", "payment session", "payment", "order (order first)", "cart (pay first)"],
    Object.entries(OUTCOME_TABLE).map(([name, row]) => [
      `**${name}**`,
      row.when,
      row.session,
      row.payment,
      row.order,
      row.cart,
    ]),
  )
}

const DISPOSITIONS = {
  paid: "money, with Status 4",
  failed: "failed; the shopper may try again",
  check_again: "not final; Almara is asked again",
  review: "not final; shown to the merchant",
} as const satisfies Record<Disposition, string>

/** What becomes of a checkout by an answer of each disposition. */
const STATES = { paid: "paid", failed: "failed", check_again: "open", review: "open" } as const satisfies Record<
  Disposition,
  CheckoutState
>

/** What stands on the storefront's page after an answer with this code, by the way that the page itself goes. */
function shopperReads(code: string, { disposition }: ResultCodeMeaning): string {
  const now = new Date(0)
  const attempt: Attempt = {
    ...{
      state: STATES[disposition],
      result_code: code,
      needs_review: disposition === "review",
      attention: null,
      checkout_url: "https://almara.example",
    },
    ...{ created_at: now, due_at: new Date(1), closed_at: null, last_error: null, outdated_at: null },
  }
  const view = shopperView([attempt], attempt, { isWaiting: true, isOrder: false, maximumAttempts: 2, now })
  // Without a due date, the sentence does not name a time.
  const checkout: AlmaraCheckout = {
    ...view,
    due_at: "",
    order: { display_id: 1 },
    payment_session_id: "",
    placement: "order_first",
    amount: "",
    currency_code: "",
    outstanding_amount: null,
    attempt: 1,
  }
  const { title, text } = sentenceFor(shopperState(checkout), "en", { checkout })
  return `${title}. ${text}`
}

function resultCodesTable(): string {
  const row = (code: string, meaning: ResultCodeMeaning) => [
    code,
    meaning.description,
    DISPOSITIONS[meaning.disposition],
    meaning.merchantMessage,
    shopperReads(code, meaning),
  ]
  // A key such as "-1" is kept in the order of writing, and numbers before it: sorted, the table reads like Almara's.
  const codes = Object.entries(resultCodes).sort(([one], [other]) => Number(one) - Number(other))
  return table(
    ["code", "Almara's words", "what it does", "the merchant reads", "the shopper reads"],
    [...codes.map(([code, meaning]) => row(code, meaning)), row("any other", unknownResultCode)],
  )
}

function statesTable(): string {
  return table(
    ["state", "in the admin", "what it means", "may become"],
    CHECKOUT_STATES.map((state) => [
      `\`${state}\``,
      OUTCOMES[state].label,
      OUTCOMES[state].sentence,
      TRANSITIONS[state].map((next) => `\`${next}\``).join(", ") || "nothing: it is the end",
    ]),
  )
}

function holdsTable(): string {
  return table(
    ["reason", "what happened", "what you can do"],
    (Object.keys(HOLD_REASONS) as HoldReason[]).map((reason) => [
      `[\`${reason}\`](#${reason})`,
      HOLD_REASONS[reason],
      actionsFor("held", reason)
        .map((action) => en.actions[action])
        .join(", "),
    ]),
  )
}

function casesTable(): string {
  return table(
    ["reason", "what happened, and what to do", "how it ends"],
    (Object.keys(ATTENTION_REASONS) as AttentionReason[]).map((reason) => [
      `\`${reason}\``,
      ATTENTION_REASONS[reason].replace(/{{(\w+)}}/g, "…"),
      closingsOf(reason)
        .map((action) => en.actions[action])
        .join(", ") || "by itself, once it is booked",
    ]),
  )
}

function logEventsTable(): string {
  return table(
    ["event", "level", "what it means"],
    Object.entries(LOG_EVENTS).map(([event, { level, meaning }]) => [`\`${event}\``, level, meaning]),
  )
}

/** A file of the repository as a page shows it: what is published is imported by its public name. */
function codeOf(file: string, language = "ts"): string {
  const code = readRepositoryFile(file)
    .trimEnd()
    .replace('"../simulator/server"', '"medusa-payment-almara/simulator"')
    .replace('"../../src/storefront"', '"medusa-payment-almara/storefront"')
    .replace('"../../src/workflows"', '"medusa-payment-almara/workflows"')
    .replaceAll('"./setup/', '"../integration-tests/setup/')
  return [`\`\`\`${language}`, code, "```"].join("\n")
}

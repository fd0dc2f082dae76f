import { OPTION_DESCRIPTIONS } from "../../src/core/option-descriptions"
import { parseAlmaraOptions } from "../../src/core/options"
import { OUTCOME_TABLE } from "../../src/core/outcome-table"

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

/** The tables of the docs, made from the code, by the name of their place. */
export const TABLES: Record<string, () => string> = {
  options: optionsTable,
  outcomes: outcomesTable,
}

/** Puts each table into its place, between `<!-- name -->` and `<!-- /name -->`. Throws when a place was left open. */
export function withTables(markdown: string): string {
  return Object.entries(TABLES).reduce((text, [name, table]) => {
    const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const from = text.indexOf(start)
    if (from < 0) return text
    const to = text.indexOf(end, from)
    if (to < 0) throw new Error(`The place of the table "${name}" is not closed.`)
    return `${text.slice(0, from + start.length)}\n${table()}\n${text.slice(to)}`
  }, markdown)
}

function optionsTable(): string {
  const defaults: Record<string, unknown> = parseAlmaraOptions(NECESSARY)
  const rows = Object.entries(OPTION_DESCRIPTIONS).map(([name, description]) => {
    const given = name in NECESSARY ? "**needed**" : defaults[name] === undefined ? "" : `\`${String(defaults[name])}\``
    return `| \`${name}\` | ${given} | ${description} |`
  })
  return ["| option | default | what it is |", "|---|---|---|", ...rows].join("\n")
}

function outcomesTable(): string {
  const rows = Object.entries(OUTCOME_TABLE).map(([name, row]) => `| **${name}** | ${row.when} | ${row.session} | ${row.payment} | ${row.order} | ${row.cart} |`)
  return ["| outcome | when | payment session | payment | order (order first) | cart (pay first) |", "|---|---|---|---|---|---|", ...rows].join("\n")
}

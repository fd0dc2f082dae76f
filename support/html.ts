/** A form as it stands in a page. */
export interface Form {
  id: string
  action: string
  method: string
  content: string
}

/** The first form that fits. It reads the pages of this repository, not any page of the web. */
export function findForm(html: string, fits: (form: Form) => boolean): Form | undefined {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)]
    .map(([, tag = "", content = ""]): Form => {
      const { id = "", action = "", method = "get" } = attributes(tag)
      return { id, action, method: method.toLowerCase(), content }
    })
    .find(fits)
}

/** The fields that a browser would send. */
export function formFields({ content }: Form): [name: string, value: string][] {
  return [...inputFields(content), ...selectFields(content)]
}

/** Where a page refreshes itself to. */
export function refreshAddress(html: string): string | undefined {
  const tag = /<meta\b([^>]*http-equiv="refresh"[^>]*)>/.exec(html)?.[1]
  return tag === undefined ? undefined : /url=(.*)$/.exec(attributes(tag).content ?? "")?.[1]
}

/** What a person would read. */
export function readableText(html: string): string {
  const body = html.replace(/<head>[\s\S]*?<\/head>|<script>[\s\S]*?<\/script>/g, " ").replace(/<[^>]*>/g, " ")
  return decode(body).replace(/\s+/g, " ").trim()
}

function inputFields(content: string): [string, string][] {
  return [...content.matchAll(/<input\b([^>]*)>/g)].flatMap(([, tag = ""]) => {
    const { name, type = "text", value = "", checked } = attributes(tag)
    const isSent = name !== undefined && ((type !== "radio" && type !== "checkbox") || checked !== undefined)
    return isSent ? [[name, value] as [string, string]] : []
  })
}

function selectFields(content: string): [string, string][] {
  return [...content.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)].flatMap(([, tag = "", inner = ""]) => {
    const { name } = attributes(tag)
    const options = [...inner.matchAll(/<option\b([^>]*)>/g)].map(([, option = ""]) => attributes(option))
    const chosen = options.find(({ selected }) => selected !== undefined) ?? options[0]
    return name === undefined || chosen === undefined ? [] : [[name, chosen.value ?? ""] as [string, string]]
  })
}

function attributes(tag: string): Record<string, string | undefined> {
  return Object.fromEntries(
    [...tag.matchAll(/([a-z-]+)(?:="([^"]*)")?/gi)].map(([, name = "", value = ""]) => [
      name.toLowerCase(),
      decode(value),
    ]),
  )
}

function decode(text: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " }
  return text.replace(/&(?:#(\d+)|([a-z]+));/g, (whole, digits: string | undefined, name: string | undefined) =>
    digits ? String.fromCodePoint(Number(digits)) : (named[name ?? ""] ?? whole),
  )
}

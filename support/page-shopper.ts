import { findForm, formFields, readableText, refreshAddress, type Form } from "./html"

const mostRedirects = 10

/** What the shopper looks at. */
export interface Page {
  address: URL
  status: number
  html: string
}

/** A shopper with a browser that knows no scripts: pages, forms, redirects, cookies. */
export class Shopper {
  private readonly cookies = new Map<string, Map<string, string>>()
  private current: Page | undefined

  get page(): Page {
    if (this.current === undefined) throw new Error("No page was opened yet.")
    return this.current
  }

  /** Opens an address and follows its redirects. */
  async open(address: string): Promise<Page> {
    return this.load(new URL(address), { method: "GET" })
  }

  /** Sends the form whose action ends as given, with what stands in it. */
  async submit(actionEnd: string): Promise<Page> {
    const form = findForm(this.page.html, (candidate) => candidate.action.split("?")[0]?.endsWith(actionEnd) ?? false)
    if (form === undefined) throw new Error(`There is no form to "${actionEnd}". ${this.describe()}`)
    return this.send(form)
  }

  /** Sends the page's form with this id, as its script would. */
  async submitById(id: string): Promise<Page> {
    const form = findForm(this.page.html, (candidate) => candidate.id === id)
    if (form === undefined) throw new Error(`There is no form "${id}". ${this.describe()}`)
    return this.send(form)
  }

  /** Loads the page that the present one refreshes itself to; false when it does not. */
  async followRefresh(): Promise<boolean> {
    const address = refreshAddress(this.page.html)
    if (address === undefined) return false
    await this.load(new URL(address, this.page.address), { method: "GET" })
    return true
  }

  /** The present page in words, for a message. */
  describe(): string {
    const { address, status, html } = this.page
    return `At ${address.origin}${address.pathname} (${status}) it says: ${readableText(html).slice(0, 400)}`
  }

  private send(form: Form): Promise<Page> {
    const address = new URL(form.action, this.page.address)
    const body = new URLSearchParams(formFields(form))
    if (form.method === "get") {
      address.search = body.toString()
      return this.load(address, { method: "GET" })
    }
    return this.load(address, { method: "POST", body })
  }

  private async load(address: URL, request: { method: string; body?: URLSearchParams }): Promise<Page> {
    let next = { address, ...request }
    for (let redirects = 0; redirects < mostRedirects; redirects++) {
      const response = await fetch(next.address, {
        method: next.method,
        body: next.body,
        redirect: "manual",
        headers: { accept: "text/html", cookie: this.cookiesFor(next.address) },
      })
      this.keepCookies(next.address, response)
      const location = response.headers.get("location")
      if (response.status !== 303 && response.status !== 302) {
        return (this.current = { address: next.address, status: response.status, html: await response.text() })
      }
      if (location === null) throw new Error(`${next.address.href} redirects to nowhere.`)
      next = { address: new URL(location, next.address), method: "GET", body: undefined }
    }
    throw new Error(`${address.href} redirects without an end.`)
  }

  private cookiesFor({ host }: URL): string {
    return [...(this.cookies.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ")
  }

  private keepCookies({ host }: URL, response: Response): void {
    const jar = this.cookies.get(host) ?? new Map<string, string>()
    for (const cookie of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=")
      jar.set(name, value)
    }
    this.cookies.set(host, jar)
  }
}

import { findForm, formFields, readableText } from "../../support/html"
import type { RunningStore } from "./store"

/** A page as a phone gets it. */
export interface PayPage {
  status: number
  location: string | null
  headers: Headers
  html: string
  /** What a person reads. */
  text: string
}

/** The merchant makes a link for an order. Returns its address. */
export async function linkFor(store: RunningStore, orderId: string, hours?: number): Promise<string> {
  const path = `/admin/almara/orders/${orderId}/payment-links`
  const { status, body } = await store.admin(path, { method: "POST", body: hours === undefined ? {} : { hours } })
  if (status !== 200) throw new Error(`No link was made: ${status} ${JSON.stringify(body)}`)
  return body.url
}

/** Looks at an address as a messenger or a browser does. */
export async function look(url: string, headers: Record<string, string> = {}): Promise<PayPage> {
  return pageOf(await fetch(url, { headers, redirect: "manual" }))
}

/** Posts to a page what its button does not. */
export async function post(url: string, init: Pick<RequestInit, "body" | "headers">): Promise<PayPage> {
  return pageOf(await fetch(url, { ...init, method: "POST", redirect: "manual" }))
}

/** Presses the button of a page that was looked at before. */
export async function press(url: string, { html }: PayPage): Promise<PayPage> {
  const form = findForm(html, ({ method }) => method === "post")
  if (!form) throw new Error(`There is no button on this page: ${readableText(html)}`)
  return pageOf(await fetch(url, { method: "POST", body: new URLSearchParams(formFields(form)), redirect: "manual" }))
}

async function pageOf(answer: Response): Promise<PayPage> {
  const html = await answer.text()
  return {
    status: answer.status,
    location: answer.headers.get("location"),
    headers: answer.headers,
    html,
    text: readableText(html).replaceAll("\u00a0", " "),
  }
}

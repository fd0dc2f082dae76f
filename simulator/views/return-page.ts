import { html, raw } from "hono/html"
import { layout, type View } from "./layout"

/** A page that posts the shopper's browser back to the store, by itself or, without scripts, by its button. */
export function returnPage(title: string, url: string, fields: [name: string, value: string][]): View {
  return layout(
    title,
    html`<section class="card">
        <h1>${title}</h1>
        <p>You are being taken back to the store.</p>
        ${storeForm(url, fields)}
      </section>
      <script>
        ${raw('document.getElementById("store").submit()')}
      </script>`,
  )
}

/** The form that carries a checkout's data back to the store. */
export function storeForm(url: string, fields: [name: string, value: string][]): View {
  return html`<form id="store" method="post" action="${url}">
    ${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <button class="primary">Back to the store</button>
  </form>`
}

import path from "node:path"
import { build } from "esbuild"
import type { Page } from "playwright-core"

/** The small shop of React that the specs look at, made for a browser. */
export async function bundleReactShop(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, "react-shop.tsx")],
    bundle: true,
    write: false,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  })
  return outputFiles[0]?.text ?? ""
}

/** Lets a page find the shop at `/react` of whatever address. */
export async function serveReactShop(page: Page, script: string): Promise<void> {
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>React</title><div id="root"></div><script src="/react.js"></script>`
  await page.route("**/react?*", (route) => route.fulfill({ contentType: "text/html", body }))
  await page.route("**/react.js", (route) => route.fulfill({ contentType: "text/javascript", body: script }))
}

import { mkdirSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core"
import { ADMIN } from "../setup/database"

export interface Look {
  theme: "light" | "dark"
  width: 1280 | 390
}

/** A part of the page that moved without anybody having touched it. */
export interface Shift {
  /** As Chromium scores it: the moved share of the window times the share of the window that it moved by. */
  value: number
  moved: string[]
}

const SCREENSHOTS = process.env.ALMARA_SCREENSHOTS ?? path.join(tmpdir(), "almara-admin-screenshots")

/** Starts Chromium: that of CHROMIUM_PATH, else Debian's. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  })
}

/** A browser window in which an admin, or somebody else, is signed in. */
export async function signedIn(
  browser: Browser,
  storeUrl: string,
  look: Look,
  who: { email: string; password: string } = ADMIN,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    baseURL: storeUrl,
    viewport: { width: look.width, height: look.width === 390 ? 844 : 1000 },
    colorScheme: look.theme,
    timezoneId: "Africa/Nairobi",
    locale: "en-GB",
    acceptDownloads: true,
  })
  await context.addInitScript((theme) => {
    localStorage.setItem("medusa_admin_theme", theme)
    localStorage.setItem("lng", "en")
  }, look.theme)
  await context.addInitScript(watchShifts)
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.goto("/app/login")
  await page.locator('input[name="email"]').fill(who.email)
  await page.locator('input[name="password"]').fill(who.password)
  await page.locator('button[type="submit"]').click()
  await page.waitForURL((url) => !url.pathname.includes("/login"))
  return { context, page }
}

/** Another window of somebody who is signed in, in another language, or, without one, in that of the browser. */
export async function openIn(
  browser: Browser,
  signedIn: BrowserContext,
  storeUrl: string,
  language?: string,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    storageState: await signedIn.storageState(),
    baseURL: storeUrl,
    viewport: { width: 1280, height: 1000 },
    timezoneId: "Africa/Nairobi",
    locale: "en-GB",
  })
  if (language) {
    await context.addInitScript((lng) => localStorage.setItem("lng", lng), language)
    await context.addCookies([{ name: "lng", value: language, url: storeUrl }])
  }
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  return { context, page }
}

/** Does what depends on the reader's day once more when midnight came meanwhile. */
export async function withinOneDay(work: () => Promise<void>): Promise<void> {
  const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Africa/Nairobi" }).format(new Date())
  const before = today()
  try {
    await work()
  } catch (error) {
    if (today() === before) throw error
    await work()
  }
}

function watchShifts(): void {
  type Entry = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] }
  const shifts: Shift[] = []
  Object.assign(globalThis, { almaraShifts: shifts })
  const nameOf = (node: Node | null) =>
    node instanceof Element ? node.outerHTML.slice(0, 120) : (node?.textContent ?? "gone").slice(0, 120)
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Entry[]) {
      if (!entry.hadRecentInput)
        shifts.push({ value: entry.value, moved: entry.sources.map(({ node }) => nameOf(node)) })
    }
  }).observe({ type: "layout-shift", buffered: true })
}

/** What has moved by itself since the page was loaded. */
export async function shiftsOf(page: Page): Promise<Shift[]> {
  return page.evaluate(() => (globalThis as unknown as { almaraShifts: Shift[] }).almaraShifts)
}

const TALLEST_SCREENSHOT = 4000

/** Keeps what a page looks like, down to its end; returns the file. */
export async function screenshot(page: Page, look: Look, name: string): Promise<string> {
  mkdirSync(SCREENSHOTS, { recursive: true })
  const file = path.join(SCREENSHOTS, `${name}-${look.theme}-${look.width}.png`)
  const size = page.viewportSize() ?? { width: look.width, height: 1000 }
  // The dashboard scrolls within itself: the window has to grow for the rest of a page to be seen.
  const hidden = await page.evaluate(() =>
    Math.max(
      0,
      ...[...document.querySelectorAll("main, main *, div")].map((part) =>
        /auto|scroll/.test(getComputedStyle(part).overflowY) ? part.scrollHeight - part.clientHeight : 0,
      ),
    ),
  )
  if (hidden > 0) await page.setViewportSize({ ...size, height: Math.min(TALLEST_SCREENSHOT, size.height + hidden) })
  await page.screenshot({ path: file, animations: "disabled" })
  if (hidden > 0) await page.setViewportSize(size)
  return file
}

interface AxeViolation {
  id: string
  impact: string
  help: string
  nodes: { html: string; target: string[] }[]
}

/** What axe finds serious or critical in a part of the page; the dashboard around it is Medusa's. */
export async function seriousViolations(page: Page, part: string): Promise<string[]> {
  // Not as a script of the page: a page may forbid scripts that are not its own.
  await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"))
  const violations = await page.evaluate(async (selector) => {
    const { axe } = globalThis as unknown as {
      axe: { run(context: unknown, options: unknown): Promise<{ violations: AxeViolation[] }> }
    }
    return (await axe.run({ include: [[selector]] }, { resultTypes: ["violations"] })).violations
  }, part)
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`)
}

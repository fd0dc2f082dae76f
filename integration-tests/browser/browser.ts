import { mkdirSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core"
import { ADMIN } from "../setup/database"

export interface Look {
  theme: "light" | "dark"
  width: 1280 | 390
}

const SCREENSHOTS = process.env.ALMARA_SCREENSHOTS ?? path.join(tmpdir(), "almara-admin-screenshots")

/** Starts Chromium: that of CHROMIUM_PATH, else Debian's. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  })
}

/** A browser window in which an admin is signed in. */
export async function signedIn(browser: Browser, storeUrl: string, look: Look): Promise<{ context: BrowserContext; page: Page }> {
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
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  await page.goto("/app/login")
  await page.locator('input[name="email"]').fill(ADMIN.email)
  await page.locator('input[name="password"]').fill(ADMIN.password)
  await page.locator('button[type="submit"]').click()
  await page.waitForURL((url) => !url.pathname.includes("/login"))
  return { context, page }
}

/** Keeps what a page looks like; answers the file. */
export async function screenshot(page: Page, look: Look, name: string): Promise<string> {
  mkdirSync(SCREENSHOTS, { recursive: true })
  const file = path.join(SCREENSHOTS, `${name}-${look.theme}-${look.width}.png`)
  await page.screenshot({ path: file, fullPage: true, animations: "disabled" })
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
  const violations = await page.evaluate(
    async (selector) => {
      const { axe } = globalThis as unknown as { axe: { run(context: unknown, options: unknown): Promise<{ violations: AxeViolation[] }> } }
      return (await axe.run({ include: [[selector]] }, { resultTypes: ["violations"] })).violations
    },
    part
  )
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`)
}

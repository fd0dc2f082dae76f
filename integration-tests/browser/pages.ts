import { mkdirSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import type { Page } from "playwright-core"
import { seriousViolations, type Look } from "./browser"

const PICTURES = process.env.ALMARA_SCREENSHOTS ?? path.join(tmpdir(), "almara-pages")

const ALL_LOOKS: Look[] = [
  { theme: "light", width: 390 },
  { theme: "dark", width: 1280 },
  { theme: "dark", width: 390 },
  { theme: "light", width: 1280 },
]

/**
 * How to look at a page: on a phone by day, and on a desk by night. `ALMARA_ALL_LOOKS=1`, which the nightly run sets,
 * adds the other two.
 */
export const LOOKS: Look[] = process.env.ALMARA_ALL_LOOKS === "1" ? ALL_LOOKS : ALL_LOOKS.slice(0, 2)

/**
 * Keeps a picture of the whole page; returns what is wrong with it: serious accessibility violations, sideways
 * scrolling.
 */
export async function pageProblems(page: Page, look: Look, name: string): Promise<string[]> {
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({
    path: path.join(PICTURES, `${name}-${look.theme}-${look.width}.png`),
    fullPage: true,
    animations: "disabled",
  })
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  return [
    ...(await seriousViolations(page, "html")),
    ...(overflow > 0 ? [`scrolls sideways by ${overflow} pixels`] : []),
  ]
}

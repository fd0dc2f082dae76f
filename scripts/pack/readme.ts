import { readFileSync } from "node:fs"
import path from "node:path"
import { root } from "../../support/places"
import type { Placement } from "./rows"

const PLACE_FOR_THE_REST = "// … what you have already"

/** What a store has before it installs a plugin. */
const THE_REST = `projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    // Over plain http a browser does not get a cookie that is marked as secure.
    cookieOptions: { secure: false, sameSite: "lax" },
    http: {
      storeCors: process.env.STOREFRONT_URL!,
      adminCors: process.env.MEDUSA_BACKEND_URL!,
      authCors: process.env.MEDUSA_BACKEND_URL!,
      jwtSecret: process.env.JWT_SECRET,
      cookieSecret: process.env.COOKIE_SECRET,
    },
  },`

/**
 * The `medusa-config.ts` that the README tells its readers to write, in a store that has a database already; with
 * another placement than the default when it is asked for. Throws when the README has none.
 */
export function configurationFromReadme(
  placement: Placement = "order_first",
  readme: string = read("README.md"),
): string {
  const block = typescriptBlock(readme, ["defineAlmara(", PLACE_FOR_THE_REST])
  if (block === undefined) throw new Error("README.md has no configuration with defineAlmara.")
  const configuration = block.replace(PLACE_FOR_THE_REST, THE_REST)
  return placement === "order_first"
    ? configuration
    : configuration.replace(/^( *)storefrontUrl:/m, `$1placement: "${placement}",\n$&`)
}

/** The same configuration without our helper, as somebody may have written it by hand. */
export function configurationByHand(placement: Placement): string {
  return configurationFromReadme(placement)
    .replace(/^import .* from "medusa-payment-almara\/config"\n/m, "")
    .replace(/defineAlmara\((\{[\s\S]*?\n\})\)/, "$1")
    .replace("almara.plugin", '{ resolve: "medusa-payment-almara", options: { ...almara } }')
    .replace(
      "almara.provider",
      '{ resolve: "medusa-payment-almara/providers/almara", id: "almara", options: { ...almara } }',
    )
}

/** The React components that docs/storefront-react.md shows. Throws when it shows none. */
export function componentsFromDocs(page: string = read("docs/storefront-react.md")): string {
  const block = typescriptBlock(page, ["export function PayButton(", "export function Result("])
  if (block === undefined) throw new Error("docs/storefront-react.md has no React components.")
  return block
}

/** The `instrumentation.ts` that docs/telemetry.md shows. Throws when it shows none. */
export function instrumentationFromDocs(page: string = read("docs/telemetry.md")): string {
  const block = typescriptBlock(page, ["// instrumentation.ts"])
  if (block === undefined) throw new Error("docs/telemetry.md has no instrumentation.ts.")
  return block
}

function read(name: string): string {
  return readFileSync(path.join(root, name), "utf8")
}

function typescriptBlock(page: string, marks: readonly string[]): string | undefined {
  const blocks = [...page.matchAll(/^( *)```tsx?\n([\s\S]*?)^ *```/gm)].map(([, indent = "", text = ""]) =>
    text.replace(new RegExp(`^${indent}`, "gm"), ""),
  )
  return blocks.find((text) => marks.every((mark) => text.includes(mark)))
}

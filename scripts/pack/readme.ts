import { readFileSync } from "node:fs"
import path from "node:path"
import { root } from "../demo/places"

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

/** The `medusa-config.ts` that the README tells its readers to write, in a store that has a database already. Throws when the README has none. */
export function configurationFromReadme(readme: string = readFileSync(path.join(root, "README.md"), "utf8")): string {
  const blocks = [...readme.matchAll(/^( *)```ts\n([\s\S]*?)^ *```/gm)].map(([, indent = "", text = ""]) => text.replace(new RegExp(`^${indent}`, "gm"), ""))
  const block = blocks.find((text) => text.includes("defineAlmara(") && text.includes(PLACE_FOR_THE_REST))
  if (block === undefined) throw new Error("README.md has no configuration with defineAlmara.")
  return block.replace(PLACE_FOR_THE_REST, THE_REST)
}

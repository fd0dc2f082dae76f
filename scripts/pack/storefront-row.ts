import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { build } from "esbuild"
import { checkTypes, loadEntries, WITHOUT_MEDUSA } from "./entries"
import { packageManager, run as runCommand } from "./package-manager"
import { projectOf, type Row } from "./rows"
import type { Runtime } from "./runtimes"
import { componentsFromDocs } from "./readme"
import { bringTarball } from "./store-directory"
import type { Steps } from "./steps"
import type { Run } from "./store-row"

const MANIFEST = {
  name: "storefront-of-somebody-else",
  private: true,
  dependencies: { "@medusajs/js-sdk": "^2.21.2", next: "^15.5.0", react: "^19.2.0", "react-dom": "^19.2.0" },
  devDependencies: { "@types/node": "^22.0.0", "@types/react": "^19.2.0", typescript: "^5.9.0" },
}

/** What a reader of docs/storefront-react.md writes: a server component around the client components of that page. */
const PAGES = {
  "app/layout.tsx": `export default function Layout({ children }: { children: React.ReactNode }) {
  return <html lang="en"><body>{children}</body></html>
}
`,
  "app/checkout/almara/page.tsx": `import { readPaymentSessionId } from "medusa-payment-almara/storefront"
import AlmaraResult from "./result"

export default async function Page({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const id = readPaymentSessionId(await searchParams)
  return id === undefined ? <p>There is no payment here.</p> : <AlmaraResult id={id} />
}
`,
  "app/checkout/almara/result.tsx": `"use client"

import { Result } from "./components"

export default function AlmaraResult({ id }: { id: string }) {
  return <Result paymentSessionId={id} showCart={(cart) => window.location.assign("/cart?id=" + cart)} />
}
`,
  "app/checkout/almara/components.tsx": `"use client"\n${componentsFromDocs()}`,
}

/** A bundle may be this large, minified, without React. Reading a payment alone must not bring the rest along. */
const BUNDLES = [
  { entry: "storefront", names: "readAlmaraCheckout", mostBytes: 3_000 },
  { entry: "storefront", names: "startAlmaraPayment, watchAlmaraCheckout, sentenceFor", mostBytes: 22_500 },
  { entry: "storefront/react", names: "useAlmaraCheckout, useAlmaraPayment", mostBytes: 25_000 },
]

/** Installs the tarball into a Next.js project with React 19, by plain npm, and uses its storefront entries there. */
export async function useInStorefront(row: Row, runtime: Runtime, run: Run, { step }: Steps): Promise<void> {
  const directory = path.join(run.home, projectOf(row))
  const install = packageManager(row.packageManager, path.join(run.home, "runtimes"))
  const isInstalled = (name: string) => existsSync(path.join(directory, "node_modules", name))
  await step("install", async () => {
    rmSync(directory, { recursive: true, force: true })
    mkdirSync(directory, { recursive: true })
    writeFileSync(path.join(directory, "package.json"), JSON.stringify(MANIFEST, null, 2))
    await install(directory)
    await install(directory, [bringTarball(directory, run.tarball)])
  })
  await step("no Medusa", async () => {
    const uninvited = [
      "@medusajs/medusa",
      "@medusajs/framework",
      "@medusajs/ui",
      "@medusajs/admin-sdk",
      "@medusajs/icons",
    ].filter(isInstalled)
    if (uninvited.length > 0) throw new Error(`npm brought along ${uninvited.join(", ")}.`)
  })
  await step("entries", () =>
    loadEntries({
      directory,
      runtime,
      entries: WITHOUT_MEDUSA,
      environment: process.env,
      logFile: path.join(run.home, "logs", "storefront-entries.log"),
    }),
  )
  await step("types", () => checkTypes(directory, WITHOUT_MEDUSA, "Bundler"))
  await step("bundles", async () => {
    for (const { entry, names, mostBytes } of BUNDLES) await bundle(directory, entry, names, mostBytes)
  })
  await step("Next.js", async () => {
    // Next.js compiles every file that lies about.
    rmSync(path.join(directory, "checks"), { recursive: true })
    for (const [name, text] of Object.entries(PAGES)) {
      mkdirSync(path.dirname(path.join(directory, name)), { recursive: true })
      writeFileSync(path.join(directory, name), text)
    }
    const next = path.join(directory, "node_modules", "next", "dist", "bin", "next")
    await runCommand(runtime.command, [next, "build"], directory, {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
    })
  })
}

async function bundle(directory: string, entry: string, names: string, mostBytes: number): Promise<void> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names} } from "medusa-payment-almara/${entry}"`, resolveDir: directory },
    absWorkingDir: directory,
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    external: ["react"],
  })
  const bytes = outputFiles[0]?.contents.length ?? 0
  if (bytes === 0 || bytes > mostBytes)
    throw new Error(`{ ${names} } of ${entry} is ${bytes} bytes, of ${mostBytes} at the most.`)
}

/** Started by `npm run test:nextjs -- --starter <clone of medusajs/dtc-starter>`: the patch, tried in Medusa's Next.js starter. */
import os from "node:os"
import path from "node:path"
import { parseArgs } from "node:util"
import { startGateway } from "../../integration-tests/setup/gateway"
import startPostgresForSpecs from "../../integration-tests/setup/start-postgres"
import stopPostgresForSpecs from "../../integration-tests/setup/stop-postgres"
import { startStore } from "../../integration-tests/setup/store"
import { Parts } from "../demo/parts"
import { Progress } from "../demo/progress"
import { packTarball } from "../pack/tarball"
import { freePort } from "../postgres"
import { prepareStarter } from "./starter"
import { startNext } from "./next"
import { walk } from "./walk"

const home = process.env.ALMARA_NEXTJS_DIRECTORY ?? path.join(os.tmpdir(), "almara-nextjs")

async function tryPatch(starter: string, parts: Parts, progress: Progress): Promise<void> {
  const tarball = await progress.step(
    "The built package, packed",
    async () => packTarball(path.join(home, "tarball")).file,
  )
  const storefront = await progress.step(
    "The starter, patched, with the package",
    () => prepareStarter({ starter, tarball, home }),
    { describe: ({ commit }) => commit },
  )
  await progress.step("Postgres, with a Kenyan store", () => parts.start(startPostgresForSpecs, stopPostgresForSpecs))
  const gateway = await parts.start(startGateway, (running) => running.stop())
  const url = `http://localhost:${await freePort()}`
  const store = await progress.step("Store and simulator", () =>
    parts.start(
      () => startStore({ almaraUrl: gateway.url, environment: { STOREFRONT_URL: url } }),
      (running) => running.stop(),
    ),
  )
  const settings = {
    directory: storefront.directory,
    url,
    storeUrl: store.url,
    publishableKey: process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "",
    logFile: path.join(home, "next.log"),
  }
  await progress.step("The storefront, built and started", () => startNext(settings, parts))
  await walk({ url, gateway, store, pictures: path.join(home, "pictures") }, parts, progress)
}

async function main(): Promise<void> {
  const { starter } = parseArgs({ options: { starter: { type: "string" } } }).values
  if (starter === undefined)
    throw new Error("Say where the starter is: npm run test:nextjs -- --starter <clone of medusajs/dtc-starter>")
  const parts = new Parts()
  try {
    await Promise.race([tryPatch(path.resolve(starter), parts, new Progress()), parts.failure])
    console.log(`The patch holds; pictures and logs are in ${home}`)
  } finally {
    await parts.stop()
  }
}

main().catch((error: unknown) => {
  console.error(`✗ ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})

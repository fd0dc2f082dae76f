import { spawn, type ChildProcess } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { build } from "esbuild"
import { Shopper } from "../support/page-shopper"
import { freePort } from "../support/postgres"
import { startGateway, type Gateway } from "./setup/gateway"
import { eventually, orderOf } from "./setup/shopper"
import { ended, startStore, type RunningStore } from "./setup/store"

const ROOT = path.resolve(__dirname, "..")
const directory = mkdtempSync(path.join(tmpdir(), "almara-first-order-"))

let gateway: Gateway
let store: RunningStore
let shop: ChildProcess
let url: string

beforeAll(async () => {
  gateway = await startGateway()
  const port = await freePort()
  url = `http://localhost:${port}`
  store = await startStore({ almaraUrl: gateway.url, environment: { STOREFRONT_URL: url } })
  // In a store the package is installed; here its source stands in its place.
  const outfile = path.join(directory, "first-order.mjs")
  await build({
    entryPoints: [path.join(ROOT, "examples/first-order/first-order.mjs")],
    alias: { "medusa-payment-almara/storefront": path.join(ROOT, "src/storefront/index.ts") },
    ...{ bundle: true, platform: "node", format: "esm", outfile },
  })
  shop = spawn(process.execPath, [outfile, process.env.ALMARA_TEST_PUBLISHABLE_KEY ?? "", String(port)], {
    env: { ...process.env, MEDUSA_BACKEND_URL: store.url },
    stdio: ["ignore", "pipe", "inherit"],
  })
  await new Promise((resolve) => shop.stdout?.once("data", resolve))
})

afterAll(async () => {
  if (shop) await ended(shop)
  await store?.stop()
  await gateway?.stop()
  rmSync(directory, { recursive: true, force: true })
})

const order = async (): Promise<Shopper> => {
  const shopper = new Shopper()
  await shopper.open(url)
  await shopper.submit("/order")
  expect(shopper.page.address.origin).toBe(new URL(gateway.url).origin)
  return shopper
}
const until = (shopper: Shopper, text: string) =>
  eventually(
    async () => {
      await shopper.followRefresh()
      return shopper.page.html
    },
    (html) => html.includes(text),
  )

it("the shop in one file of docs/install.md takes a first order to its payment", async () => {
  const shopper = await order()
  await shopper.submit("/pay")
  await shopper.submitById("store")
  expect(shopper.page.address.pathname).toBe("/checkout/almara")
  await until(shopper, "Thank you")
  const id = shopper.page.address.searchParams.get("payment_session_id")
  const { rows } = await store.database.query("select order_id from almara_checkout where payment_session_id = $1", [
    id,
  ])
  expect(await orderOf(store, rows[0].order_id)).toMatchObject({ payment_status: "captured" })
})

it("and offers another try after a decline", async () => {
  const shopper = await order()
  await shopper.submit("/decline")
  await shopper.submitById("store")
  await until(shopper, "The card was declined.")
  await shopper.submit("/retry")
  await shopper.submit("/pay")
  await shopper.submitById("store")
  await until(shopper, "Thank you")
})

it("shows no payment for a link that is none, and no page that there is none of", async () => {
  expect(await (await fetch(`${url}/checkout/almara`)).text()).toContain("We do not know this payment")
  expect((await fetch(`${url}/nothing`)).status).toBe(404)
})

import { mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { placeWaitingOrder, untilState, untilProcessed } from "./setup/shopper"
import { withStore } from "./setup/with-store"

/** Where `npm run way` reads what was seen. */
const SEEN = process.env.ALMARA_SPEC_WAY ?? path.join(mkdtempSync(path.join(tmpdir(), "almara-way-")), "way.json")
/** As many run today; more need a reason. */
const MOST_FILES = 49
const STATIONS = [
  "src/api/checkout/cart/route.ts",
  "src/use-cases/callbacks/receive-callback.ts",
  "src/modules/almara/inbox/inbox.ts",
  "src/use-cases/settle/settle-checkout.ts",
  "src/core/gateway/wire/report.ts",
  "src/core/checkout/outcome.ts",
  "src/core/checkout/decide.ts",
  "src/modules/almara/ledger/decisions.ts",
  "src/providers/almara/base.ts",
]

const { gateway, store } = withStore({
  // What runs by itself, beside the callback, is no part of its way.
  environment: {
    MEDUSA_WORKER_MODE: "server",
    ALMARA_SPEC_WAY: SEEN,
    NODE_OPTIONS: `--require ${path.join(__dirname, "setup/way-preload.js")}`,
  },
})

it("from the callback to the capture, no more files run than a person can follow", async () => {
  // The first one brings along what a process does once a minute; the second one's way is written down last.
  for (let payment = 1; payment <= 2; payment += 1) {
    const { merchantRequestId, checkoutId } = await placeWaitingOrder(store)
    await gateway.decide(merchantRequestId, { outcome: "paid" })
    await untilState(store, checkoutId, "paid")
    await untilProcessed(store, checkoutId, 1)
  }
  const files = Object.keys(JSON.parse(readFileSync(SEEN, "utf8")))
  expect(files).toEqual(expect.arrayContaining(STATIONS))
  expect(files.length).toBeLessThanOrEqual(MOST_FILES)
})

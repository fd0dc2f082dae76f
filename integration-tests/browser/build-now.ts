/** Started by `npm run build:admin`: the dashboard, before the browser's specs need it. */
import { makeSureOfAdmin } from "./build"

makeSureOfAdmin().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})

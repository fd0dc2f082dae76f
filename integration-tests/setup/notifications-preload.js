// Loaded into a store's process by specs only: it has a notification provider for e-mail, from
// fixtures/notification-provider.
const { existsSync } = require("node:fs")
const path = require("node:path")
const timers = require("node:timers/promises")
const { onFirstLoad } = require("./on-load")

onFirstLoad("medusa-config.ts", (loaded) => {
  if (process.env.ALMARA_SPEC_MAIL === "none") return
  const modules = Object.values((loaded.default ?? loaded).modules)
  const { providers } = modules.find(({ resolve }) => resolve === "@medusajs/medusa/notification").options
  providers.push({
    resolve: path.resolve(__dirname, "../fixtures/notification-provider/index.ts"),
    id: "spec-mail",
    options: { channels: ["email"] },
  })
})

const { setTimeout: pause } = timers
timers.setTimeout = (milliseconds, ...more) =>
  pause(
    milliseconds === 20_000 && existsSync(`${process.env.ALMARA_SPEC_NOTIFICATIONS}.impatient`) ? 50 : milliseconds,
    ...more,
  )

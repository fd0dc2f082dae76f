// Loaded into a store's process by specs only: it sends e-mails, into the file that is named by ALMARA_SPEC_MAILBOX.
const { existsSync } = require("node:fs")
const path = require("node:path")
const timers = require("node:timers/promises")
const { onFirstLoad } = require("./on-load")

onFirstLoad("medusa-config.ts", (loaded) => {
  const { modules } = loaded.default ?? loaded
  modules.notification.options.providers.push({
    resolve: path.resolve(__dirname, "../fixtures/mailbox.ts"),
    id: "mailbox",
    options: { channels: ["email"], file: process.env.ALMARA_SPEC_MAILBOX },
  })
})

const { setTimeout: pause } = timers
timers.setTimeout = (milliseconds, ...more) =>
  pause(
    milliseconds === 20_000 && existsSync(`${process.env.ALMARA_SPEC_MAILBOX}.impatient`) ? 50 : milliseconds,
    ...more,
  )

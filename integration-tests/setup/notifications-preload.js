// Loaded into a store's process by specs only: it has a notification provider for e-mail, from
// fixtures/notification-provider.
const { appendFileSync } = require("node:fs")
const path = require("node:path")
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

// What the plugin announces is written down as well: no subscriber of a spec could be there before the store is.
onFirstLoad("event-bus-local.js", (loaded) => {
  const { prototype } = loaded.default
  const { emit } = prototype
  prototype.emit = function (events, ...more) {
    for (const { name, data } of [events].flat())
      if (/^almara\.(payment|merchant)\./.test(name))
        appendFileSync(`${process.env.ALMARA_SPEC_NOTIFICATIONS}.events`, `${JSON.stringify({ name, data })}\n`)
    return emit.call(this, events, ...more)
  }
})

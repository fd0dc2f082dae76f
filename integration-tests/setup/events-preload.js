// Loaded into a store's process by specs only: what the plugin announces is written into the file that is named by
// ALMARA_SPEC_EVENTS, as one line of JSON each. No subscriber of a spec could be there before the store is.
const { appendFileSync } = require("node:fs")
const { onFirstLoad } = require("./on-load")

onFirstLoad("event-bus-local.js", (loaded) => {
  const { prototype } = loaded.default
  const { emit } = prototype
  prototype.emit = function (events, ...more) {
    for (const { name, data } of [events].flat())
      if (name.startsWith("almara."))
        appendFileSync(process.env.ALMARA_SPEC_EVENTS, `${JSON.stringify({ name, data })}\n`)
    return emit.call(this, events, ...more)
  }
})

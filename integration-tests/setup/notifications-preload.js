// Loaded into a store's process by specs only: it has a notification provider for e-mail, from
// fixtures/notification-provider.
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

// Loaded into a store's process by specs only: it has two more ways of paying beside the card checkout.
const path = require("node:path")
const { onFirstLoad } = require("./on-load")

const methods = path.resolve(__dirname, "../fixtures/other-methods")

onFirstLoad("medusa-config.ts", (loaded) => {
  const modules = Object.values((loaded.default ?? loaded).modules)
  const { providers } = modules.find(({ resolve }) => resolve === "@medusajs/medusa/payment").options
  const [card] = providers
  for (const name of ["phone", "bank"]) providers.push({ ...card, resolve: path.join(methods, `${name}.ts`) })
})

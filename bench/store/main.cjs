/**
 * The store's process on either runtime, from the same sources. They are translated as `ts-node` does with swc, but
 * without its console: that loads Node's `domain`, which a store that is deployed without development packages has not.
 */
const { transformSync } = require("@swc/core")
const { addHook } = require("pirates")

const OPTIONS = {
  jsc: { parser: { syntax: "typescript", tsx: true, decorators: true }, target: "es2022" },
  module: { type: "commonjs" },
  swcrc: false,
}

addHook((code, filename) => transformSync(code, { ...OPTIONS, filename }).code, { exts: [".ts", ".tsx"] })
require("./process.ts")

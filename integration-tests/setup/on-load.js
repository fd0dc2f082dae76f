// For what specs load into a store's process (NODE_OPTIONS=--require): looks at modules as they are loaded.
const Module = require("node:module")

/**
 * Calls `change` with the exports of every module whose file ends with `suffix`, and the file that asked for it. What
 * `change` returns takes the place of the exports, for that file; undefined leaves them.
 */
exports.onLoad = function onLoad(suffix, change) {
  const load = Module._load
  const name = suffix
    .split("/")
    .pop()
    .replace(/\.[jt]s$/, "")
  Module._load = function (request, parent, isMain) {
    const loaded = load.call(this, request, parent, isMain)
    if (!request.includes(name) || !Module._resolveFilename(request, parent, isMain).endsWith(suffix)) return loaded
    return change(loaded, parent?.filename ?? "") ?? loaded
  }
}

/** As `onLoad`, but once, for changes to what the module holds. */
exports.onFirstLoad = function onFirstLoad(suffix, change) {
  let isDone = false
  exports.onLoad(suffix, (loaded) => {
    if (!isDone) {
      isDone = true
      change(loaded)
    }
  })
}

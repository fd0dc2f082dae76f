// Loaded into a store's process by specs only: a store loads 6,800 files, and much of its boot is finding and compiling
// them. The first one, the template's, leaves in the file named by `ALMARA_SPEC_CODE_CACHE` where each was found, and
// its bytecode; the stores of the specs use both. Only of what lies in node_modules: nothing there changes during a
// run, and what is tried is never older than its file. What V8 rejects is compiled as always.
const { existsSync, readFileSync, renameSync, writeFileSync } = require("node:fs")
const Module = require("node:module")
const path = require("node:path")
const vm = require("node:vm")

const file = process.env.ALMARA_SPEC_CODE_CACHE ?? ""
const INSTALLED = `${path.sep}node_modules${path.sep}`

/** Where a request from a folder was found, by both. */
const found = new Map()
/** The bytecode of a file. */
const bytecodes = new Map()

/** What is written at the end, where there is no file yet; a store's own child processes write none. */
const compiled = !existsSync(file) && process.argv.includes("start") ? new Map() : undefined

function read() {
  const bytes = readFileSync(file)
  const start = 4 + bytes.readUInt32LE(0)
  const { places, files } = JSON.parse(bytes.toString("utf8", 4, start))
  for (const [key, place] of places) found.set(key, place)
  for (const [name, from, to] of files) bytecodes.set(name, bytes.subarray(start + from, start + to))
}

function write() {
  const files = []
  const parts = []
  let length = 0
  for (const [name, script] of compiled) {
    const bytecode = script.createCachedData()
    files.push([name, length, length + bytecode.length])
    parts.push(bytecode)
    length += bytecode.length
  }
  const head = Buffer.from(JSON.stringify({ places: [...found], files }))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(head.length)
  // A store finds it whole or not at all.
  writeFileSync(`${file}.part`, Buffer.concat([size, head, ...parts]))
  renameSync(`${file}.part`, file)
}

const resolveFilename = Module._resolveFilename
Module._resolveFilename = function (request, parent, isMain, options) {
  if (isMain || options || !parent?.filename?.includes(INSTALLED))
    return resolveFilename.call(this, request, parent, isMain, options)
  const key = `${path.dirname(parent.filename)}\0${request}`
  const known = found.get(key)
  if (known) return known
  const place = resolveFilename.call(this, request, parent, isMain, options)
  if (compiled && place.includes(INSTALLED)) found.set(key, place)
  return place
}

// Node looks for the package.json of each file, for its type: what was compiled here once is CommonJS.
const loadJavaScript = Module._extensions[".js"]
Module._extensions[".js"] = function (module, filename) {
  if (!bytecodes.has(filename)) return loadJavaScript.call(this, module, filename)
  module._compile(readFileSync(filename, "utf8"), filename)
}

const compile = Module.prototype._compile
Module.prototype._compile = function (content, filename, format) {
  const script = format !== "module" && filename.includes(INSTALLED) && scriptOf(content, filename)
  if (!script) return compile.call(this, content, filename, format)
  compiled?.set(filename, script)
  const wrapped = script.runInThisContext()
  return wrapped.call(this.exports, this.exports, requireOf(this), this, filename, path.dirname(filename))
}

function scriptOf(content, filename) {
  // Node 20 loses the loader of a dynamic import in what came from a cache; TypeScript only speaks of such imports.
  if (content.includes("import(") && !filename.endsWith("/typescript.js")) return undefined
  try {
    return new vm.Script(Module.wrap(content), { filename, cachedData: bytecodes.get(filename) })
  } catch {
    // An ES module, or no JavaScript at all: Node knows which.
    return undefined
  }
}

function requireOf(module) {
  const require = (id) => module.require(id)
  require.resolve = (request, options) => Module._resolveFilename(request, module, false, options)
  require.resolve.paths = (request) => Module._resolveLookupPaths(request, module)
  return Object.assign(require, { main: process.mainModule, extensions: Module._extensions, cache: Module._cache })
}

if (compiled) process.once("exit", write)
else if (existsSync(file)) read()
